import { expect, test, vi } from 'vitest'
import type { InboxMark, MarkInbox } from '#shared/inbox.ts'
import { nextWakeAfter, putAwayAt } from '#shared/inbox-places.ts'
import { setInboxItemDone, snoozeInboxItem } from './inbox-marks.ts'
import { applyFeed, inboxMarks } from './stores.ts'
import { setTransport, type Transport } from './transport.ts'

const mark = (id: string, fields: Partial<InboxMark> = {}): InboxMark => ({
  id,
  snoozedUntil: null,
  doneAt: null,
  updatedSeq: 1,
  ...fields,
})
const NOON = Date.parse('2026-05-01T12:00:00.000Z')

test('what is seen to or still snoozed is put away, and the next snooze that ends is known', () => {
  const all = [
    mark('plain'),
    mark('done', { doneAt: '2026-05-01T09:00:00.000Z' }),
    mark('over', { snoozedUntil: '2026-05-01T12:00:00.000Z' }),
    mark('soon', { snoozedUntil: '2026-05-01T13:00:00.000Z' }),
    mark('later', { snoozedUntil: '2026-05-02T13:00:00.000Z' }),
    mark('both', { snoozedUntil: '2026-05-01T12:30:00.000Z', doneAt: '2026-05-01T09:00:00.000Z' }),
  ]
  const marks = new Map(all.map((one) => [one.id, one]))
  expect([...putAwayAt(marks, NOON)]).toEqual(['done', 'soon', 'later', 'both'])
  expect(nextWakeAfter(marks, NOON)).toBe(Date.parse('2026-05-01T13:00:00.000Z'))
  expect(nextWakeAfter(marks, Date.parse('2026-05-02T13:00:00.000Z'))).toBeNull()
})

test('a mark of another window is taken, though none was here before', () => {
  const told = (seq: number, doneAt: string | null) =>
    applyFeed([{ seq, event: 'inbox-mark:updated', data: { id: 'failed:a', snoozedUntil: null, doneAt } }])
  told(5, '2026-05-01T09:00:00.000Z')
  expect(inboxMarks.get('failed:a')).toMatchObject({ doneAt: '2026-05-01T09:00:00.000Z', updatedSeq: 5 })
  told(6, null)
  told(5, '2026-05-01T09:00:00.000Z')
  expect(inboxMarks.get('failed:a')).toMatchObject({ doneAt: null, updatedSeq: 6 })
})

test('something is put away at once, and comes back when the host refuses', async () => {
  const asked: MarkInbox[] = []
  let answer = Promise.withResolvers<InboxMark>()
  const client = {
    inbox: {
      mark: (input: MarkInbox) => {
        asked.push(input)
        return answer.promise
      },
    },
  }
  setTransport({ client } as unknown as Transport)
  const away = () => putAwayAt(inboxMarks.all, NOON).has('review:b')

  const done = setInboxItemDone('review:b', true)
  expect(away()).toBe(true)
  await vi.waitFor(() => expect(asked).toEqual([{ id: 'review:b', done: true }]))
  answer.reject(new Error('no'))
  expect(await done).toBe(false)
  expect(away()).toBe(false)

  answer = Promise.withResolvers()
  const snoozedUntil = '2026-05-01T13:00:00.000Z'
  const snoozed = snoozeInboxItem('review:b', snoozedUntil)
  expect(away()).toBe(true)
  answer.resolve(mark('review:b', { snoozedUntil, updatedSeq: 7 }))
  expect(await snoozed).toBe(true)
  expect(inboxMarks.get('review:b')).toEqual(mark('review:b', { snoozedUntil, updatedSeq: 7 }))
})
