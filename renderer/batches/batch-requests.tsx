import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import { useInbox } from '../state/requests.ts'
import { isOpen } from '../state/requests.ts'
import { RequestView } from '../requests/request-view.tsx'
import { t } from '../strings/t.ts'

/** What the agents of the batch ask, answered where it stands; keys act on the oldest. */
export function BatchRequests({
  batch,
  runOf,
  titleOf,
}: {
  batch: Batch
  /** All runs of the batch: those that resolve a conflict ask, too. */
  runOf: ReadonlyMap<string, Run>
  titleOf: (taskId: string) => string
}) {
  const all = useInbox()
  const shown = all.filter((request) => isOpen(request) && runOf.has(request.runId))
  if (shown.length === 0) return null
  const nameOf = new Map(batch.tasks.map(({ taskId, identifier }) => [taskId, identifier]))
  return (
    <section aria-label={t('Agents wait for you')} className="grid gap-3">
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
