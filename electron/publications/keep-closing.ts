import type { FeedEvent } from '#shared/events.ts'
import { linkedIssues } from '../issues/linked-issues.ts'
import type { Tx } from '../store/store.ts'
import { cutBody } from './body.ts'
import { closingLine, withClosingLine } from './closing-words.ts'
import type { PublicationContext } from './context.ts'
import { isOpen, wordsChange } from './create.ts'
import { type PublicationChange, type PublicationRow, repositoryOf } from './publication-records.ts'
import { tasksIn } from './subject.ts'

/** Whether a publication may have to name other issues: a link came or went, or it was written meanwhile. */
export const mayChangeClosing = (events: readonly FeedEvent[]): boolean =>
  events.some(
    ({ event, data }) =>
      event === 'issue-link:created' ||
      event === 'issue-link:deleted' ||
      (event === 'issue-link:updated' && ('state' in data || 'number' in data)) ||
      event === 'publication:created' ||
      (event === 'publication:updated' && 'body' in data),
  )

/** Has every publication that is not over name the issues of its tasks as they are linked now. */
export async function keepClosing(context: PublicationContext): Promise<void> {
  const { store, records, drive } = context
  for (const row of await records.open()) {
    const taskIds = await tasksIn(context, row)
    if ((await changeOf(store.db, row, taskIds)) === null) continue
    await store.write(async (tx) => {
      const now = await records.row(row.id, tx.db)
      const change = isOpen(now) ? await changeOf(tx.db, now, taskIds) : null
      if (change === null) return
      const isPast = now.step === 'details' || now.step === 'done'
      await records.update(tx, row.id, change, isPast ? 'reword' : undefined)
    })
    drive(row.id)
  }
}

/** Words of the user are left as they are. */
async function changeOf(
  db: Pick<Tx['db'], 'selectFrom'>,
  row: PublicationRow,
  taskIds: readonly string[],
): Promise<PublicationChange | null> {
  const repository = repositoryOf(row)
  if (repository === null) return null
  const line = closingLine(await linkedIssues(db, taskIds), repository)
  const body = cutBody(withClosingLine(row.body, line))
  const change = wordsChange(row, { title: row.title, body }, {})
  return change.body === row.body ? null : change
}
