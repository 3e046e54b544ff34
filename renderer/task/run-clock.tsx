import type { Run } from '#shared/runs.ts'
import { Elapsed } from '../ui/time.tsx'

/** How long a run has worked since its start; stands while it waits, for the user or for a slot. */
export function RunClock({ run }: { run: Pick<Run, 'startedAt' | 'endedAt' | 'heldMs' | 'heldSince'> }) {
  if (run.startedAt === null) return null
  const since = new Date(Date.parse(run.startedAt) + run.heldMs).toISOString()
  return <Elapsed since={since} until={run.endedAt ?? run.heldSince} />
}
