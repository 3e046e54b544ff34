import { expect, test } from 'vitest'
import { applyFeed, messages, runs, tasks } from './stores.ts'
import type { FeedItem } from './transport.ts'

test('the runs of a task that is deleted leave the page with it, and what was said to them', () => {
  const event = (seq: number, name: FeedItem['event'], data: FeedItem['data']): FeedItem => ({
    seq,
    event: name,
    data,
  })
  applyFeed([
    event(1, 'task:created', { id: 'gone' }),
    event(2, 'task:created', { id: 'kept' }),
    event(3, 'execution:started', { id: 'run-gone', taskId: 'gone' }),
    event(4, 'execution:started', { id: 'run-kept', taskId: 'kept' }),
    event(5, 'message:created', { id: 'said', runId: 'run-gone' }),
  ])
  expect([...runs.all.keys()]).toEqual(['run-gone', 'run-kept'])
  applyFeed([event(6, 'task:deleted', { id: 'gone' })])
  expect([...tasks.all.keys()]).toEqual(['kept'])
  expect([...runs.all.keys()]).toEqual(['run-kept'])
  expect([...messages.all.keys()]).toEqual([])
})
