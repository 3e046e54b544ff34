import type Database from 'better-sqlite3'
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { backUp } from './backup.ts'
import * as first from './migrations/0001-first.ts'
import type { Schema } from './schema.ts'

/** Forward only, in the order of their names. */
export const MIGRATIONS: Record<string, Migration> = { '0001-first': first }

/** Kysely takes SQLite's DDL for non-transactional unless told otherwise; a failed migration would stay half done. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class TransactionalDialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalAdapter()
  }
}

export const openKysely = (database: Database.Database) =>
  new Kysely<Schema>({ dialect: new TransactionalDialect({ database }) })

/**
 * Brings the schema up to date, all or nothing, after a backup of a database that already holds data.
 *
 * @throws what the migration threw; the database is then as it was
 */
export async function migrate(
  db: Kysely<Schema>,
  database: Database.Database,
  folder: string,
  migrations: Record<string, Migration> = MIGRATIONS,
): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const pending = (await migrator.getMigrations()).filter((one) => one.executedAt === undefined)
  const next = pending[0]
  if (next === undefined) return
  if (pending.length < Object.keys(migrations).length) backUp(database, folder, `before-${next.name}`)
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
