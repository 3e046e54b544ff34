import { expect, test, vi } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { applyFeed, issueLinks, messages, perFrame, runs, tasks } from './stores.ts'
import type { FeedItem } from './transport.ts'

test('the runs and the issue of a task that is deleted leave the page with it, and what was said to them', () => {
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
    event(5, 'issue-link:created', { id: 'link-gone', taskId: 'gone' }),
    event(5, 'issue-link:created', { id: 'link-kept', taskId: 'kept' }),
  ])
  expect([...runs.all.keys()]).toEqual(['run-gone', 'run-kept'])
  applyFeed([event(6, 'task:deleted', { id: 'gone' })])
  expect([...tasks.all.keys()]).toEqual(['kept'])
  expect([...runs.all.keys()]).toEqual(['run-kept'])
  expect([...messages.all.keys()]).toEqual([])
  expect([...issueLinks.all.keys()]).toEqual(['link-kept'])
})

test('nothing in the title of a task turns the text around it, however it comes', () => {
  const turned = 'Invoice \u202Efdp.exe\u202C \u2067of\u2069 today'
  const plain = 'Invoice fdp.exe of today'
  const titleOf = (id: string) => tasks.get(id)?.title
  tasks.put([{ id: 'listed', updatedSeq: 20, title: turned } as Task])
  applyFeed([
    { seq: 21, event: 'task:created', data: { id: 'told', title: turned } },
    { seq: 22, event: 'task:created', data: { id: 'renamed', title: 'שלום\u200F!' } },
  ])
  expect(['listed', 'told', 'renamed'].map(titleOf)).toEqual([plain, plain, 'שלום\u200F!'])
  applyFeed([{ seq: 23, event: 'task:updated', data: { id: 'renamed', title: turned } }])
  expect(titleOf('renamed')).toBe(plain)
  tasks.replace([{ id: 'listed', updatedSeq: 30, title: turned } as Task])
  expect(titleOf('listed')).toBe(plain)
})

test('events that come thick are handed on together, the first ones with the next frame', () => {
  vi.useFakeTimers()
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16))
  const taken: number[] = []
  const { take: push, drop } = perFrame((items) => taken.push(items.length))
  const item: FeedItem = { seq: 1, event: 'task:updated', data: { id: 't' } }
  push([item, item])
  vi.advanceTimersByTime(20)
  expect(taken).toEqual([2])
  push([item])
  vi.advanceTimersByTime(30)
  push([item, item])
  expect(taken).toEqual([2])
  vi.advanceTimersByTime(100)
  expect(taken).toEqual([2, 3])
  push([item])
  drop()
  vi.advanceTimersByTime(200)
  push([item, item])
  vi.advanceTimersByTime(200)
  expect(taken).toEqual([2, 3, 2])
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
