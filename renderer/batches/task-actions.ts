import { isBatchOver, isLeftOut, isSettled } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { t } from '../strings/t.ts'

/** What the user can do with a task of a batch. */
export type BatchTaskAction = 'approve' | 'send_back' | 'skip' | 'cancel' | 'retry' | 'check'

/** What can be done now, the likeliest first. */
export function actionsFor(
  task: BatchTask,
  batch: Pick<Batch, 'status' | 'step' | 'mode' | 'tasks'>,
): BatchTaskAction[] {
  // Work that is being merged is nobody's to take out of it.
  if (isBatchOver(batch.status) || batch.step !== 'tasks' || task.stage !== null) return []
  if (batch.mode === 'combined') return combinedActions(task, batch.tasks)
  if (task.awaitsApproval) return ['approve', 'send_back', 'skip']
  switch (task.status) {
    case 'queued':
    case 'blocked':
      return ['skip']
    case 'running':
    case 'waiting':
      return ['skip', 'cancel']
    case 'completed':
      return ['send_back', 'skip']
    case 'skipped':
      return task.reason?.code === 'check_failed' ? ['check', 'retry'] : ['retry']
    case 'failed':
    case 'cancelled':
      return ['retry']
    case 'merged':
      return []
  }
}

/** Why a task that was left out cannot be begun anew in its batch, and what can be done instead; null = nothing to say. */
export function whyNoRetry(
  task: Pick<BatchTask, 'status' | 'identifier' | 'reason'>,
  batch: Pick<Batch, 'status' | 'step'>,
): { why: string; instead: string } | null {
  if (!isLeftOut(task.status) && task.status !== 'blocked') return null
  if (!isBatchOver(batch.status))
    return batch.step === 'tasks'
      ? null
      : {
          why: t('The batch takes no more tasks'),
          instead: t('Once it is over, open {identifier} and execute it again.', {
            identifier: task.identifier,
          }),
        }
  return {
    why: t('The batch is over'),
    instead:
      task.reason?.code === 'conflict'
        ? t('Its work is kept: open {identifier}, and merge it or send it back there.', {
            identifier: task.identifier,
          })
        : t('Open {identifier} and send it back, or execute it again.', { identifier: task.identifier }),
  }
}

/** One run has all tasks: one can be taken out of it, and is begun anew only while nothing of it goes on or is in. */
function combinedActions({ status }: BatchTask, tasks: readonly BatchTask[]): BatchTaskAction[] {
  if (status === 'merged') return []
  if (!isSettled(status) || status === 'blocked') return ['skip']
  return tasks.every((one) => isSettled(one.status) && one.status !== 'merged') ? ['retry'] : []
}
