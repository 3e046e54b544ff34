import type { RunMessage } from '#shared/requests.ts'
import { withdrawMessage } from '../../state/requests.ts'
import { Chip } from '../../ui/chip.tsx'

/** What the agent has not heard yet; each can be taken back until it does. */
export function QueuedMessages({ messages }: { messages: readonly RunMessage[] }) {
  const queued = messages.filter(({ state }) => state === 'queued')
  if (queued.length === 0) return null
  return (
    <div className="mb-2 flex max-h-24 flex-wrap items-center gap-1.5 overflow-y-auto">
      <span className="text-11 text-fg-3">When the turn ends:</span>
      <ul aria-label="Messages the agent has not heard yet" className="contents">
        {queued.map((message) => (
          <li key={message.id} className="flex max-w-full min-w-0">
            <Chip
              title={message.text}
              className="bg-inset text-fg"
              onRemove={() => void withdrawMessage(message.id)}
              removeLabel={`Take back “${message.text.slice(0, 80)}”`}
            >
              {message.text.replaceAll(/\s+/g, ' ')}
            </Chip>
          </li>
        ))}
      </ul>
    </div>
  )
}
