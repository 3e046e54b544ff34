// The page loads this file, so nothing of zod may stand in it.
import { isBatchOver } from './batch-words.ts'
import type { Batch, BatchCounts } from './batches.ts'

/** A batch by its tasks: `APP-1`, `APP-1 and APP-2`, `APP-1, APP-2 and APP-3`, `APP-1, APP-2 and 4 more`. */
export function batchName({ tasks }: { tasks: readonly { identifier: string }[] }): string {
  const names = tasks.map(({ identifier }) => identifier)
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  const last = names.pop() ?? 'Batch'
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`
}

export const nTasks = (count: number) => (count === 1 ? '1 task' : `${count} tasks`)

/** How far a batch is: `4 of 12 merged`. */
export const mergedWords = ({ merged, total }: Pick<BatchCounts, 'merged' | 'total'>) =>
  `${merged} of ${total} merged`

/** Whether it waits for the user: with work to be approved, or paused for a reason that is theirs to mend. */
export const waitsForUser = ({
  tasks,
  status,
  failure,
}: {
  tasks: readonly Pick<Batch['tasks'][number], 'awaitsApproval'>[]
  status: Batch['status']
  failure: string | null
}): boolean =>
  !isBatchOver(status) &&
  (tasks.some(({ awaitsApproval }) => awaitsApproval) || (status === 'paused' && failure !== null))

/** Runs that stand still with their batch. What they ask then, Resume answers for all of them. */
export const pausedRuns = (batches: Iterable<Pick<Batch, 'tasks' | 'status'>>): Set<string> =>
  new Set(
    [...batches]
      .filter(({ status }) => status === 'paused')
      .flatMap(({ tasks }) => tasks.flatMap(({ runId, resolveRunId }) => [runId, resolveRunId]))
      .filter((id) => id !== null),
  )

/** What is told of a batch to somebody who does not look at it. */
export interface BatchNews {
  kind: 'waiting' | 'failed' | 'finished' | 'cancelled'
  title: string
  body: string
}

/**
 * What a feed event means to somebody who does not look; null = nothing. A batch tells of itself as a whole, and of
 * its tasks only what it waits for: one that takes twenty tasks has one end.
 *
 * @param changed what the event carries
 * @param batch as it is after the event
 */
export function batchNewsOf(
  event: string,
  changed: Partial<Pick<Batch, 'status'>> & { tasks?: readonly { taskId: string }[] },
  batch: Pick<Batch, 'tasks' | 'counts' | 'failure' | 'status'>,
): BatchNews | null {
  const name = batchName(batch)
  switch (event) {
    case 'batch:completed':
      return { kind: 'finished', ...endWords(batch, name) }
    case 'batch:failed':
      return {
        kind: 'failed',
        title: `Batch failed: ${name}`,
        body: batch.failure ?? endWords(batch, name).body,
      }
    case 'batch:cancelled':
      return { kind: 'cancelled', title: `Batch cancelled: ${name}`, body: endWords(batch, name).body }
    case 'batch:updated':
      // Without words it is the user who has paused it.
      if (changed.status !== 'paused' || batch.status !== 'paused' || batch.failure === null) return null
      return { kind: 'waiting', title: `Batch paused: ${name}`, body: batch.failure }
    case 'batch:task:updated': {
      const approval = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)
      if (approval === undefined || !changed.tasks?.some(({ taskId }) => taskId === approval.taskId))
        return null
      return {
        kind: 'waiting',
        title: `${approval.identifier} waits for your approval`,
        body: `In the batch ${name}, ${mergedWords(batch.counts)}.`,
      }
    }
    default:
      return null
  }
}

function endWords({ counts }: Pick<Batch, 'counts'>, name: string): { title: string; body: string } {
  const { merged, total } = counts
  const out = total - merged
  const left = out === 0 ? '' : ` ${out} left out.`
  return merged === 0
    ? { title: `Batch ended with nothing merged: ${name}`, body: `${nTasks(total)} left out.` }
    : { title: `Batch completed: ${name}`, body: `${merged} of ${nTasks(total)} merged.${left}` }
}
