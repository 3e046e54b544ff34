import type { RunMessage } from '#shared/requests.ts'
import { shortModel } from '../state/models.ts'
import { withdrawMessage } from '../state/requests.ts'
import { t } from '../strings/t.ts'
import { Chip } from '../ui/chip.tsx'

/** What the agent has not heard yet; each can be taken back until it does. */
export function QueuedMessages({
  messages,
  onTakenBack,
}: {
  messages: readonly RunMessage[]
  onTakenBack: (message: RunMessage) => void
}) {
  const queued = messages.filter(({ state }) => state === 'queued')
  if (queued.length === 0) return null
  return (
    <div className="mb-2 flex max-h-24 flex-wrap items-center gap-1.5 overflow-y-auto">
      <span className="text-11 text-fg-3">{t('When the turn ends:')}</span>
      <ul aria-label={t('Messages the agent has not heard yet')} className="contents">
        {queued.map((message) => (
          <li key={message.id} className="flex max-w-full min-w-0">
            <Chip
              title={message.text}
              className="bg-inset text-fg"
              onRemove={() =>
                void withdrawMessage(message.id).then((isBack) => {
                  if (isBack) onTakenBack(message)
                })
              }
              removeLabel={t('Take back “{text}”', { text: message.text.slice(0, 80) })}
            >
              {message.text.replaceAll(/\s+/g, ' ')}
              {chosenWords(message) !== '' && (
                <span className="text-fg-3"> {t('to {worker}', { worker: chosenWords(message) })}</span>
              )}
            </Chip>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Who works from a message on, if that was chosen. */
const chosenWords = ({ agent, model, variant }: RunMessage): string =>
  [agent, model === null ? null : shortModel(model), variant].filter((one) => one !== null).join(', ')
