// The page loads this file, so nothing of zod may stand in it.
import type { InboxMark } from './inbox.ts'
import { type InboxItem, isAsked, needsAnswer } from './inbox-items.ts'

type Marks = ReadonlyMap<string, InboxMark>

const isSnoozed = ({ snoozedUntil }: InboxMark, now: number) =>
  snoozedUntil !== null && Date.parse(snoozedUntil) > now

/** What is not shown in the inbox at a moment: it was seen to, or is snoozed until later. */
export function putAwayAt(marks: Marks, now: number): ReadonlySet<string> {
  const away = new Set<string>()
  for (const mark of marks.values()) if (mark.doneAt !== null || isSnoozed(mark, now)) away.add(mark.id)
  return away
}

/** When the next of them is shown again by itself; null = none is. */
export function nextWakeAfter(marks: Marks, now: number): number | null {
  let next: number | null = null
  for (const mark of marks.values()) {
    if (mark.doneAt !== null || mark.snoozedUntil === null || !isSnoozed(mark, now)) continue
    const wake = Date.parse(mark.snoozedUntil)
    if (next === null || wake < next) next = wake
  }
  return next
}

/** What comes back into the inbox by itself at a moment that {@link nextWakeAfter} has said. */
export const wokenAt = (marks: Marks, wake: number): string[] =>
  [...marks.values()]
    .filter(({ doneAt, snoozedUntil }) => doneAt === null && Date.parse(snoozedUntil ?? '') === wake)
    .map(({ id }) => id)

/** Whether something is put away by its mark: as {@link placesOf} says of what stands in the inbox. */
export const isPutAway = (mark: InboxMark, now: number): boolean =>
  isSnoozed(mark, now) || (mark.doneAt !== null && !isAsked(mark.id))

/** What is in the inbox, and what was put away for a while or for good. Each in the order of the inbox. */
export type InboxPlaces = { open: InboxItem[]; snoozed: InboxItem[]; done: InboxItem[] }

/** Where things are at a moment. What an agent stands still for is never done by a mark. */
export function placesOf(items: readonly InboxItem[], marks: Marks, now: number): InboxPlaces {
  const away = putAwayAt(marks, now)
  const places: InboxPlaces = { open: [], snoozed: [], done: [] }
  for (const item of items) {
    const mark = away.has(item.id) ? marks.get(item.id) : undefined
    if (mark === undefined) places.open.push(item)
    else if (mark.doneAt !== null && !needsAnswer(item)) places.done.push(item)
    else if (mark.snoozedUntil !== null && Date.parse(mark.snoozedUntil) > now) places.snoozed.push(item)
    else places.open.push(item)
  }
  return places
}
