import { describe, expect, it } from 'vitest'
import { AppError } from './errors.ts'
import { nextRunState, type RunEvent, type RunState } from './run-state.ts'
import { RUN_STATUSES } from './run-words.ts'

const EVENTS: RunEvent[] = [
  { type: 'claim' },
  { type: 'stage', stage: 'preparing' },
  { type: 'stage', stage: 'running' },
  { type: 'stage', stage: 'checking' },
  { type: 'stage', stage: 'committing' },
  { type: 'pause' },
  { type: 'defer' },
  { type: 'answer' },
  { type: 'succeed' },
  { type: 'fail' },
  { type: 'cancel' },
]

/** Status before, event, status and stage after. Every pair that is not here is illegal. */
const LEGAL: [RunState['status'], string, RunState['status'], RunState['stage']][] = [
  ['queued', 'claim', 'running', 'preparing'],
  ['queued', 'stage preparing', 'queued', 'preparing'],
  ['queued', 'pause', 'waiting', null],
  ['queued', 'fail', 'failed', null],
  ['queued', 'cancel', 'cancelled', null],
  ['running', 'stage preparing', 'running', 'preparing'],
  ['running', 'stage running', 'running', 'running'],
  ['running', 'stage checking', 'running', 'checking'],
  ['running', 'stage committing', 'running', 'committing'],
  ['running', 'pause', 'waiting', null],
  ['running', 'defer', 'queued', null],
  ['running', 'succeed', 'succeeded', null],
  ['running', 'fail', 'failed', null],
  ['running', 'cancel', 'cancelled', null],
  ['waiting', 'answer', 'queued', null],
  ['waiting', 'fail', 'failed', null],
  ['waiting', 'cancel', 'cancelled', null],
]

const nameOf = (event: RunEvent) => (event.type === 'stage' ? `stage ${event.stage}` : event.type)

describe('nextRunState', () => {
  for (const status of RUN_STATUSES) {
    for (const event of EVENTS) {
      const legal = LEGAL.find(([from, name]) => from === status && name === nameOf(event))
      if (legal === undefined) {
        it(`refuses ${nameOf(event)} when ${status}`, () => {
          expect(() => nextRunState({ status, stage: null }, event)).toThrow(AppError)
        })
      } else {
        it(`takes ${nameOf(event)} from ${status} to ${legal[2]}`, () => {
          expect(nextRunState({ status, stage: null }, event)).toEqual({ status: legal[2], stage: legal[3] })
        })
      }
    }
  }

  it('keeps the stage over a pause, so that the run goes on where it was', () => {
    const waiting = nextRunState({ status: 'running', stage: 'running' }, { type: 'pause' })
    const queued = nextRunState(waiting, { type: 'answer' })
    expect(nextRunState(queued, { type: 'claim' })).toEqual({ status: 'running', stage: 'running' })
  })
})
