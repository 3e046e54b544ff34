import { useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../state/actions.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'

/** The title of a card, as a field: Enter keeps it, Escape leaves it as it was. */
export function TitleEditor({ task, oneLine = false }: { task: Task; oneLine?: boolean }) {
  const [text, setText] = useState(task.title)
  const done = useRef(false)
  const close = (save: boolean) => {
    if (done.current) return
    done.current = true
    const title = text.trim()
    if (save && title !== '' && title !== task.title) void mutateTask(task.id, { title })
    view.setState({ editingId: null })
    document.querySelector<HTMLElement>(`[data-card="${task.id}"]`)?.focus()
  }
  return (
    <textarea
      autoFocus
      dir="auto"
      aria-label={t('Title')}
      rows={oneLine ? 1 : Math.max(1, Math.ceil(text.length / 26))}
      value={text}
      maxLength={500}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value.replaceAll('\n', ' '))}
      onBlur={() => close(true)}
      onKeyDown={(event) => {
        event.stopPropagation()
        // Those of an input method choose among what it offers.
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') {
          event.preventDefault()
          close(true)
        }
        if (event.key === 'Escape') close(false)
      }}
      className={cn(
        '-mx-1 resize-none rounded-s bg-inset px-1 leading-[1.38] font-medium ring-1 ring-accent outline-none',
        oneLine && 'mx-0 min-w-0 flex-1 overflow-hidden whitespace-nowrap',
      )}
    />
  )
}
