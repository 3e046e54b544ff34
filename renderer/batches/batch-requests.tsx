import type { Batch } from '#shared/batches.ts'
import { useInbox } from '../state/requests.ts'
import { isOpen } from '../state/requests.ts'
import { RequestView } from '../requests/request-view.tsx'

/** What the agents of the batch ask, answered where it stands; keys act on the oldest. */
export function BatchRequests({ batch, titleOf }: { batch: Batch; titleOf: (taskId: string) => string }) {
  const all = useInbox()
  const runIds = new Set(batch.tasks.map(({ runId }) => runId))
  // While the batch is paused, its agents stand still and ask how to go on: Resume says it for all of them.
  const shown = all.filter(
    (request) =>
      isOpen(request) &&
      runIds.has(request.runId) &&
      !(batch.status === 'paused' && request.kind === 'limit'),
  )
  if (shown.length === 0) return null
  const nameOf = new Map(batch.tasks.map(({ taskId, identifier }) => [taskId, identifier]))
  return (
    <section aria-label="Agents wait for you" className="grid gap-3">
      {shown.map((request, index) => (
        <div key={request.id} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          <p className="truncate text-12 text-fg-2">
            <span className="text-fg-3">{nameOf.get(request.taskId)}</span> {titleOf(request.taskId)}
          </p>
          <RequestView request={request} density="inbox" active={index === 0} />
        </div>
      ))}
    </section>
  )
}
