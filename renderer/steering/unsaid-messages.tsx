import { CornerLeftDown, X } from 'lucide-react'
import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { CopyButton } from '../run/copy-button.tsx'
import { useMessagesOf, withdrawMessage } from '../state/requests.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { useTaskDraft } from '../task/use-task-draft.ts'
import { IconButton } from '../ui/button.tsx'
import { toast } from '../ui/toast.ts'
import { draftOf } from './said.ts'

/** What a run ended without: messages that waited for the end of a turn which never came. */
export function UnsaidMessages({ run }: { run: Run }) {
  const unsaid = useMessagesOf(run.id).filter(({ state }) => state === 'queued')
  const [draft, setDraft] = useTaskDraft(run.taskId, draftOf(run))
  if (!isTerminal(run.status) || unsaid.length === 0) return null
  return (
    <section
      aria-label={t('Messages the agent never heard')}
      className="mb-3 flex-none rounded-m border bg-raised px-3 py-2 text-12"
    >
      <p className="text-fg-2">
        {rich(
          '<b>Not said:</b> the run ended before the agent could hear {count, plural, one {this} other {these}}.',
          { count: unsaid.length, b: (text) => <span className="font-medium text-fg">{text}</span> },
        )}
      </p>
      <ul className="mt-1 max-h-32 overflow-y-auto">
        {unsaid.map(({ id, text }) => (
          <li key={id} className="flex items-start gap-1">
            <p
              dir="auto"
              className="min-w-0 flex-1 py-0.5 leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]"
            >
              {text}
            </p>
            <IconButton
              size="s"
              label={t('Write “{text}” again', { text: text.slice(0, 80) })}
              onClick={() => {
                setDraft([draft ?? '', text].filter((part) => part !== '').join('\n\n'))
                toast.info(t('It is written again'), {
                  description: t('It stands where you talk to the agent, now or in the next run.'),
                })
              }}
            >
              <CornerLeftDown />
            </IconButton>
            <CopyButton text={text} label={t('Copy “{text}”', { text: text.slice(0, 80) })} />
            <IconButton
              size="s"
              label={t('Remove “{text}”', { text: text.slice(0, 80) })}
              onClick={() => void withdrawMessage(id)}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
