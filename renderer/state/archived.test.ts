import { expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { followArchived, MOST_ARCHIVED } from './archived.ts'
import { applyFeed, messages, runs, tasks } from './stores.ts'
import { type FeedItem, setTransport, type Transport } from './transport.ts'

let seq = 0
const event = (name: FeedItem['event'], data: FeedItem['data']): FeedItem => ({
  seq: ++seq,
  event: name,
  data,
})

/** A task with a run that somebody spoke to, and its archiving. */
const told = (id: string, more: Record<string, unknown> = {}) => [
  event('task:created', { id, archived: false, ...more }),
  event('execution:started', { id: `run ${id}`, taskId: id }),
  event('message:created', { id: `said ${id}`, runId: `run ${id}` }),
  event('task:updated', { id, archived: true }),
]

const take = async (items: readonly FeedItem[]) => {
  applyFeed(items)
  await followArchived(items)
}

test('of what is archived while the page is open only the newest stays, and what is looked at or worked on', async () => {
  const unfollow = tasks.subscribeKey('looked at', () => undefined)
  await take([...told('looked at'), ...told('at work', { executionStatus: 'running' })])
  for (let n = 1; n <= MOST_ARCHIVED + 100; n += 1) await take(told(`old ${n}`))
  const kept = [...tasks.all.keys()]
  expect(kept).toHaveLength(MOST_ARCHIVED)
  expect(kept.slice(0, 3)).toEqual(['looked at', 'at work', 'old 103'])
  expect(runs.all.size).toBe(MOST_ARCHIVED)
  expect(messages.all.size).toBe(MOST_ARCHIVED)

  // Let go of, it comes back when it is restored; what is restored here stays.
  const asked: string[] = []
  const get = ({ id }: { id: string }) => {
    asked.push(id)
    return Promise.resolve({ id, archived: false, updatedSeq: seq } as Task)
  }
  setTransport({ client: { tasks: { get } } } as unknown as Transport)
  await take([
    event('task:updated', { id: 'old 1', archived: false }),
    event('task:updated', { id: 'old 103', archived: false }),
  ])
  expect(asked).toEqual(['old 1'])
  for (let n = 1; n <= MOST_ARCHIVED + 100; n += 1) await take(told(`new ${n}`))
  expect(['old 1', 'old 103'].map((id) => tasks.get(id)?.archived)).toEqual([false, false])
  unfollow()
})
