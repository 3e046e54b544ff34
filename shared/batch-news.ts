// The page loads this file, so nothing of zod may stand in it.
import { isBatchOver } from './batch-words.ts'
import type { Batch, BatchCounts } from './batches.ts'
import { t } from './strings/t.ts'

/** A batch by its tasks: `APP-1`, `APP-1 and APP-2`, `APP-1, APP-2 and APP-3`, `APP-1, APP-2 and 4 more`. */
export function batchName({ tasks }: { tasks: readonly { identifier: string }[] }): string {
  const names = tasks.map(({ identifier }) => identifier)
  if (names.length > 3)
    return t('{names} and {count} more', { names: names.slice(0, 2).join(', '), count: names.length - 2 })
  const last = names.pop() ?? t('Batch')
  return names.length === 0 ? last : t('{names} and {last}', { names: names.join(', '), last })
}

export const nTasks = (count: number) => t('{count, plural, one {# task} other {# tasks}}', { count })

/** How far a batch is: `4 of 12 merged`. */
export const mergedWords = ({ merged, total }: Pick<BatchCounts, 'merged' | 'total'>) =>
  t('{merged} of {total} merged', { merged, total })

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
        title: t('Batch failed: {name}', { name }),
        body: batch.failure ?? endWords(batch, name).body,
      }
    case 'batch:cancelled':
      return {
        kind: 'cancelled',
        title: t('Batch cancelled: {name}', { name }),
        body: endWords(batch, name).body,
      }
    case 'batch:updated':
      // Without words it is the user who has paused it.
      if (changed.status !== 'paused' || batch.status !== 'paused' || batch.failure === null) return null
      return { kind: 'waiting', title: t('Batch paused: {name}', { name }), body: batch.failure }
    case 'batch:task:updated': {
      const approval = batch.tasks.find(({ awaitsApproval }) => awaitsApproval)
      if (approval === undefined || !changed.tasks?.some(({ taskId }) => taskId === approval.taskId))
        return null
      return {
        kind: 'waiting',
        title: t('{identifier} waits for your approval', { identifier: approval.identifier }),
        body: t('In the batch {name}, {merged} of {total} merged.', {
          name,
          merged: batch.counts.merged,
          total: batch.counts.total,
        }),
      }
    }
    default:
      return null
  }
}

function endWords({ counts }: Pick<Batch, 'counts'>, name: string): { title: string; body: string } {
  const { merged, total } = counts
  const out = total - merged
  if (merged === 0)
    return {
      title: t('Batch ended with nothing merged: {name}', { name }),
      body: t('{total, plural, one {# task} other {# tasks}} left out.', { total }),
    }
  return {
    title: t('Batch completed: {name}', { name }),
    body:
      out === 0
        ? t('{merged} of {total, plural, one {# task} other {# tasks}} merged.', { merged, total })
        : t('{merged} of {total, plural, one {# task} other {# tasks}} merged. {out} left out.', {
            merged,
            total,
            out,
          }),
  }
}
