import { referencesIn } from '#shared/attachment-refs.ts'
import type { Store, Tx } from '../store/store.ts'

/**
 * Remembers which attachments the user has put into a text of a task, in the transaction that writes the text. What
 * stood in it before counts for nothing: it may be somebody else's words that the user has only corrected.
 *
 * @param own of those that stood there before, which the user has put there
 */
export async function addTaskAttachments(
  tx: Tx,
  taskId: string,
  text: string,
  before = '',
  own: ReadonlySet<string> = new Set(),
): Promise<void> {
  const old = new Set(referencesIn(before).map(({ id }) => id))
  const ids = new Set(referencesIn(text).map(({ id }) => id))
  const added = [...ids].filter((id) => !old.has(id) || own.has(id))
  if (added.length === 0) return
  const there = await tx.db.selectFrom('attachments').select('id').where('id', 'in', added).execute()
  if (there.length === 0) return
  await tx.db
    .insertInto('task_attachments')
    .values(there.map(({ id }) => ({ task_id: taskId, attachment_id: id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  // The next sweep lets them be.
  await tx.db.updateTable('attachments').set({ unused_since: null }).where('id', 'in', added).execute()
}

/** The attachments that texts of a task may bring to an agent. */
export async function attachmentsOfTask(db: Store['db'], taskId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('task_attachments')
    .select('attachment_id')
    .where('task_id', '=', taskId)
    .execute()
  return new Set(rows.map((row) => row.attachment_id))
}
