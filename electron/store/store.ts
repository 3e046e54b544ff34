import { mkdirSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { type Kysely, sql, type Transaction } from 'kysely'
import { FEED_DAYS, type FeedEvent, type FeedEventName } from '#shared/events.ts'
import { DatabaseDamaged, isDamage } from './damage.ts'
import { databaseFile, suspicionFile } from './database-file.ts'
import { createIds } from './ids.ts'
import { lockDataFolder } from './lock.ts'
import { migrate, openKysely } from './migrate.ts'
import { openDatabase, type Say, useSafely } from './open-database.ts'
import type { Schema } from './schema.ts'
import { WriteTurns } from './write-turns.ts'

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
  /**
   * Runs `work`, which writes on a thread, by {@link joinStore}: nothing is written here meanwhile, and reads go on.
   * Then tells the feed's subscribers what it has told the feed, some of it at a time.
   */
  writeElsewhere<T>(work: () => Promise<T>): Promise<T>
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
      return createStore(db, clock, await idsAfter(db), damage, unlock)
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

/**
 * A second connection to the database of a data folder that is open, for a thread: it reads at any time, and writes
 * only while {@link Store.writeElsewhere} waits for it.
 *
 * @param onDamage as of {@link StoreOptions}
 */
export async function joinStore(folder: string, onDamage: (damage: DatabaseDamaged) => void): Promise<Store> {
  const database = new Database(databaseFile(folder), { fileMustExist: true })
  useSafely(database)
  const damage = new Damage(folder, () => {}, onDamage)
  const db = openKysely(database, (error) => damage.look(error))
  return createStore(
    db,
    () => new Date(),
    await idsAfter(db),
    damage,
    () => {},
  )
}

/** Ids that sort after those that are there. */
async function idsAfter(db: Kysely<Schema>): Promise<() => string> {
  const newest = await db
    .selectFrom('feed')
    .select(({ fn }) => fn.max('at').as('at'))
    .executeTakeFirst()
  return createIds(Date.parse(newest?.at ?? new Date(0).toISOString()))
}

/** So many are read, told and written out in a moment. */
const MOST_EVENTS = 100

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
  const turns = new WriteTurns()
  const tellAll = (events: FeedEvent[]) => {
    if (events.length > 0) for (const listener of listeners) tell(() => listener(events))
  }

  async function newestSeq(): Promise<number> {
    const row = await sql<{ seq: number }>`SELECT seq FROM sqlite_sequence WHERE name = 'feed'`.execute(db)
    return row.rows[0]?.seq ?? 0
  }

  async function replay(after: number, limit = MOST_EVENTS): Promise<FeedReplay> {
    const seq = await newestSeq()
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
  }

  /** What was written elsewhere, with pauses for everybody else. */
  async function tellSince(before: number): Promise<void> {
    for (let at = before; ; ) {
      const told = await replay(at)
      const last = told.kind === 'events' ? told.events.at(-1) : undefined
      if (told.kind !== 'events' || last === undefined) return
      tellAll(told.events)
      at = last.seq
      await setImmediate()
    }
  }

  return {
    db,
    now,
    newId,

    async write(work) {
      const events: FeedEvent[] = []
      const actions: (() => void)[] = []
      return turns.shared(async () => {
        // Now, for it may have waited.
        damage.requireNone()
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
        tellAll(events)
        for (const action of actions) tell(action)
        return result
      })
    },

    writeElsewhere: (work) =>
      turns.alone(async () => {
        damage.requireNone()
        const before = await newestSeq()
        try {
          return await work()
        } finally {
          await tellSince(before)
        }
      }),

    seq: newestSeq,
    replay,

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async pruneFeed() {
      const limit = new Date(clock().getTime() - FEED_DAYS * 86_400_000).toISOString()
      // What is older than the oldest to keep by its seq, too: a clock that was set back must leave no hole.
      const statement = sql`
        DELETE FROM feed WHERE at < ${limit}
          AND seq < COALESCE((SELECT MIN(seq) FROM feed WHERE at >= ${limit}), seq + 1)
      `
      await turns.shared(() => statement.execute(db))
    },

    suspect: (cause) => damage.note(cause),

    async close() {
      await db.destroy()
      unlock()
    },
  }
}
