import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import { RequestStack } from '../requests/request-stack.tsx'
import { useRequestsOf } from '../state/requests.ts'
import { t } from '../strings/t.ts'

/** What the run asks, above its story. */
export function RunRequests({ run }: { run: Run }) {
  const requests = useRequestsOf(run.id)
  if (isTerminal(run.status) || requests.length === 0) return null
  return <RequestStack label={t('The run waits for you')} requests={requests} />
}
