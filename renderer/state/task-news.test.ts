import { expect, test } from 'vitest'
import type { Contest } from '#shared/contests.ts'
import type { Request } from '#shared/requests.ts'
import type { Run } from '#shared/runs.ts'
import { newsOf } from './task-news.ts'
import type { FeedItem } from './transport.ts'

const item = (event: FeedItem['event'], id: string): FeedItem => ({ seq: 1, event, data: { id } })
const request = (answer: Request['answer'], more: Partial<Request> = {}) =>
  ({ taskId: 't', title: 'Run git push', answer, ...more }) as Request
const run = (status: Run['status']) =>
  ({
    taskId: 't',
    batchId: null,
    contestId: null,
    status,
    failure: { code: 'check_failed', message: 'npm test fails' },
  }) as Run

const CHOOSING = {
  id: 'c',
  taskId: 't',
  status: 'choosing',
  step: 'runs',
  runIds: ['1', '2', '3'],
} as Contest

test('news are requests that still wait, and runs that failed or are done', () => {
  const held: Record<string, Request> = {
    open: request(null),
    held: request({ reply: 'once' }),
    stopped: request(null, { kind: 'limit', runId: 'batched' }),
    asked: request(null, { kind: 'question', runId: 'batched' }),
    wondered: request(null, { kind: 'question', runId: 'candidate' }),
  }
  const known: Record<string, Run> = {
    bad: run('failed'),
    good: run('succeeded'),
    stopped: run('cancelled'),
    batched: { ...run('succeeded'), batchId: 'b' },
    candidate: { ...run('failed'), contestId: 'c' },
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
      item('request:created', 'wondered'),
      // Each candidate ends; the contest tells of all of them, once.
      item('execution:completed', 'candidate'),
      { ...item('contest:updated', 'c'), data: { id: 'c', status: 'choosing' } },
      { ...item('contest:updated', 'c'), data: { id: 'c', step: 'end_runs' } },
    ],
    {
      request: (id) => held[id],
      run: (id) => known[id],
      batch: () => ({ status: 'paused' }),
      contest: () => CHOOSING,
      candidate: (runId) => (runId === 'candidate' ? 'sonnet' : null),
      mention: () => undefined,
      isGoal: () => false,
    },
  )
  expect(news.map(({ id, setting, title, body }) => [id, setting, title('APP-1'), body])).toEqual([
    ['open', 'notifyWaiting', 'APP-1 waits for you', 'Run git push'],
    ['asked', 'notifyWaiting', 'APP-1 waits for you', 'Run git push'],
    ['bad', 'notifyFailed', 'APP-1 failed', 'npm test fails'],
    ['good', 'notifyReview', 'APP-1 is done', 'Its work is ready for review.'],
    ['wondered', 'notifyWaiting', 'APP-1 · sonnet waits for you', 'Run git push'],
    ['c', 'notifyReview', 'APP-1 waits for your choice', 'All candidates are done. Choose one of 3.'],
  ])
})
