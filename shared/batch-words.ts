// The page loads this file, so nothing of zod may stand in it.

/**
 * `parallel`: several runs at once. `queue`: one after the other, each from the result of those before it.
 * `combined`: one run for all of them.
 */
export const BATCH_MODES = ['parallel', 'queue', 'combined'] as const
export type BatchMode = (typeof BATCH_MODES)[number]

/** `completed` also when tasks were left out. */
export const BATCH_STATUSES = ['running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'] as const
export type BatchStatus = (typeof BATCH_STATUSES)[number]

/** `completed`: its run has ended well, and its work is not merged yet. `merged` and the last three are settled. */
export const BATCH_TASK_STATUSES = [
  'queued',
  'blocked',
  'running',
  'waiting',
  'completed',
  'merged',
  'skipped',
  'failed',
  'cancelled',
] as const
export type BatchTaskStatus = (typeof BATCH_TASK_STATUSES)[number]

/**
 * What happens with work that does not merge: `skip` leaves out the task, `fail` ends the batch, `resolve` has an
 * agent try before the task is left out.
 */
export const CONFLICT_BEHAVIORS = ['skip', 'fail', 'resolve'] as const
export type ConflictBehavior = (typeof CONFLICT_BEHAVIORS)[number]

/** Where the branch of a batch ends up: `local` = here, `push` = at the remote, too, `pull_request` = in one there. */
export const PUBLISH_WAYS = ['local', 'push', 'pull_request'] as const
export type PublishWay = (typeof PUBLISH_WAYS)[number]

/** Why a task is not in the batch's branch. */
export const LEFT_OUT_CODES = [
  'conflict',
  'check_failed',
  'run_failed',
  'no_changes',
  'not_reported',
  'parent_left_out',
  'skipped',
  'cancelled',
  'stopped',
  'git_error',
] as const

/** Whether a batch is over for good. */
export const isBatchOver = (status: BatchStatus) =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

/** Whether nothing more happens to a task in its batch, unless somebody retries it. */
export const isSettled = (status: BatchTaskStatus) =>
  status === 'merged' || status === 'blocked' || isLeftOut(status)

/** Whether a task's work will not come by itself any more. */
export const isLeftOut = (status: BatchTaskStatus) =>
  status === 'skipped' || status === 'failed' || status === 'cancelled'

/** Why a task is left out that depends on one that will not come. */
export function parentWords(identifier: string, status: BatchTaskStatus): string {
  const became = status === 'failed' ? 'failed' : status === 'cancelled' ? 'was cancelled' : 'was left out'
  return `It depends on ${identifier}, which ${became}.`
}
