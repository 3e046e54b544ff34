import { describe, expect, it } from 'vitest'
import { type BatchEvent, type BatchTaskEvent, nextBatchStatus, nextBatchTaskStatus } from './batch-state.ts'
import {
  BATCH_STATUSES,
  BATCH_TASK_STATUSES,
  type BatchStatus,
  type BatchTaskStatus,
  isBatchOver,
  isLeftOut,
  isSettled,
} from './batch-words.ts'
import { AppError } from './errors.ts'

const BATCH_EVENTS: BatchEvent[] = ['wait', 'go_on', 'pause', 'resume', 'complete', 'fail', 'cancel']
const TASK_EVENTS: BatchTaskEvent[] = [
  'start',
  'wait',
  'go_on',
  'complete',
  'merge',
  'give_back',
  'skip',
  'fail',
  'cancel',
  'block',
  'unblock',
  'retry',
  'recheck',
]

/** Status before, event, status after. Every pair that is not here is illegal. */
const LEGAL: [BatchStatus, BatchEvent, BatchStatus][] = [
  ['running', 'wait', 'waiting'],
  ['running', 'pause', 'paused'],
  ['running', 'complete', 'completed'],
  ['running', 'fail', 'failed'],
  ['running', 'cancel', 'cancelled'],
  ['waiting', 'go_on', 'running'],
  ['waiting', 'pause', 'paused'],
  ['waiting', 'complete', 'completed'],
  ['waiting', 'fail', 'failed'],
  ['waiting', 'cancel', 'cancelled'],
  ['paused', 'resume', 'running'],
  ['paused', 'fail', 'failed'],
  ['paused', 'cancel', 'cancelled'],
]

const LEGAL_OF_TASK: [BatchTaskStatus, BatchTaskEvent, BatchTaskStatus][] = [
  ['queued', 'start', 'running'],
  ['queued', 'block', 'blocked'],
  ['queued', 'skip', 'skipped'],
  ['queued', 'cancel', 'cancelled'],
  ['blocked', 'unblock', 'queued'],
  ['blocked', 'skip', 'skipped'],
  ['blocked', 'cancel', 'cancelled'],
  ['running', 'wait', 'waiting'],
  ['running', 'complete', 'completed'],
  ['running', 'skip', 'skipped'],
  ['running', 'fail', 'failed'],
  ['running', 'cancel', 'cancelled'],
  ['waiting', 'go_on', 'running'],
  ['waiting', 'complete', 'completed'],
  ['waiting', 'give_back', 'running'],
  ['waiting', 'skip', 'skipped'],
  ['waiting', 'fail', 'failed'],
  ['waiting', 'cancel', 'cancelled'],
  ['completed', 'merge', 'merged'],
  ['completed', 'give_back', 'running'],
  ['completed', 'skip', 'skipped'],
  ['completed', 'fail', 'failed'],
  ['completed', 'cancel', 'cancelled'],
  ['skipped', 'retry', 'queued'],
  ['failed', 'retry', 'queued'],
  ['cancelled', 'retry', 'queued'],
  ['skipped', 'recheck', 'completed'],
]

/** A case for every status and event. */
function tryAll<Status extends string, Event extends string>(
  statuses: readonly Status[],
  events: readonly Event[],
  legal: readonly [Status, Event, Status][],
  next: (status: Status, event: Event) => Status,
): void {
  for (const status of statuses) {
    for (const event of events) {
      const to = legal.find(([from, name]) => from === status && name === event)?.[2]
      if (to === undefined) {
        it(`refuses ${event} when ${status}, and says both`, () => {
          let said: unknown
          try {
            next(status, event)
          } catch (error) {
            said = error
          }
          expect(said).toBeInstanceOf(AppError)
          expect(said).toMatchObject({ code: 'ILLEGAL_TRANSITION', details: { status, event } })
        })
      } else {
        it(`takes ${event} from ${status} to ${to}`, () => {
          expect(next(status, event)).toBe(to)
        })
      }
    }
  }
}

describe('nextBatchStatus', () => {
  tryAll(BATCH_STATUSES, BATCH_EVENTS, LEGAL, nextBatchStatus)

  it('takes nothing once a batch is over, and can end every other one', () => {
    for (const status of BATCH_STATUSES) {
      const taken = BATCH_EVENTS.filter((event) =>
        LEGAL.some(([from, name]) => from === status && name === event),
      )
      if (isBatchOver(status)) expect(taken).toEqual([])
      else expect(taken).toEqual(expect.arrayContaining(['fail', 'cancel']))
    }
  })
})

describe('nextBatchTaskStatus', () => {
  tryAll(BATCH_TASK_STATUSES, TASK_EVENTS, LEGAL_OF_TASK, nextBatchTaskStatus)
})

describe('the words for a task’s status', () => {
  it('call settled what the planner leaves alone, and left out what can be retried', () => {
    expect(BATCH_TASK_STATUSES.filter(isSettled)).toEqual([
      'blocked',
      'merged',
      'skipped',
      'failed',
      'cancelled',
    ])
    const retriable = LEGAL_OF_TASK.filter(([, event]) => event === 'retry').map(([status]) => status)
    expect(BATCH_TASK_STATUSES.filter(isLeftOut)).toEqual(retriable)
  })
})
