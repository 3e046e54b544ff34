import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { attachmentsNamedIn } from '#shared/attachment-refs.ts'
import type { Store } from '../store/store.ts'
import type { ContentFolder } from './content-folder.ts'

/** So long an attachment stays that no text refers to, in milliseconds: a draft may. */
const UNUSED_MS = 7 * 86_400_000

/** Where texts stand that can refer to attachments, and which of their rows count no more. */
const TEXTS = [
  { table: 'tasks', column: 'description', gone: 'deleted_at IS NOT NULL' },
  { table: 'comments', column: 'body', gone: 'deleted_at IS NOT NULL' },
  { table: 'templates', column: 'fields', gone: 'deleted_at IS NOT NULL' },
  { table: 'projects', column: 'instructions', gone: 'deleted_at IS NOT NULL' },
  { table: 'brainstorms', column: 'edited', gone: 'dismissed_at IS NOT NULL' },
  { table: 'runs', column: 'prompt', gone: '0' },
  { table: 'runs', column: 'message_text', gone: '0' },
  { table: 'run_messages', column: 'text', gone: '0' },
] as const

/** So many rows are looked through before others have their turn; one may hold 200 kB. */
const WINDOW = 100

/** Every attachment that a text refers to. */
async function referredTo(store: Store): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { table, column, gone } of TEXTS) {
    const last = await sql<{
      last: number | null
    }>`SELECT MAX(rowid) AS last FROM ${sql.table(table)}`.execute(store.db)
    const end = last.rows[0]?.last ?? 0
    for (let from = 0; from <= end; from += WINDOW) {
      const { rows } = await sql<{ text: string }>`
        SELECT ${sql.ref(column)} AS text FROM ${sql.table(table)}
        WHERE rowid >= ${from} AND rowid < ${from + WINDOW} AND NOT (${sql.raw(gone)})
          AND ${sql.ref(column)} LIKE '%attachment:%'`.execute(store.db)
      // Those in fences as well: the text may be mended tomorrow.
      for (const { text } of rows) for (const id of attachmentsNamedIn(text)) found.add(id)
      await setImmediate()
    }
  }
  return found
}

/**
 * Removes attachments to which no text has referred for {@link UNUSED_MS}. Begins and ends in transactions that say
 * what is about to go, so that a crash between them is finished by {@link finishRemovals}.
 *
 * @returns how many went
 */
export async function sweep(
  store: Store,
  folder: ContentFolder,
  oneByOne: (sha256: string, work: () => Promise<void>) => Promise<void>,
): Promise<number> {
  const used = await referredTo(store)
  const now = store.now()
  const rows = await store.db.selectFrom('attachments').select(['id', 'sha256', 'unused_since']).execute()
  const newlyUnused = rows.filter(({ id, unused_since }) => unused_since === null && !used.has(id))
  const newlyUsed = rows.filter(({ id, unused_since }) => unused_since !== null && used.has(id))
  await mark(store, newlyUnused, now)
  await mark(store, newlyUsed, null)
  const limit = new Date(Date.parse(now) - UNUSED_MS).toISOString()
  const old = rows.filter(
    ({ id, unused_since }) => !used.has(id) && unused_since !== null && unused_since < limit,
  )
  let gone = 0
  for (const { id, sha256 } of old) {
    await oneByOne(sha256, async () => {
      const isLast = await store.write(async (tx) => {
        // Unless somebody has just begun to use it again.
        const removed = await tx.db
          .deleteFrom('attachments')
          .where('id', '=', id)
          .where('unused_since', '<', limit)
          .executeTakeFirst()
        if (removed.numDeletedRows === 0n) return false
        gone += 1
        const other = await tx.db
          .selectFrom('attachments')
          .select('id')
          .where('sha256', '=', sha256)
          .executeTakeFirst()
        if (other !== undefined) return false
        await tx.db
          .updateTable('attachment_files')
          .set({ is_whole: 0 })
          .where('sha256', '=', sha256)
          .execute()
        return true
      })
      if (isLast) await removeContent(store, folder, sha256)
    })
  }
  return gone
}

async function mark(store: Store, rows: readonly { id: string }[], since: string | null): Promise<void> {
  for (let from = 0; from < rows.length; from += 1000) {
    const ids = rows.slice(from, from + 1000).map(({ id }) => id)
    await store.write((tx) =>
      tx.db.updateTable('attachments').set({ unused_since: since }).where('id', 'in', ids).execute(),
    )
  }
}

/** Finishes what a crash left between two transactions: contents that were being written or removed. */
export async function finishRemovals(store: Store, folder: ContentFolder): Promise<void> {
  await folder.clearIncoming()
  const broken = await store.db
    .selectFrom('attachment_files')
    .select('sha256')
    .where('is_whole', '=', 0)
    .execute()
  for (const { sha256 } of broken) await removeContent(store, folder, sha256)
}

async function removeContent(store: Store, folder: ContentFolder, sha256: string): Promise<void> {
  await folder.remove(sha256)
  await store.write((tx) =>
    tx.db.deleteFrom('attachment_files').where('sha256', '=', sha256).where('is_whole', '=', 0).execute(),
  )
}
