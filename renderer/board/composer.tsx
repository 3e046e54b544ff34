import { type ClipboardEvent, useEffect, useRef, useState } from 'react'
import { recordCreated } from '../state/actions.ts'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { createIn, ordersFor, pasting, type Target } from './compose.ts'
import { useBoardNow } from './drag.ts'
import { linesIn } from './pasted-lines.ts'

/** A card to be: Enter makes it and asks for the next one, Escape ends; several lines that are pasted become several. */
export function Composer({
  target,
  where,
  showProject,
  onClose,
}: {
  target: Target
  /** The name of the group. */
  where: string
  showProject: boolean
  onClose: () => void
}) {
  const board = useBoardNow()
  const project = useProject(target.projectId)
  const [text, setText] = useState('')
  const box = useRef<HTMLDivElement>(null)
  // What is pasted is asked about at once. Where it cannot be loaded, that is said when it is wanted.
  useEffect(() => {
    import('./paste-dialog.tsx').catch(() => undefined)
  }, [])
  const create = async () => {
    const title = text.trim()
    if (title === '') return
    setText('')
    const [order] = ordersFor(board.current, target, 1)
    const task = await createIn(() => board.current, target, { title, order })
    // What could not be kept is not lost: it stands in the field again, unless the next is being typed.
    if (task === null) setText((now) => (now === '' ? title : now))
    else recordCreated([task])
    requestAnimationFrame(() => box.current?.scrollIntoView({ block: 'nearest' }))
  }
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (linesIn(pasted).length < 2) return
    event.preventDefault()
    pasting.setState({ pasted: { text: `${text}${pasted}`, target } })
    onClose()
  }
  return (
    <div
      ref={box}
      className="mb-1.5 rounded-l border border-accent bg-raised px-2.75 py-2.25 ring-1 ring-accent"
    >
      <textarea
        autoFocus
        dir="auto"
        aria-label={t('New task in {where}', { where })}
        rows={Math.max(2, Math.ceil(text.length / 28))}
        placeholder={
          showProject && project !== undefined
            ? t('Task in {name}', { name: project.name })
            : t('Title of the task')
        }
        value={text}
        maxLength={500}
        onPaste={paste}
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
      <p className="mt-1 text-11 text-fg-3">{t('Enter adds, Esc ends. Paste lines for many.')}</p>
    </div>
  )
}
