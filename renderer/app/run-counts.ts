import type { Run } from '#shared/runs.ts'

export type RunCounts = { running: number; queued: number }

/** How many runs go on, and how many stand in line. */
export function countRuns(list: Iterable<Pick<Run, 'status'>>): RunCounts {
  const counts: RunCounts = { running: 0, queued: 0 }
  for (const { status } of list) {
    if (status === 'running') counts.running++
    else if (status === 'queued') counts.queued++
  }
  return counts
}

export const sameCounts = (a: RunCounts, b: RunCounts): boolean =>
  a.running === b.running && a.queued === b.queued
