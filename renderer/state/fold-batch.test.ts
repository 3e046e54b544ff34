import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { EntityStore } from './entity-store.ts'
import { foldBatch } from './fold-batch.ts'
import { changeOf } from './stores.ts'
import type { FeedItem } from './transport.ts'

const task = (taskId: string, position: number, status: BatchTask['status'] = 'queued') =>
  ({ taskId, position, status }) as BatchTask
const whole = (updatedSeq: number) =>
  ({
    id: 'b',
    status: 'running',
    tasks: [task('one', 1), task('two', 2), task('three', 3)],
    counts: { total: 3, queued: 3 },
    updatedSeq,
  }) as unknown as Batch
const told = (store: EntityStore<Batch>, seq: number, event: FeedItem['event'], data: Partial<Batch>) =>
  store.apply([changeOf({ seq, event, data: { ...data, id: 'b' } as FeedItem['data'] }).change])

test('an event names the tasks that changed; the others stay', () => {
  const store = new EntityStore<Batch>(foldBatch)
  told(store, 4, 'batch:created', whole(0))
  // The status alone: this must not pass for the whole batch.
  told(store, 5, 'batch:started', { status: 'running' })
  told(store, 6, 'batch:task:started', {
    tasks: [task('two', 2, 'running')],
    counts: { total: 3, queued: 2, running: 1 } as Batch['counts'],
  })
  const held = store.get('b')
  expect(held?.tasks.map(({ taskId, status }) => [taskId, status])).toEqual([
    ['one', 'queued'],
    ['two', 'running'],
    ['three', 'queued'],
  ])
  expect(held?.counts).toMatchObject({ running: 1 })
  expect(held?.updatedSeq).toBe(6)
})

test('tasks stand in the order in which they are merged, also after it was changed', () => {
  const moved = foldBatch(whole(1), { tasks: [task('three', 1), task('one', 2), task('two', 3)] })
  expect(moved.tasks.map(({ taskId }) => taskId)).toEqual(['three', 'one', 'two'])
})

test('an event that is older than an answer changes no task', () => {
  const store = new EntityStore<Batch>(foldBatch)
  store.put([{ ...whole(9), tasks: [task('one', 1, 'merged')] }])
  told(store, 8, 'batch:task:completed', { tasks: [task('one', 1, 'completed')] })
  expect(store.get('b')?.tasks[0]?.status).toBe('merged')
})

test('events that come before their batch are taken up when it is there', () => {
  const store = new EntityStore<Batch>(foldBatch)
  told(store, 7, 'batch:task:merged', { tasks: [task('one', 1, 'merged')] })
  store.put([whole(6)])
  expect(store.get('b')?.tasks.map(({ status }) => status)).toEqual(['merged', 'queued', 'queued'])
})
