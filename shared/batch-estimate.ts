import type { BatchMode } from './batch-words.ts'

/** What a batch goes by that is not made yet. */
export interface EstimateInput {
  mode: BatchMode
  /** In the order in which they are merged. */
  tasks: readonly { id: string; dependsOn: readonly string[] }[]
  /** Runs at once. */
  slots: number
  /** Of one task. */
  runMinutes: number
  /** Of one merge. */
  checkMinutes: number
}

/** How long a batch takes when every run takes the same time and nothing fails. */
export function estimateMinutes({ mode, tasks, slots, runMinutes, checkMinutes }: EstimateInput): number {
  // One run does them all.
  if (mode === 'combined') return tasks.length * runMinutes + checkMinutes
  const free = Array.from({ length: mode === 'queue' ? 1 : Math.max(1, slots) }, () => 0)
  const mergedAt = new Map<string, number>()
  let lane = 0
  for (const { id, dependsOn } of tasks) {
    const ready =
      mode === 'queue' ? lane : Math.max(0, ...dependsOn.map((parent) => mergedAt.get(parent) ?? 0))
    const slot = free.indexOf(Math.min(...free))
    const end = Math.max(ready, free[slot] ?? 0) + runMinutes
    free[slot] = end
    lane = Math.max(lane, end) + checkMinutes
    mergedAt.set(id, lane)
  }
  return lane
}

/** The middle one of some numbers; null when there are none. */
export function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
