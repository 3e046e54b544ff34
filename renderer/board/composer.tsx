import { useRef, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import { createTask } from '../state/actions.ts'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

/** A card to be: Enter makes it and asks for the next one, Escape ends. */
export function Composer({
  projectId,
  projectName,
  status,
  order,
  onClose,
}: {
  projectId: string
  /** Shown where the board has several projects. */
  projectName: string | null
  status: TaskStatus
  /** Key for the next card, worked out when it is made. */
  order: () => string | undefined
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const create = async () => {
    const title = text.trim()
    if (title === '') return
    setText('')
    const at = order()
    const task = await createTask({ projectId, title, status, ...(at === undefined ? {} : { order: at }) })
    // What could not be kept is not lost: it stands in the field again, unless the next is being typed.
    if (task === null) setText((now) => (now === '' ? title : now))
    requestAnimationFrame(() => box.current?.scrollIntoView({ block: 'nearest' }))
  }
  return (
    <div
      ref={box}
      className="mb-1.5 rounded-l border border-accent bg-raised px-2.75 py-2.25 ring-1 ring-accent"
    >
      <textarea
        autoFocus
        aria-label={`New task in ${STATUS_NAMES[status]}`}
        rows={Math.max(2, Math.ceil(text.length / 28))}
        placeholder={projectName === null ? 'Title of the task' : `Task in ${projectName}`}
        value={text}
        maxLength={500}
        onChange={(event) => setText(event.target.value.replaceAll('\n', ' '))}
        onBlur={() => {
          if (text.trim() === '') onClose()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void create()
          }
          if (event.key === 'Escape') {
            event.stopPropagation()
            onClose()
          }
        }}
        className="block w-full resize-none bg-transparent leading-[1.38] font-medium outline-none"
      />
      <p className="mt-1 text-11 text-fg-3">Enter adds, Esc ends</p>
    </div>
  )
}
