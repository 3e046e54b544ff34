import { batchName } from '#shared/batch-news.ts'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { taskTone, taskWords } from './task-words.ts'
import type { Tone } from '../ui/tones.ts'

/** Where the work of a task lies while it is done and in no base branch. */
export type WorkPlace = {
  /** How it stands there, in a few words. */
  word: string
  tone: Tone
  /** The same as a sentence, with the batch. */
  sentence: string
}

/**
 * How the work of a task stands in a batch that has it; null where there is nothing to say: no work yet, work that is
 * in the base branch, or that is not the task's any more because it was begun anew or put away.
 *
 * @param followUpId the run that went on with the batch's pull request: it has the first task's name, and is no new
 *   beginning of that
 */
export function workPlace(
  task: Pick<Task, 'id' | 'status' | 'latestRunId'>,
  run: Pick<Run, 'mergedCommit' | 'discardedAt'> | undefined,
  batch: Batch,
  followUpId: string | null = null,
): WorkPlace | null {
  const place = batch.tasks.find(({ taskId }) => taskId === task.id)
  if (place === undefined || batch.mergedCommit !== null) return null
  if (place.status !== 'merged' && place.status !== 'completed' && !place.awaitsApproval) return null
  const about = { name: batchName(batch), merged: batch.counts.merged, total: batch.counts.total }
  if (!isBatchOver(batch.status)) {
    const word = taskWords(place, batch, undefined)
    const sentence = t('In batch {name}, {merged} of {total} merged: {state}', { ...about, state: word })
    return { word, tone: taskTone(place), sentence }
  }
  const isOver = task.status === 'done' || task.status === 'cancelled'
  const isGone = run !== undefined && (run.mergedCommit !== null || run.discardedAt !== null)
  const isAnew = task.latestRunId !== place.runId && task.latestRunId !== followUpId
  if (isOver || isGone || place.status !== 'merged' || isAnew) return null
  // What is merged at the remote nobody tells us.
  return batch.pushedCommit === null
    ? {
        word: t('merged, not in {branch}', { branch: batch.baseBranch }),
        tone: 'review',
        sentence: t('In batch {name}, {merged} of {total} merged, which is not in {branch} yet', {
          ...about,
          branch: batch.baseBranch,
        }),
      }
    : {
        word: t('pushed'),
        tone: 'review',
        sentence: t('In batch {name}, {merged} of {total} merged, which is pushed', about),
      }
}

/** A batch where there is little room: `APP-1 +5`. */
export function shortBatchName({ tasks }: { tasks: readonly { identifier: string }[] }): string {
  const [first, ...others] = tasks
  if (first === undefined) return t('Batch')
  return others.length === 0 ? first.identifier : `${first.identifier} +${others.length}`
}
