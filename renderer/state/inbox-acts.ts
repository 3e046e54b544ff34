import { t } from '../strings/t.ts'
import { hostNow } from '../ui/time.tsx'
import { toast } from '../ui/toast.ts'
import { setInboxItemDone, snoozeInboxItem } from './inbox-marks.ts'
import { inboxMarks } from './stores.ts'
import { recordAct } from './task-changes.ts'
import type { Turned } from './undo.ts'

/** What the user says of something in the inbox. */
type Standing = { snoozedUntil: string | null; isDone: boolean }

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
  const isDone = bring(id, before, after)
  recordAct(
    what,
    (to) =>
      to === 'before'
        ? turn(id, after, before, t('Not undone: {name}', { name: what }))
        : turn(id, before, after, t('Not done again: {name}', { name: what })),
    isDone,
  )
  await isDone
}

/** @param not says that it was changed since, and is left so */
async function turn(id: string, from: Standing, to: Standing, not: string): Promise<Turned> {
  if (same(standingOf(id), from)) return (await bring(id, from, to)) ? 'done' : 'refused'
  toast.error(not, { description: t('It was changed since, and is left as it is.') })
  return 'refused'
}

/** Puts something off until a moment; null = shows it again. `name` says which, `when` until when. */
export const snooze = (id: string, name: string, until: string | null, when = ''): Promise<void> =>
  put(
    id,
    until === null
      ? t('{name} is back in the inbox', { name })
      : t('{name} snoozed until {when}', { name, when }),
    {
      ...standingOf(id),
      snoozedUntil: until,
    },
  )

/** Says that something is seen to, or takes that back. */
export const setDone = (id: string, name: string, isDone: boolean): Promise<void> =>
  put(id, isDone ? t('{name} is done', { name }) : t('{name} is back in the inbox', { name }), {
    ...standingOf(id),
    isDone,
  })
