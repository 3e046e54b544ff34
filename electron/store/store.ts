import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type Kysely, sql, type Transaction } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { FEED_DAYS, type FeedEvent, type FeedEventName } from '#shared/events.ts'
import { lockDataFolder } from './lock.ts'
import { migrate, openKysely } from './migrate.ts'
import type { Schema } from './schema.ts'

/** An open transaction: its rows and its feed events become true together. */
export interface Tx {
  readonly db: Transaction<Schema>
  /**
   * Appends to the feed.
   *
   * @param data the entity's id and its changed fields, in the shapes of the contract
   * @returns the event's seq, to be written as the entity's `updated_seq`
   */
  emit(event: FeedEventName, data: { id: string } & Record<string, unknown>): Promise<number>
  /** Runs `action` once the transaction is committed; not at all if it is rolled back. */
  afterCommit(action: () => void): void
}

/** What a feed subscriber gets first. `reset` = the given seq is too old (or from another database). */
export type FeedReplay = { kind: 'events'; events: FeedEvent[]; seq: number } | { kind: 'reset'; seq: number }

export interface Store {
  /** For reads. Writes go through {@link Store.write}. */
  readonly db: Kysely<Schema>
  /** Runs `work` in one transaction, then tells the feed's subscribers. Never nest it. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Position of the newest feed event; read it before the rows that shall be true at it. */
  seq(): Promise<number>
  /** Events after `seq`, at most `limit`. */
  replay(after: number, limit?: number): Promise<FeedReplay>
  /** Calls `listener` with each committed transaction's events, in order. */
  subscribe(listener: (events: FeedEvent[]) => void): () => void
  newId(): string
  now(): string
  /** Drops feed events older than seven days. */
  pruneFeed(): Promise<void>
  close(): Promise<void>
}

export interface StoreOptions {
  /** The data folder; made if missing. */
  folder: string
  clock?: () => Date
}

/**
 * Opens the data folder's database: takes the folder's lock, checks the file, migrates it.
 *
 * @throws AppError CONFLICT when another host has the folder, or a newer version has written to it
 * @throws DatabaseDamaged when the file is not a sound database; nothing is changed then
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const clock = options.clock ?? (() => new Date())
  const unlock = lockDataFolder(options.folder)
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    const database = openDatabase(join(options.folder, 'openlinear.db'))
    try {
      const db = openKysely(database)
      await migrate(db, database, options.folder)
      return createStore(db, clock, unlock)
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** The database file is damaged: its holder offers the newest good backup instead of losing data silently. */
export class DatabaseDamaged extends Error {
  readonly file: string

  constructor(file: string, cause: unknown) {
    super(`The database ${file} is damaged. Restore the newest file of the backups folder beside it.`, {
      cause,
    })
    this.name = 'DatabaseDamaged'
    this.file = file
  }
}

/** @throws DatabaseDamaged */
function openDatabase(file: string): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new Database(file)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    const check = database.pragma('quick_check(1)', { simple: true })
    if (check !== 'ok') throw new Error(String(check))
    return database
  } catch (error) {
    database?.close()
    if (error instanceof Database.SqliteError && !/NOTADB|CORRUPT/.test(error.code)) throw error
    throw new DatabaseDamaged(file, error)
  }
}

/** What is committed stays so, and its writer is told so, whatever a listener does. */
function tell(action: () => void): void {
  try {
    action()
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error))
  }
}

function createStore(db: Kysely<Schema>, clock: () => Date, unlock: () => void): Store {
  const listeners = new Set<(events: FeedEvent[]) => void>()
  const now = () => clock().toISOString()

  return {
    db,
    now,
    newId: () => uuidv7(),

    async write(work) {
      const events: FeedEvent[] = []
      const actions: (() => void)[] = []
      const result = await db.transaction().execute((transaction) =>
        work({
          db: transaction,
          async emit(event, data) {
            const at = now()
            const row = await transaction
              .insertInto('feed')
              .values({ at, event, data: JSON.stringify(data) })
              .returning('seq')
              .executeTakeFirstOrThrow()
            events.push({ seq: row.seq, at, event, data })
            return row.seq
          },
          afterCommit: (action) => actions.push(action),
        }),
      )
      if (events.length > 0) for (const listener of listeners) tell(() => listener(events))
      for (const action of actions) tell(action)
      return result
    },

    async seq() {
      const row = await sql<{ seq: number }>`SELECT seq FROM sqlite_sequence WHERE name = 'feed'`.execute(db)
      return row.rows[0]?.seq ?? 0
    },

    async replay(after, limit = 2000) {
      const seq = await this.seq()
      if (after > seq) return { kind: 'reset', seq }
      const rows = await db
        .selectFrom('feed')
        .selectAll()
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(limit)
        .execute()
      const oldest = rows[0]?.seq
      // The feed has no holes, so a first event beyond after + 1 means that the ones between were pruned.
      if (after < seq && (oldest === undefined || oldest > after + 1)) return { kind: 'reset', seq }
      const events = rows.map((row) => ({
        seq: row.seq,
        at: row.at,
        event: row.event as FeedEventName,
        data: JSON.parse(row.data) as FeedEvent['data'],
      }))
      return { kind: 'events', events, seq }
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async pruneFeed() {
      const limit = new Date(clock().getTime() - FEED_DAYS * 86_400_000).toISOString()
      await db.deleteFrom('feed').where('at', '<', limit).execute()
    },

    async close() {
      await db.destroy()
      unlock()
    },
  }
}
