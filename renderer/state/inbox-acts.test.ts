import { afterEach, expect, test, vi } from 'vitest'
import type { InboxMark, MarkInbox } from '#shared/inbox.ts'
import { setDone, snooze } from './inbox-acts.ts'
import { inboxMarks } from './stores.ts'
import { recordAct, redo, toUndo, undo } from './task-changes.ts'
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

afterEach(async () => {
  while (toUndo() !== null) await undo()
  inboxMarks.replace([])
})

const ID = 'review:r1'
const isDone = () => (inboxMarks.get(ID)?.doneAt ?? null) !== null
const until = () => inboxMarks.get(ID)?.snoozedUntil ?? null

test('what was put away is taken back with all else that was done, the last first, and can be done again', async () => {
  hostWith()
  const moment = new Date(Date.now() + 60_000).toISOString()
  const turned: string[] = []
  await snooze(ID, 'APP-1', moment, '12:00')
  recordAct('Something else', async (to) => {
    turned.push(to)
    return 'done'
  })
  await setDone(ID, 'APP-1', true)
  expect([isDone(), until(), toUndo()]).toEqual([true, moment, 'APP-1 is done'])
  await undo()
  expect([isDone(), until(), toUndo()]).toEqual([false, moment, 'Something else'])
  await undo()
  expect([turned, until()]).toEqual([['before'], moment])
  await undo()
  expect([until(), toUndo()]).toEqual([null, null])
  await redo()
  expect(until()).toBe(moment)
})

test('a key that is pressed before the host has answered takes back what it was pressed for', async () => {
  hostWith()
  const asked = setDone(ID, 'APP-1', true)
  await undo()
  await asked
  expect(isDone()).toBe(false)
})

test('what was changed elsewhere since is left as it is', async () => {
  hostWith()
  await setDone(ID, 'APP-1', true)
  const later = new Date(Date.now() + 60_000).toISOString()
  inboxMarks.put([{ id: ID, snoozedUntil: later, doneAt: null, updatedSeq: 50 }])
  await undo()
  expect([isDone(), until(), toUndo()]).toEqual([false, later, null])
})

test('what the host refuses is shown as it was, and is nothing to take back', async () => {
  hostWith(() => true)
  await setDone(ID, 'APP-1', true)
  expect([isDone(), toUndo()]).toEqual([false, null])
})
