import type { BatchStatus, BatchTaskStatus } from './batch-words.ts'
import { AppError } from './errors.ts'

/**
 * What can happen to a batch.
 * - `wait`: nothing goes on without the user
 * - `go_on`: something goes on again
 * - `pause`, `resume`: the user stops and continues it
 * - `complete`, `fail`, `cancel`: it is over and cleaned up
 */
export type BatchEvent = 'wait' | 'go_on' | 'pause' | 'resume' | 'complete' | 'fail' | 'cancel'

const BATCH: Record<BatchEvent, Partial<Record<BatchStatus, BatchStatus>>> = {
  wait: { running: 'waiting' },
  go_on: { waiting: 'running' },
  pause: { running: 'paused', waiting: 'paused' },
  resume: { paused: 'running' },
  complete: { running: 'completed', waiting: 'completed' },
  fail: { running: 'failed', waiting: 'failed', paused: 'failed' },
  cancel: { running: 'cancelled', waiting: 'cancelled', paused: 'cancelled' },
}

/**
 * The legal transitions of a batch.
 *
 * @throws AppError ILLEGAL_TRANSITION for every other pair of status and event
 */
export function nextBatchStatus(status: BatchStatus, event: BatchEvent): BatchStatus {
  const next = BATCH[event][status]
  if (next !== undefined) return next
  throw new AppError('ILLEGAL_TRANSITION', `A batch that is ${status} cannot ${words(event)}.`, {
    status,
    event,
  })
}

/**
 * What can happen to a task of a batch.
 * - `start`: a run of it was made
 * - `wait`: its run waits for the user, or its work for approval
 * - `go_on`: its run goes on
 * - `complete`: its work may be merged
 * - `merge`: its work is in the batch's branch
 * - `give_back`: its work goes back to the agent
 * - `skip`, `fail`, `cancel`: it is left out
 * - `block`, `unblock`: a task that it depends on is left out, or not any more
 * - `retry`: the user wants it after all
 * - `recheck`: the user wants its work merged and checked once more
 */
export type BatchTaskEvent =
  | 'start'
  | 'wait'
  | 'go_on'
  | 'complete'
  | 'merge'
  | 'give_back'
  | 'skip'
  | 'fail'
  | 'cancel'
  | 'block'
  | 'unblock'
  | 'retry'
  | 'recheck'

const OPEN = ['queued', 'blocked', 'running', 'waiting', 'completed'] as const
const from = (statuses: readonly BatchTaskStatus[], to: BatchTaskStatus) =>
  Object.fromEntries(statuses.map((status) => [status, to])) as Partial<
    Record<BatchTaskStatus, BatchTaskStatus>
  >

const TASK: Record<BatchTaskEvent, Partial<Record<BatchTaskStatus, BatchTaskStatus>>> = {
  start: from(['queued'], 'running'),
  wait: from(['running'], 'waiting'),
  go_on: from(['waiting'], 'running'),
  complete: from(['running', 'waiting'], 'completed'),
  merge: from(['completed'], 'merged'),
  give_back: from(['waiting', 'completed'], 'running'),
  skip: from(OPEN, 'skipped'),
  fail: from(['running', 'waiting', 'completed'], 'failed'),
  cancel: from(OPEN, 'cancelled'),
  block: from(['queued'], 'blocked'),
  unblock: from(['blocked'], 'queued'),
  retry: from(['skipped', 'failed', 'cancelled'], 'queued'),
  recheck: from(['skipped'], 'completed'),
}

/**
 * The legal transitions of a task within a batch.
 *
 * @throws AppError ILLEGAL_TRANSITION for every other pair of status and event
 */
export function nextBatchTaskStatus(status: BatchTaskStatus, event: BatchTaskEvent): BatchTaskStatus {
  const next = TASK[event][status]
  if (next !== undefined) return next
  throw new AppError('ILLEGAL_TRANSITION', `A task that is ${status} in its batch cannot ${words(event)}.`, {
    status,
    event,
  })
}

const words = (event: string) => event.replace('_', ' ')
