import { expect, test } from 'vitest'
import type { Batch, BatchTask } from '#shared/batches.ts'
import { batchNewsOf } from './batch-news.ts'
import type { FeedItem } from './transport.ts'

const task = (taskId: string, awaitsApproval = false) =>
  ({ taskId, identifier: taskId, awaitsApproval, status: 'waiting' }) as BatchTask
const batch = (id: string, more: Partial<Batch>) =>
  ({
    id,
    status: 'running',
    step: 'tasks',
    mergedCommit: null,
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

test('news are batches that are over, and work that waits for approval', () => {
  const held: Record<string, Batch> = {
    done: batch('done', { status: 'completed' }),
    broken: batch('broken', { status: 'failed', failure: 'A-2 conflicts.' }),
    waits: batch('waits', { status: 'waiting' }),
    other: batch('other', {}),
  }
  const news = batchNewsOf(
    [
      item('batch:completed', 'done'),
      item('batch:failed', 'broken'),
      item('batch:task:updated', 'waits', [task('A-1', true)]),
      // Another task of a batch that waits has changed.
      item('batch:task:updated', 'other', [task('A-2')]),
      item('batch:completed', 'gone'),
    ],
    (id) => held[id],
  )
  expect(news.map(({ kind, title, body }) => [kind, title, body])).toEqual([
    ['over', 'Batch completed: A-1 and A-2', '1 of 2 tasks merged.'],
    ['over', 'Batch failed: A-1 and A-2', 'A-2 conflicts.'],
    ['approval', 'A-1 waits for your approval', 'In the batch A-1 and A-2'],
  ])
})
