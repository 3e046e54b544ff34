import { describe, expect, test } from 'vitest'
import { type ContestEvent, executionOf, nextContestStatus, nextContestStep } from './contest-state.ts'
import { CONTEST_STATUSES, CONTEST_STEPS, type ContestStatus } from './contest-words.ts'
import type { RunStatus } from './run-words.ts'

const NEXT: Record<ContestEvent, Partial<Record<ContestStatus, ContestStatus>>> = {
  choose: { running: 'choosing' },
  add: { running: 'running', choosing: 'running' },
  take: { running: 'taken', choosing: 'taken' },
  cancel: { running: 'cancelled', choosing: 'cancelled' },
}

describe('what can happen to a contest', () => {
  for (const event of Object.keys(NEXT) as ContestEvent[]) {
    for (const status of CONTEST_STATUSES) {
      const next = NEXT[event][status]
      test(`${status}, ${event}: ${next ?? 'refused'}`, () => {
        if (next !== undefined) expect(nextContestStatus(status, event)).toBe(next)
        else
          expect(() => nextContestStatus(status, event)).toThrow(
            expect.objectContaining({ code: 'ILLEGAL_TRANSITION', details: { status, event } }),
          )
      })
    }
  }
})

test('its steps follow each other, and the last one stays', () => {
  expect(CONTEST_STEPS.map(nextContestStep)).toEqual(['end_runs', 'hand_over', 'put_away', 'done', 'done'])
})

const SHOWN: [RunStatus[], RunStatus, number][] = [
  [['queued', 'queued'], 'queued', 0],
  [['queued', 'running', 'waiting'], 'running', 0],
  [['queued', 'waiting', 'succeeded'], 'waiting', 33],
  [['queued', 'failed'], 'queued', 50],
  [['failed', 'succeeded', 'cancelled'], 'succeeded', 100],
  [['cancelled', 'failed'], 'failed', 100],
  [['cancelled', 'cancelled'], 'cancelled', 100],
]
test.each(SHOWN)('candidates %j show as %s, %i percent', (statuses, status, progress) => {
  expect(executionOf(statuses)).toEqual({ status, progress })
})
