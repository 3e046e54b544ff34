import { expect, test } from 'vitest'
import { batchName, batchNewsOf, pausedRuns, waitsForUser } from './batch-news.ts'
import type { Batch, BatchTask } from './batches.ts'

const task = (taskId: string, awaitsApproval = false) =>
  ({ taskId, identifier: taskId, awaitsApproval }) as BatchTask
const batch = (more: Partial<Batch>) =>
  ({
    status: 'running',
    failure: null,
    counts: { merged: 1, total: 2 },
    tasks: [task('A-1', true), task('A-2')],
    ...more,
  }) as Batch
const told = (event: string, changed: Parameters<typeof batchNewsOf>[1], more: Partial<Batch> = {}) => {
  const news = batchNewsOf(event, changed, batch(more))
  return news === null ? null : [news.kind, news.title, news.body]
}

test('a batch is called by its tasks', () => {
  const names = [['A-1'], ['A-1', 'A-2'], ['A-1', 'A-2', 'A-3'], ['A-1', 'A-2', 'A-3', 'A-4']]
  expect(names.map((list) => batchName({ tasks: list.map((name) => task(name)) }))).toEqual([
    'A-1',
    'A-1 and A-2',
    'A-1, A-2 and A-3',
    'A-1, A-2 and 2 more',
  ])
})

test('its end is told once, with what became of its tasks', () => {
  expect(told('batch:completed', {})).toEqual([
    'finished',
    'Batch completed: A-1 and A-2',
    '1 of 2 tasks merged. 1 left out.',
  ])
  const none = { counts: { merged: 0, total: 2 } as Batch['counts'] }
  expect(told('batch:completed', {}, none)).toEqual([
    'finished',
    'Batch ended with nothing merged: A-1 and A-2',
    '2 tasks left out.',
  ])
  expect(told('batch:failed', {}, { failure: 'A-2 conflicts.' })).toEqual([
    'failed',
    'Batch failed: A-1 and A-2',
    'A-2 conflicts.',
  ])
  expect(told('batch:cancelled', {})?.[0]).toBe('cancelled')
})

test('what waits for the user is told: work that wants approval, and a pause that has a reason', () => {
  expect(told('batch:task:updated', { tasks: [task('A-1', true)] })).toEqual([
    'waiting',
    'A-1 waits for your approval',
    'In the batch A-1 and A-2, 1 of 2 merged.',
  ])
  expect(told('batch:task:updated', { tasks: [task('A-2')] })).toBe(null)
  const refused = { status: 'paused' as const, failure: 'The remote refuses the push.' }
  expect(told('batch:updated', { status: 'paused' }, refused)).toEqual([
    'waiting',
    'Batch paused: A-1 and A-2',
    'The remote refuses the push.',
  ])
  // The user has paused it, something else of a paused one has changed, or it goes on by now.
  expect(told('batch:updated', { status: 'paused' }, { status: 'paused' })).toBe(null)
  expect(told('batch:updated', {}, refused)).toBe(null)
  expect(told('batch:updated', { status: 'paused' }, { failure: 'Refused.' })).toBe(null)
})

test('what happens to one of its tasks is no news', () => {
  for (const event of ['batch:task:completed', 'batch:task:failed', 'batch:task:merged', 'batch:merging'])
    expect(told(event, { tasks: [task('A-1')] })).toBe(null)
})

test('it waits for the user with work to approve, or with a pause that they can mend', () => {
  const plain = { tasks: [task('A-1')] }
  expect(waitsForUser(batch({ status: 'waiting' }))).toBe(true)
  expect(waitsForUser(batch({ ...plain, status: 'waiting' }))).toBe(false)
  expect(waitsForUser(batch({ ...plain, status: 'paused', failure: 'The budget is used up.' }))).toBe(true)
  expect(waitsForUser(batch({ ...plain, status: 'paused' }))).toBe(false)
  expect(waitsForUser(batch({ status: 'cancelled' }))).toBe(false)
})

test('the runs of a paused batch stand still with it', () => {
  const held = (status: Batch['status'], runId: string | null, resolveRunId: string | null = null) =>
    batch({ status, tasks: [{ ...task('A-1'), runId, resolveRunId }] })
  const list = [held('paused', 'a', 'b'), held('running', 'c'), held('paused', null)]
  expect([...pausedRuns(list)]).toEqual(['a', 'b'])
})
