import { isBatchOver } from '#shared/batch-words.ts'
import type { Batch, BatchTask } from '#shared/batches.ts'

/** What the user can do with a task of a batch. */
export type BatchTaskAction = 'approve' | 'send_back' | 'skip' | 'cancel' | 'retry'

/** What can be done now, the likeliest first. */
export function actionsFor(task: BatchTask, batch: Pick<Batch, 'status' | 'step'>): BatchTaskAction[] {
  // Work that is being merged is nobody's to take out of it.
  if (isBatchOver(batch.status) || batch.step !== 'tasks' || task.stage !== null) return []
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
    case 'failed':
    case 'cancelled':
      return ['retry']
    case 'merged':
      return []
  }
}
