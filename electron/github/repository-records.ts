import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { AppError } from '#shared/errors.ts'
import type { RemoteRepository } from '#shared/github.ts'
import type { Store, Tx } from '../store/store.ts'

/** Rows of one statement: SQLite holds nothing else up for long then. */
const AT_ONCE = 200

/** How far the list of an account is. */
export interface ListState {
  host: string
  /** null = it was never brought to its end. */
  refreshedAt: string | null
  etag: string | null
}

/** @returns null when the account is not there (any more) */
export async function loadListState(
  db: Tx['db'] | Store['db'],
  accountId: string,
): Promise<ListState | null> {
  const row = await db
    .selectFrom('github_accounts')
    .select(['host', 'repositories_at', 'repositories_etag'])
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row === undefined
    ? null
    : { host: row.host, refreshedAt: row.repositories_at, etag: row.repositories_etag }
}

/** @param etag undefined = it stays */
export async function writeListState(
  tx: Tx,
  accountId: string,
  { refreshedAt, etag }: { refreshedAt: string; etag?: string | null },
): Promise<void> {
  await tx.db
    .updateTable('github_accounts')
    .set({ repositories_at: refreshedAt, ...(etag === undefined ? {} : { repositories_etag: etag }) })
    .where('id', '=', accountId)
    .execute()
}

/** How many repositories of an account are known here. */
export async function countRepositories(db: Tx['db'] | Store['db'], accountId: string): Promise<number> {
  const { known } = await db
    .selectFrom('github_repositories')
    .select(({ fn }) => fn.countAll<number>().as('known'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return known
}

/** Puts `repositories` in the place of all that are there. One that was pushed to meanwhile may come twice. */
export async function replaceRepositories(
  tx: Tx,
  accountId: string,
  repositories: readonly RemoteRepository[],
): Promise<void> {
  await tx.db.deleteFrom('github_repositories').where('account_id', '=', accountId).execute()
  await addRepositories(tx, accountId, repositories, 0)
}

/** @param position where the first of them stands */
export async function addRepositories(
  tx: Tx,
  accountId: string,
  repositories: readonly RemoteRepository[],
  position: number,
): Promise<void> {
  const rows = repositories.map((repository, index) => ({
    account_id: accountId,
    full_name: repository.fullName,
    position: position + index,
    data: JSON.stringify(repository),
  }))
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await tx.db
      .insertInto('github_repositories')
      .values(rows.slice(from, from + AT_ONCE))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/**
 * Those whose owner, name or description have all words of `q`: first those that have them in the name, else as
 * GitHub sorts them.
 *
 * @throws AppError BAD_REQUEST for a cursor that is not ours
 */
export async function readRepositories(
  db: Store['db'],
  {
    accountId,
    q,
    cursor,
    limit,
  }: { accountId: string; q: string; cursor?: string | undefined; limit: number },
): Promise<{ items: RemoteRepository[]; nextCursor?: string }> {
  const words = q.split(/\s+/).filter(Boolean)
  const inName = words.map((word) => has(sql`full_name`, word))
  const inText = words.map((word) => has(sql`full_name || ' ' || coalesce(data ->> 'description', '')`, word))
  const rank = words.length === 0 ? sql<number>`0` : sql<number>`NOT (${all(inName)})`

  let query = db
    .selectFrom('github_repositories')
    .select(['data', 'position', rank.as('rank')])
    .where('account_id', '=', accountId)
    .orderBy('rank')
    .orderBy('position')
    .limit(limit + 1)
  if (words.length > 0) query = query.where(all(inText))
  if (cursor !== undefined) {
    const after = readCursor(cursor)
    query = query.where(sql<SqlBool>`(${rank}, position) > (${after.rank}, ${after.position})`)
  }
  const rows = await query.execute()
  const items = rows.slice(0, limit).map(({ data }) => JSON.parse(data) as RemoteRepository)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return last === undefined ? { items } : { items, nextCursor: `${last.rank}.${last.position}` }
}

const has = (text: RawBuilder<unknown>, word: string) =>
  sql<SqlBool>`instr(lower(${text}), lower(${word})) > 0`
const all = (conditions: readonly RawBuilder<SqlBool>[]) => sql<SqlBool>`${sql.join(conditions, sql` AND `)}`

function readCursor(cursor: string): { rank: number; position: number } {
  const [, rank, position] = /^([01])\.(\d{1,9})$/.exec(cursor) ?? []
  if (rank === undefined || position === undefined) {
    throw new AppError('BAD_REQUEST', 'cursor: give back the nextCursor of the page before, as it was.', {
      field: 'cursor',
    })
  }
  return { rank: Number(rank), position: Number(position) }
}
