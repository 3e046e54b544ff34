import type Database from 'better-sqlite3'
import { type DatabaseConnection, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { AppError } from '#shared/errors.ts'
import { backUp } from './backup.ts'
import * as first from './migrations/0001-first.ts'
import * as second from './migrations/0002-desktop.ts'
import * as third from './migrations/0003-batches.ts'
import * as fourth from './migrations/0004-whole-batches.ts'
import * as fifth from './migrations/0005-contests.ts'
import * as sixth from './migrations/0006-tool-ends.ts'
import * as seventh from './migrations/0007-github.ts'
import * as eighth from './migrations/0008-issues.ts'
import * as ninth from './migrations/0009-pull-summaries.ts'
import * as tenth from './migrations/0010-face.ts'
import * as eleventh from './migrations/0011-attachments.ts'
import * as twelfth from './migrations/0012-terminals.ts'
import * as thirteenth from './migrations/0013-brainstorms.ts'
import * as fourteenth from './migrations/0014-steering.ts'
import * as fifteenth from './migrations/0015-run-clock.ts'
import * as sixteenth from './migrations/0016-review.ts'
import * as mentions from './migrations/0017-mentions.ts'
import type { Schema } from './schema.ts'
import { StatementCache } from './statement-cache.ts'

/** Forward only, in the order of their names. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001-first': first,
  '0002-desktop': second,
  '0003-batches': third,
  '0004-whole-batches': fourth,
  '0005-contests': fifth,
  '0006-tool-ends': sixth,
  '0007-github': seventh,
  '0008-issues': eighth,
  '0009-pull-summaries': ninth,
  '0010-face': tenth,
  '0011-attachments': eleventh,
  '0012-terminals': twelfth,
  '0013-brainstorms': thirteenth,
  '0014-steering': fourteenth,
  '0015-run-clock': fifteenth,
  '0016-review': sixteenth,
  '0017-mentions': mentions,
}

/** Kysely takes SQLite's DDL for non-transactional unless told otherwise; a failed migration would stay half done. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** A full disk makes SQLite roll back by itself: there is nothing left to do then, and the cause is to be told. */
class RollbackDriver extends SqliteDriver {
  readonly #database: Database.Database

  constructor(database: Database.Database) {
    super({ database: new StatementCache(database) })
    this.#database = database
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

class TransactionalDialect extends SqliteDialect {
  readonly #database: Database.Database

  constructor(database: Database.Database) {
    super({ database })
    this.#database = database
  }

  override createDriver() {
    return new RollbackDriver(this.#database)
  }

  override createAdapter() {
    return new TransactionalAdapter()
  }
}

/** @param onError told of every statement that fails */
export const openKysely = (database: Database.Database, onError: (error: unknown) => void = () => {}) =>
  new Kysely<Schema>({
    dialect: new TransactionalDialect(database),
    log: (event) => {
      if (event.level === 'error') onError(event.error)
    },
  })

/**
 * There is no way back: an older version would write what the newer one cannot read.
 *
 * @throws AppError CONFLICT
 */
export function requireKnown(database: Database.Database, migrations: Record<string, Migration>): void {
  const table = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'`).get()
  if (table === undefined) return
  const names = database.prepare('SELECT name FROM kysely_migration ORDER BY name').pluck().all() as string[]
  const unknown = names.find((name) => !Object.hasOwn(migrations, name))
  if (unknown === undefined) return
  throw new AppError(
    'CONFLICT',
    'A newer version of OpenLinear has used this data folder. Update OpenLinear, or start it with another --data-dir.',
    { migration: unknown },
  )
}

/**
 * Brings the schema up to date, all or nothing, after a backup of a database that already holds data.
 *
 * @throws AppError CONFLICT when a newer version has been at work on the database
 * @throws what the migration threw; the database is then as it was
 */
export async function migrate(
  db: Kysely<Schema>,
  database: Database.Database,
  folder: string,
  migrations: Record<string, Migration> = MIGRATIONS,
): Promise<void> {
  requireKnown(database, migrations)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const pending = (await migrator.getMigrations()).filter((one) => one.executedAt === undefined)
  const next = pending[0]
  if (next === undefined) return
  if (pending.length < Object.keys(migrations).length) backUp(database, folder, `before-${next.name}`)
  // A table that others refer to can only be made anew while nobody looks; a transaction cannot switch it.
  database.pragma('foreign_keys = OFF')
  try {
    const { error } = await migrator.migrateToLatest()
    if (error !== undefined) throw error
  } finally {
    database.pragma('foreign_keys = ON')
  }
}
