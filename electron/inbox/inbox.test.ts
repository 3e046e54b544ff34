import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FeedEvent } from '#shared/events.ts'
import { INBOX_MARK_DAYS } from '#shared/inbox.ts'
import { openStore, type Store } from '../store/store.ts'
import { createInbox, type InboxRoom } from './inbox.ts'

const DAY_MS = 86_400_000
const REVIEW = 'review:01990000-0000-7000-8000-000000000001'
const FAILED = 'failed:01990000-0000-7000-8000-000000000002'

let folder: string
let store: Store
let inbox: InboxRoom
let now: number
let told: FeedEvent[]
const problems: unknown[] = []
const later = (ms: number) => new Date(now + ms).toISOString()

beforeEach(async () => {
  now = Date.parse('2026-05-01T12:00:00.000Z')
  folder = await mkdtemp(join(tmpdir(), 'openlinear-inbox-'))
  store = await openStore({ folder, clock: () => new Date(now) })
  inbox = createInbox({ store, log: (_level, message, data) => void problems.push([message, data]) })
  told = []
  store.subscribe((events) => told.push(...events))
})
afterEach(async () => {
  vi.useRealTimers()
  await inbox.close()
  await store.close()
  await rm(folder, { recursive: true, force: true })
  expect(problems.splice(0)).toEqual([])
})

test('something is snoozed, seen to, and both are taken back', async () => {
  const snoozed = await inbox.mark({ id: REVIEW, snoozedUntil: '2026-05-02T08:00:00Z' })
  expect(snoozed).toEqual({
    id: REVIEW,
    snoozedUntil: '2026-05-02T08:00:00.000Z',
    doneAt: null,
    updatedSeq: 1,
  })
  expect((await inbox.marks()).items).toEqual([snoozed])
  now += 1000
  const done = await inbox.mark({ id: REVIEW, done: true })
  expect(done).toEqual({ ...snoozed, doneAt: later(0), updatedSeq: 2 })
  expect((await inbox.marks()).items).toEqual([done])

  await inbox.mark({ id: REVIEW, snoozedUntil: null })
  const nothing = await inbox.mark({ id: REVIEW, done: false })
  expect(nothing).toEqual({ id: REVIEW, snoozedUntil: null, doneAt: null, updatedSeq: 4 })
  expect((await inbox.marks()).items).toEqual([])
  expect(told.map(({ event, data }) => [event, data])).toEqual([
    ['inbox-mark:updated', { id: REVIEW, snoozedUntil: snoozed.snoozedUntil, doneAt: null }],
    ['inbox-mark:updated', { id: REVIEW, snoozedUntil: snoozed.snoozedUntil, doneAt: done.doneAt }],
    ['inbox-mark:updated', { id: REVIEW, snoozedUntil: null, doneAt: done.doneAt }],
    ['inbox-mark:updated', { id: REVIEW, snoozedUntil: null, doneAt: null }],
  ])
})

test('what is marked so already is not told again', async () => {
  expect(await inbox.mark({ id: REVIEW, snoozedUntil: null, done: false })).toMatchObject({ doneAt: null })
  expect(told).toEqual([])
  const done = await inbox.mark({ id: REVIEW, done: true })
  now += 1000
  expect(await inbox.mark({ id: REVIEW, done: true })).toEqual(done)
  expect(told).toHaveLength(1)
})

test('nothing is snoozed until a moment that has passed', async () => {
  for (const snoozedUntil of [later(0), later(-1)]) {
    await expect(inbox.mark({ id: REVIEW, snoozedUntil })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'snoozedUntil: this moment has passed. Choose a later one.',
      details: { field: 'snoozedUntil' },
    })
  }
  expect((await inbox.marks()).items).toEqual([])
})

test('old marks go at the start and then daily, but none that still sleeps', async () => {
  await inbox.mark({ id: REVIEW, done: true })
  const sleeping = await inbox.mark({ id: FAILED, snoozedUntil: later((INBOX_MARK_DAYS + 3) * DAY_MS) })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  now += INBOX_MARK_DAYS * DAY_MS
  inbox.start()
  await inbox.close()
  expect((await inbox.marks()).items).toHaveLength(2)

  inbox.start()
  now += DAY_MS
  vi.advanceTimersByTime(DAY_MS)
  await expect.poll(async () => (await inbox.marks()).items).toEqual([sleeping])
  expect(told.at(-1)).toMatchObject({
    event: 'inbox-mark:updated',
    data: { id: REVIEW, snoozedUntil: null, doneAt: null },
  })
  now += 3 * DAY_MS
  vi.advanceTimersByTime(DAY_MS)
  await expect.poll(async () => (await inbox.marks()).items).toEqual([])
})
