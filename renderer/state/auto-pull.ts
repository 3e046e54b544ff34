import { useEffect } from 'react'
import { createStore } from 'zustand/vanilla'
import type { PullReport } from '#shared/pull-report.ts'
import type { Task } from '#shared/tasks.ts'
import { useFeed, useSelected } from './hooks.ts'
import { connection, tasks } from './stores.ts'
import { client } from './transport.ts'

const EVENT = 'auto-pull:updated'

const report = createStore<PullReport>(() => ({ refusals: [], held: null, seq: -1 }))

/** What comes later knows better. */
function take(next: PullReport): void {
  if (next.seq >= report.getState().seq) report.setState(next)
}

/** What is in auto-pull's way, as the host knows it. */
export function usePullReport(): PullReport {
  useFeed((items) => {
    for (const { event, seq, data } of items) {
      if (event === EVENT) take({ ...(data as unknown as Omit<PullReport, 'seq'>), seq })
    }
  })
  const phase = useSelected(connection, ({ feed }) => feed)
  useEffect(() => {
    // Anew after each break: the feed may have been reset meanwhile.
    if (phase !== 'live') return
    client.autoPull.report().then(take, () => {
      // Without it the board says nothing of refusals until the next one comes.
    })
  }, [phase])
  return useSelected(report, (state) => state)
}

const countInReview = ({ byId }: { byId: ReadonlyMap<string, Task> }) => {
  const counts = new Map<string, number>()
  for (const { projectId, status, archived } of byId.values()) {
    if (status === 'in_review' && !archived) counts.set(projectId, (counts.get(projectId) ?? 0) + 1)
  }
  return counts
}
const sameCounts = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) =>
  a.size === b.size && [...a].every(([id, count]) => b.get(id) === count)

/** How many tasks of each project are in review. */
export const useInReview = (): ReadonlyMap<string, number> =>
  useSelected(tasks.store, countInReview, sameCounts)
