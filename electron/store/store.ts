import { mkdirSync, writeFileSync } from 'node:fs'
import { type Kysely, sql, type Transaction } from 'kysely'
import { FEED_DAYS, type FeedEvent, type FeedEventName } from '#shared/events.ts'
import { DatabaseDamaged, isDamage } from './damage.ts'
import { databaseFile, suspicionFile } from './database-file.ts'
import { createIds } from './ids.ts'
import { lockDataFolder } from './lock.ts'
import { migrate, openKysely } from './migrate.ts'
import { openDatabase, type Say } from './open-database.ts'
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
  /** Drops the feed's oldest events, as far as they are older than seven days. */
  pruneFeed(): Promise<void>
  /** Damage was seen: nothing is written any more, and the next start looks at every row and index. */
  suspect(cause: unknown): void
  close(): Promise<void>
}

export interface StoreOptions {
  /** The data folder; made if missing. */
  folder: string
  clock?: () => Date
  log?: Say
  /** Called once, when the database shows damage while it is open. The host has to end. */
  onDamage?: (damage: DatabaseDamaged) => void
}

/**
 * Opens the data folder's database: takes the folder's lock, checks the file, migrates it.
 *
 * @throws AppError CONFLICT when another host has the folder, or a newer version has written to it
 * @throws DatabaseDamaged when the file is not a sound database; nothing is changed then
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const clock = options.clock ?? (() => new Date())
  const { folder, log = () => {} } = options
  const unlock = lockDataFolder(folder)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const database = openDatabase(folder, log)
    const damage = new Damage(folder, log, options.onDamage ?? (() => {}))
    try {
      const db = openKysely(database, (error) => damage.look(error))
      await migrate(db, database, folder)
      const newest = await db
        .selectFrom('feed')
        .select(({ fn }) => fn.max('at').as('at'))
        .executeTakeFirst()
      const newId = createIds(Date.parse(newest?.at ?? new Date(0).toISOString()))
      return createStore(db, clock, newId, damage, unlock)
    } catch (error) {
      damage.look(error)
      database.close()
      damage.requireNone()
      throw error
    }
  } catch (error) {
    unlock()
    throw error
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

/** Remembers that the database has shown damage, and tells it once. */
class Damage {
  readonly #folder: string
  readonly #log: Say
  readonly #tell: (damage: DatabaseDamaged) => void
  #seen: DatabaseDamaged | null = null

  constructor(folder: string, log: Say, onDamage: (damage: DatabaseDamaged) => void) {
    this.#folder = folder
    this.#log = log
    this.#tell = onDamage
  }

  /** What was written on top of damage could spread it. @throws DatabaseDamaged */
  requireNone(): void {
    if (this.#seen !== null) throw this.#seen
  }

  /** Takes an error of a statement. */
  look(error: unknown): void {
    if (isDamage(error)) this.note(error)
  }

  note(cause: unknown): void {
    if (this.#seen !== null) return
    const damage = new DatabaseDamaged(databaseFile(this.#folder), cause)
    this.#seen = damage
    this.#log('error', 'the database is damaged', { error: String(cause) })
    try {
      writeFileSync(suspicionFile(this.#folder), String(cause))
    } catch (error) {
      this.#log('error', 'the next start cannot be told of it', { error: String(error) })
    }
    this.#tell(damage)
  }
}

function createStore(
  db: Kysely<Schema>,
  clock: () => Date,
  newId: () => string,
  damage: Damage,
  unlock: () => void,
): Store {
  const listeners = new Set<(events: FeedEvent[]) => void>()
  const now = () => clock().toISOString()

  return {
    db,
    now,
    newId,

    async write(work) {
      damage.requireNone()
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
      // What is older than the oldest to keep by its seq, too: a clock that was set back must leave no hole.
      await sql`
        DELETE FROM feed WHERE at < ${limit}
          AND seq < COALESCE((SELECT MIN(seq) FROM feed WHERE at >= ${limit}), seq + 1)
      `.execute(db)
    },

    suspect: (cause) => damage.note(cause),

    async close() {
      await db.destroy()
      unlock()
    },
  }
}
