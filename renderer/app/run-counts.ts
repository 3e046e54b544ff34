import type { Run } from '#shared/runs.ts'

export type RunCounts = { running: number; queued: number; costToday: number }

/** What the strip says of runs. A run counts to the day on which it ended, or to today while it goes on. */
export function countRuns(list: Iterable<Pick<Run, 'status' | 'endedAt' | 'usage'>>, now: Date): RunCounts {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const counts: RunCounts = { running: 0, queued: 0, costToday: 0 }
  for (const run of list) {
    if (run.status === 'running') counts.running++
    else if (run.status === 'queued') counts.queued++
    if (run.endedAt === null || Date.parse(run.endedAt) >= midnight.getTime())
      counts.costToday += run.usage.cost
  }
  return counts
}

export const sameCounts = (a: RunCounts, b: RunCounts): boolean =>
  a.running === b.running && a.queued === b.queued && a.costToday === b.costToday
