import { expect, test } from 'vitest'
import type { Batch } from '#shared/batches.ts'
import type { Contest } from '#shared/contests.ts'
import { batchItemId } from '#shared/inbox-items.ts'
import { waitingIn } from './waiting.ts'

const NOW = Date.parse('2026-05-01T12:00:00Z')
const request = (id: string, more = {}) => ({
  id,
  answeredAt: null,
  kind: 'question' as const,
  runId: `run of ${id}`,
  ...more,
})
const paused = { id: 'b', status: 'paused', failure: 'a limit', tasks: [{ runId: 'r' }] } as unknown as Batch
const contest = { id: 'c', status: 'choosing', step: 'runs', runIds: [] } as unknown as Contest
const until = (id: string, hours: number) => ({
  id,
  snoozedUntil: new Date(NOW + hours * 3_600_000).toISOString(),
  doneAt: null,
  updatedSeq: 1,
})
const all = {
  requests: [
    request('one'),
    request('two', { answeredAt: '2026-05-01T11:00:00Z' }),
    request('three', { kind: 'limit', runId: 'r' }),
  ],
  batches: [paused],
  contests: [contest],
}

test('what waits is counted once, and not what was answered', () => {
  expect(waitingIn(all, [], NOW)).toBe(3)
})

test('what was put off is not counted until it comes back', () => {
  const marks = [until('request:one', 1), until(batchItemId(paused), 2), until('contest:c', 3)]
  expect([0, 1, 2, 3].map((hours) => waitingIn(all, marks, NOW + hours * 3_600_000))).toEqual([0, 1, 2, 3])
})
