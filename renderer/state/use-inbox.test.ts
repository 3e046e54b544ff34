import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { tellOfWoken } from './notifications.ts'
import { inboxMarks, requests, runs, tasks } from './stores.ts'
import { inboxNow, onInbox } from './use-inbox.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-05-01T12:00:00.000Z') })
  tasks.put([{ id: 't1', projectId: 'p', status: 'in_progress', updatedSeq: 1 } as Task])
  requests.put([
    {
      id: 'q1',
      runId: 'r1',
      taskId: 't1',
      projectId: 'p',
      kind: 'question',
      answer: null,
      createdAt: '2026-05-01T11:00:00.000Z',
      updatedSeq: 1,
    } as Request,
  ])
})
afterEach(() => {
  vi.useRealTimers()
  for (const store of [tasks, requests, runs, inboxMarks]) store.replace([])
})

const snoozed = (until: string | null, seq: number) =>
  inboxMarks.put([{ id: 'request:q1', snoozedUntil: until, doneAt: null, updatedSeq: seq }])
const open = () => inboxNow().open.map(({ id }) => id)

test('what is snoozed comes back by itself, and is told again then', () => {
  const told: string[] = []
  const end = tellOfWoken(({ id }) => told.push(id))
  expect(open()).toEqual(['request:q1'])
  snoozed('2026-05-01T12:10:00.000Z', 2)
  expect(open()).toEqual([])
  vi.advanceTimersByTime(599_999)
  expect([open(), told]).toEqual([[], []])
  vi.advanceTimersByTime(1)
  expect([open(), told]).toEqual([['request:q1'], ['request:q1']])
  end()
})

test('who takes it back themselves is not told of it', () => {
  const told: string[] = []
  const end = tellOfWoken(({ id }) => told.push(id))
  snoozed('2026-05-01T12:10:00.000Z', 2)
  snoozed(null, 3)
  vi.advanceTimersByTime(3_600_000)
  expect([open(), told]).toEqual([['request:q1'], []])
  end()
})

test('the lists stay the same ones while runs write lines', () => {
  const end = onInbox(() => undefined)
  const before = inboxNow()
  runs.put([{ id: 'r1', taskId: 't1', status: 'waiting', lastAction: 'edit', updatedSeq: 5 } as Run])
  expect(inboxNow()).toBe(before)
  end()
})
