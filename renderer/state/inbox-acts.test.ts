import { afterEach, expect, test, vi } from 'vitest'
import type { InboxMark, MarkInbox } from '#shared/inbox.ts'
import { forgetInboxActs, redoInboxAct, setDone, snooze, undoInboxAct } from './inbox-acts.ts'
import { inboxMarks } from './stores.ts'
import { setTransport, type Transport } from './transport.ts'

/** A host that keeps marks as the real one does. */
function hostWith(refuse: (input: MarkInbox) => boolean = () => false): void {
  const marks = new Map<string, InboxMark>()
  let seq = 0
  const mark = vi.fn((input: MarkInbox) => {
    if (refuse(input)) return Promise.reject(new Error('no'))
    seq++
    const held = marks.get(input.id)
    const next: InboxMark = {
      id: input.id,
      snoozedUntil: input.snoozedUntil === undefined ? (held?.snoozedUntil ?? null) : input.snoozedUntil,
      doneAt:
        input.done === undefined ? (held?.doneAt ?? null) : input.done ? '2026-05-01T10:00:00.000Z' : null,
      updatedSeq: seq,
    }
    marks.set(input.id, next)
    return Promise.resolve(next)
  })
  setTransport({ client: { inbox: { mark } } } as unknown as Transport)
}

afterEach(() => {
  forgetInboxActs()
  inboxMarks.replace([])
})

const ID = 'review:r1'
const isDone = () => (inboxMarks.get(ID)?.doneAt ?? null) !== null
const until = () => inboxMarks.get(ID)?.snoozedUntil ?? null

test('what was put away is taken back, the last first, and can be done again', async () => {
  hostWith()
  const moment = new Date(Date.now() + 60_000).toISOString()
  await snooze(ID, 'APP-1', moment, '12:00')
  await setDone(ID, 'APP-1', true)
  expect([isDone(), until()]).toEqual([true, moment])
  expect(undoInboxAct()).toBe(true)
  await vi.waitFor(() => expect([isDone(), until()]).toEqual([false, moment]))
  expect(undoInboxAct()).toBe(true)
  await vi.waitFor(() => expect(until()).toBeNull())
  // The key is free for what was done to tasks.
  expect(undoInboxAct()).toBe(false)
  expect(redoInboxAct()).toBe(true)
  await vi.waitFor(() => expect(until()).toBe(moment))
})

test('what was changed elsewhere since is left as it is', async () => {
  hostWith()
  await setDone(ID, 'APP-1', true)
  const later = new Date(Date.now() + 60_000).toISOString()
  inboxMarks.put([{ id: ID, snoozedUntil: later, doneAt: null, updatedSeq: 50 }])
  expect(undoInboxAct()).toBe(true)
  await vi.waitFor(() => expect(redoInboxAct()).toBe(false))
  expect([isDone(), until()]).toEqual([false, later])
})

test('what the host refuses is shown as it was, and is nothing to take back', async () => {
  hostWith(() => true)
  await setDone(ID, 'APP-1', true)
  expect(isDone()).toBe(false)
  expect(undoInboxAct()).toBe(false)
})
