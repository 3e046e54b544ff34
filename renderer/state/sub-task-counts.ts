import { useCallback } from 'react'
import type { Task } from '#shared/tasks.ts'
import { useSelected } from './hooks.ts'
import { tasks } from './stores.ts'

/** How many of the tasks below one are done, of those that are neither archived nor cancelled. */
export type SubTaskCount = { done: number; total: number }

type All = ReadonlyMap<string, Task>

let known: { from: All; counts: ReadonlyMap<string, SubTaskCount> } | null = null

/** Of every task that has some, by its id: counted once for each state of the board, whoever asks. */
export function subTaskCounts(all: All): ReadonlyMap<string, SubTaskCount> {
  if (known?.from === all) return known.counts
  const before = known?.counts
  const counts = new Map<string, SubTaskCount>()
  for (const { parentId, status, archived } of all.values()) {
    if (parentId === null || archived || status === 'cancelled') continue
    const held = counts.get(parentId)
    const done = status === 'done' ? 1 : 0
    if (held === undefined) counts.set(parentId, { done, total: 1 })
    else {
      held.done += done
      held.total++
    }
  }
  // Who is told of the same draws nothing anew.
  for (const [id, count] of counts) {
    const old = before?.get(id)
    if (old !== undefined && old.done === count.done && old.total === count.total) counts.set(id, old)
  }
  known = { from: all, counts }
  return counts
}

/** The same of one task; undefined = it has none. */
export const useSubTaskCount = (id: string): SubTaskCount | undefined =>
  useSelected(
    tasks.store,
    useCallback(({ byId }: { byId: All }) => subTaskCounts(byId).get(id), [id]),
  )
