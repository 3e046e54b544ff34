import { useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { liveCommands, useCommand } from '../commands/use-command.ts'
import { mutateTask } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { stepOut } from '../ui/step-out.ts'

/**
 * The title, written over where it stands: Enter or leaving saves, Escape takes it back. From Enter the writing goes on
 * in the description, where that is shown.
 */
export function TaskTitle({ task }: { task: Task }) {
  const [text, setText] = useState<string | null>(null)
  const left = useRef(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useCommand('card.title', () => field.current?.select(), { room: 'task' })
  const save = () => {
    const next = text?.trim()
    setText(null)
    if (left.current) left.current = false
    else if (next !== undefined && next !== '' && next !== task.title)
      void mutateTask(task.id, { title: next })
  }
  return (
    <textarea
      ref={field}
      rows={1}
      dir="auto"
      maxLength={500}
      value={text ?? task.title}
      aria-label={t('Title')}
      spellCheck={false}
      className="-mx-1.5 field-sizing-content w-full resize-none rounded-s bg-transparent px-1.5 py-0.5 text-20 leading-[1.3] font-semibold tracking-[-0.01em] hover:bg-hover focus:bg-hover focus-visible:outline-none"
      onChange={(event) => setText(event.target.value.replace(/\n/g, ' '))}
      onBlur={save}
      onKeyDown={(event) => {
        // Those of an input method choose among what it offers.
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') {
          event.preventDefault()
          const description = liveCommands().get('task.description')
          if (description === undefined) stepOut(event.currentTarget)
          else description.run(null)
        } else if (event.key === 'Escape') {
          event.stopPropagation()
          left.current = true
          stepOut(event.currentTarget)
        }
      }}
    />
  )
}
