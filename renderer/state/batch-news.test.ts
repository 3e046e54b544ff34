import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { newsOfBatches } from './batch-news.ts'
import type { FeedItem } from './transport.ts'

const task = (taskId: string, awaitsApproval = false) =>
  ({ taskId, identifier: taskId, awaitsApproval, status: 'waiting' }) as BatchTask
const batch = (id: string, more: Partial<Batch>) =>
  ({
    id,
    status: 'running',
    failure: null,
    counts: { merged: 1, total: 2 },
    tasks: [task('A-1', true), task('A-2')],
    ...more,
  }) as Batch
const item = (event: FeedItem['event'], id: string, tasks: BatchTask[] = []): FeedItem => ({
  seq: 1,
  event,
  data: { id, tasks },
})

test('of each batch that is here the last news counts', () => {
  const held: Record<string, Batch> = {
    done: batch('done', { status: 'completed' }),
    waits: batch('waits', { status: 'waiting' }),
    other: batch('other', {}),
  }
  const items = [
    item('batch:task:updated', 'done', [task('A-1', true)]),
    item('batch:completed', 'done'),
    item('batch:task:updated', 'waits', [task('A-1', true)]),
    // Another task of a batch that waits has changed.
    item('batch:task:updated', 'other', [task('A-2')]),
    item('batch:completed', 'gone'),
    item('execution:completed', 'done'),
  ]
  const news = newsOfBatches(items, (id) => held[id])
  expect(news.map(({ kind, batch: { id } }) => [kind, id])).toEqual([
    ['finished', 'done'],
    ['waiting', 'waits'],
  ])
})
