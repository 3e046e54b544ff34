import { expect, test } from 'vitest'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import { newsOf } from './notifications.ts'
import type { FeedItem } from './transport.ts'

const item = (event: FeedItem['event'], id: string): FeedItem => ({ seq: 1, event, data: { id } })
const request = (answer: Request['answer'], more: Partial<Request> = {}) =>
  ({ taskId: 't', title: 'Run git push', answer, ...more }) as Request
const run = (status: Run['status']) =>
  ({
    taskId: 't',
    batchId: null,
    status,
    failure: { code: 'check_failed', message: 'npm test fails' },
  }) as Run

test('news are requests that still wait, and runs that failed or are done', () => {
  const held: Record<string, Request> = {
    open: request(null),
    held: request({ reply: 'once' }),
    stopped: request(null, { kind: 'limit', runId: 'batched' }),
    asked: request(null, { kind: 'question', runId: 'batched' }),
  }
  const known: Record<string, Run> = {
    bad: run('failed'),
    good: run('succeeded'),
    stopped: run('cancelled'),
    batched: { ...run('succeeded'), batchId: 'b' },
  }
  const news = newsOf(
    [
      item('request:created', 'open'),
      item('request:created', 'held'),
      item('request:created', 'gone already'),
      // Its batch is paused: that is told of the batch, not of each of its runs.
      item('request:created', 'stopped'),
      item('request:created', 'asked'),
      item('request:updated', 'open'),
      item('execution:completed', 'bad'),
      item('execution:completed', 'good'),
      item('execution:completed', 'stopped'),
      item('execution:completed', 'batched'),
      item('execution:progress', 'good'),
    ],
    { request: (id) => held[id], run: (id) => known[id], batch: () => ({ status: 'paused' }) },
  )
  expect(news.map(({ id, setting, body }) => [id, setting, body])).toEqual([
    ['open', 'notifyWaiting', 'Run git push'],
    ['asked', 'notifyWaiting', 'Run git push'],
    ['bad', 'notifyFailed', 'npm test fails'],
    ['good', 'notifyFinished', 'Its work is ready for review.'],
  ])
})
