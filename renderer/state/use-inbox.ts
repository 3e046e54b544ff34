import { useSyncExternalStore } from 'react'
import { type InboxItem, inboxItems } from '#shared/inbox-items.ts'
import { type InboxPlaces, nextWakeAfter, placesOf } from '#shared/inbox-places.ts'
import { hostNow } from '../ui/time.tsx'
import { batches, contests, inboxMarks, mentions, publications, requests, runs, tasks } from './stores.ts'

/** What the inbox is worked out from, and what was put away of it. */
const SOURCES = [tasks, runs, requests, batches, contests, publications, mentions, inboxMarks] as const

let known: { from: readonly unknown[]; places: InboxPlaces } | null = null
/** Changes when a snooze ends. */
let woken = 0

const sameItem = (a: InboxItem, b: InboxItem | undefined): boolean =>
  b !== undefined &&
  a.id === b.id &&
  a.kind === b.kind &&
  a.group === b.group &&
  a.since === b.since &&
  a.taskId === b.taskId

/** The list as it was while it says the same: nothing is drawn anew for a run that has written a line. */
const kept = (before: readonly InboxItem[] | undefined, now: InboxItem[]): InboxItem[] =>
  before !== undefined && before.length === now.length && now.every((item, at) => sameItem(item, before[at]))
    ? (before as InboxItem[])
    : now

/** What is in the inbox now, and what was put away: worked out once for each state of the stores. */
export function inboxNow(): InboxPlaces {
  const from = [...SOURCES.map(({ all }) => all), woken]
  if (known !== null && known.from.every((part, at) => part === from[at])) return known.places
  const items = inboxItems({
    tasks: tasks.all,
    runs: runs.all,
    requests: requests.all,
    batches: batches.all,
    contests: contests.all,
    publications: publications.all,
    mentions: mentions.all,
  })
  const before = known?.places
  const now = placesOf(items, inboxMarks.all, hostNow())
  const places = {
    open: kept(before?.open, now.open),
    snoozed: kept(before?.snoozed, now.snoozed),
    done: kept(before?.done, now.done),
  }
  const isSame =
    before !== undefined &&
    places.open === before.open &&
    places.snoozed === before.snoozed &&
    places.done === before.done
  known = { from, places: isSame ? before : places }
  return known.places
}

const listeners = new Set<() => void>()
let stop: () => void = () => undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** The longest that a timer can wait, in milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1

function tell(): void {
  for (const listener of listeners) listener()
}

/** Has the inbox looked at again when the next snooze ends. */
function awaitWake(): void {
  clearTimeout(timer)
  const now = hostNow()
  const wake = nextWakeAfter(inboxMarks.all, now)
  if (wake === null) return
  timer = setTimeout(
    () => {
      woken++
      awaitWake()
      tell()
    },
    Math.min(wake - now, LONGEST_WAIT_MS),
  )
}

/** Calls `listener` when something may have come into the inbox or gone from it. */
export function onInbox(listener: () => void): () => void {
  if (listeners.size === 0) {
    const ends = SOURCES.map(({ store }) => store.subscribe(tell))
    ends.push(inboxMarks.store.subscribe(awaitWake))
    awaitWake()
    stop = () => {
      for (const end of ends) end()
      clearTimeout(timer)
    }
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) stop()
  }
}

/** The inbox, and what was put away of it. */
export const useInboxPlaces = (): InboxPlaces => useSyncExternalStore(onInbox, inboxNow)

const countNow = () => inboxNow().open.length

/** How much waits for the user: what the sidebar, the strip and the window's title say. */
export const useWaitingCount = (): number => useSyncExternalStore(onInbox, countNow)
