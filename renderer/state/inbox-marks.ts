import type { InboxMark } from '#shared/inbox.ts'
import { t } from '../strings/t.ts'
import { hostNow } from '../ui/time.tsx'
import { inOrder, showProblem } from './attempt.ts'
import { useEntity } from './hooks.ts'
import { inboxMarks } from './stores.ts'
import { client } from './transport.ts'

/** What was done about something in the inbox, by the id of the occurrence. */
export const useInboxMark = (id: string): InboxMark | undefined => useEntity(inboxMarks, id)

type Patch = Partial<Pick<InboxMark, 'snoozedUntil' | 'doneAt'>>

/** Marks at once; when the host refuses, it is shown again as it was, and said why. */
async function mark(
  id: string,
  patch: Patch,
  input: { snoozedUntil?: string | null; done?: boolean },
  about: string,
): Promise<boolean> {
  // What is laid over a mark needs one beneath it.
  if (inboxMarks.get(id) === undefined)
    inboxMarks.put([{ id, snoozedUntil: null, doneAt: null, updatedSeq: 0 }])
  const lift = inboxMarks.overlay(id, patch)
  try {
    inboxMarks.put([await inOrder(id, () => client.inbox.mark({ id, ...input }))])
    return true
  } catch (error) {
    showProblem(error, about)
    return false
  } finally {
    lift()
  }
}

/** Hides something in the inbox until a moment; null = shows it again. @returns whether that is done */
export const snoozeInboxItem = (id: string, until: string | null): Promise<boolean> =>
  mark(
    id,
    { snoozedUntil: until },
    { snoozedUntil: until },
    until === null ? t('It is still snoozed') : t('It was not snoozed'),
  )

/** Says that something in the inbox is seen to, or takes that back. @returns whether that is done */
export const setInboxItemDone = (id: string, done: boolean): Promise<boolean> =>
  mark(
    id,
    { doneAt: done ? new Date(hostNow()).toISOString() : null },
    { done },
    done ? t('It stays in the inbox') : t('It is still marked as done'),
  )
