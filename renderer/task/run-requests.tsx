import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { RequestView } from '../requests/request-view.tsx'
import { isOpen, useRequestsOf } from '../state/requests.ts'

/** What the run asks, above its story; the keys answer the oldest. */
export function RunRequests({ run }: { run: Run }) {
  const requests = useRequestsOf(run.id)
  if (isTerminal(run.status) || requests.length === 0) return null
  const open = requests.filter(isOpen)
  return (
    <div
      role="group"
      aria-label="The run waits for you"
      aria-live="polite"
      className="grid grid-cols-[minmax(0,1fr)] gap-2"
    >
      {requests.map((request) => (
        <RequestView key={request.id} request={request} density="task" active={request.id === open[0]?.id} />
      ))}
    </div>
  )
}
