import { hostNow } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'
import { setInboxItemDone, snoozeInboxItem } from './inbox-marks.ts'
import { inboxMarks } from './stores.ts'

/** What the user says of something in the inbox. */
type Standing = { snoozedUntil: string | null; isDone: boolean }

/** Something that was put away or taken back. */
type Act = { id: string; what: string; before: Standing; after: Standing }

/** Acts that are remembered. */
const MAX_ACTS = 100
/** One toast at a time says what was done: the newest, as that of changed tasks. */
const TOAST = 'undo'

let done: Act[] = []
let undone: Act[] = []

const standingOf = (id: string): Standing => {
  const mark = inboxMarks.get(id)
  return { snoozedUntil: mark?.snoozedUntil ?? null, isDone: (mark?.doneAt ?? null) !== null }
}

const same = (a: Standing, b: Standing): boolean =>
  a.isDone === b.isDone &&
  (a.snoozedUntil === null || b.snoozedUntil === null
    ? a.snoozedUntil === b.snoozedUntil
    : Date.parse(a.snoozedUntil) === Date.parse(b.snoozedUntil))

/** @returns whether the host has taken it; else it has been said why */
async function bring(id: string, from: Standing, to: Standing): Promise<boolean> {
  if (from.isDone !== to.isDone && !(await setInboxItemDone(id, to.isDone))) return false
  if (from.snoozedUntil === to.snoozedUntil) return true
  // A snooze that would be over by now is none.
  const until = to.snoozedUntil
  const isOver = until !== null && Date.parse(until) <= hostNow()
  return await snoozeInboxItem(id, isOver ? null : until)
}

async function put(id: string, what: string, after: Standing): Promise<void> {
  const before = standingOf(id)
  if (same(before, after)) return
  const act: Act = { id, what, before, after }
  done.push(act)
  if (done.length > MAX_ACTS) done.shift()
  undone = []
  if (await bring(id, before, after)) say(what, 'Undo', () => undoInboxAct(act))
  else done = done.filter((one) => one !== act)
}

/** Puts something off until a moment; null = shows it again. `name` says which, `when` until when. */
export const snooze = (id: string, name: string, until: string | null, when = ''): Promise<void> =>
  put(id, until === null ? `${name} is back in the inbox` : `${name} snoozed until ${when}`, {
    ...standingOf(id),
    snoozedUntil: until,
  })

/** Says that something is seen to, or takes that back. */
export const setDone = (id: string, name: string, isDone: boolean): Promise<void> =>
  put(id, isDone ? `${name} is done` : `${name} is back in the inbox`, { ...standingOf(id), isDone })

/**
 * Takes back what was put away last, or this act; what was changed since is left as it is.
 *
 * @returns whether there was anything to take back
 */
export function undoInboxAct(act = done.at(-1)): boolean {
  if (act === undefined) return false
  done = done.filter((one) => one !== act)
  undone.push(act)
  void turn(act, act.after, act.before).then((isTurned) => {
    if (isTurned) say(`Undone: ${act.what}`, 'Redo', redoInboxAct)
    else undone = undone.filter((one) => one !== act)
  })
  return true
}

/** Does again what was taken back last. @returns whether there was anything */
export function redoInboxAct(): boolean {
  const act = undone.pop()
  if (act === undefined) return false
  done.push(act)
  void turn(act, act.before, act.after).then((isTurned) => {
    if (isTurned) say(`Done again: ${act.what}`, 'Undo', () => undoInboxAct(act))
    else done = done.filter((one) => one !== act)
  })
  return true
}

function say(what: string, label: string, onClick: () => unknown): void {
  toast.info(what, { id: TOAST, action: { label, onClick: () => void onClick() } })
}

async function turn({ id, what }: Act, from: Standing, to: Standing): Promise<boolean> {
  if (same(standingOf(id), from)) return await bring(id, from, to)
  toast.error(`Not undone: ${what}`, {
    id: TOAST,
    description: 'It was changed since, and is left as it is.',
  })
  return false
}

/** Forgets what its keys could take back: who goes elsewhere means something else by them. */
export function forgetInboxActs(): void {
  done = []
  undone = []
}
