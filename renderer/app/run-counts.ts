import type { Run } from '#shared/runs.ts'
import { beginOf } from '../ui/day.ts'

export type RunCounts = { running: number; queued: number; costToday: number }

/**
 * What the strip says of runs. A run counts to the day on which it ended, or to today while it goes on.
 *
 * @param today `YYYY-MM-DD`
 */
export function countRuns(
  list: Iterable<Pick<Run, 'status' | 'endedAt' | 'usage'>>,
  today: string,
): RunCounts {
  const begin = beginOf(today).getTime()
  const counts: RunCounts = { running: 0, queued: 0, costToday: 0 }
  for (const run of list) {
    if (run.status === 'running') counts.running++
    else if (run.status === 'queued') counts.queued++
    if (run.endedAt === null || Date.parse(run.endedAt) >= begin) counts.costToday += run.usage.cost
  }
  return counts
}

export const sameCounts = (a: RunCounts, b: RunCounts): boolean =>
  a.running === b.running && a.queued === b.queued && a.costToday === b.costToday
