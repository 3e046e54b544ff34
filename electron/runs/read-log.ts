import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { LogItem, TodoItem } from '#shared/run-log.ts'
import type { Store, Tx } from '../store/store.ts'

/** Items read at once, so that no read holds the process up. */
const PAGE = 500

/** Who waits for new items of which run. Only a wake-up call: what is new is read from the store. */
export class LogBell {
  readonly #waiting = new Map<string, Set<() => void>>()

  ring(runId: string): void {
    for (const wake of this.#waiting.get(runId) ?? []) wake()
  }

  /** Calls `wake` at each {@link ring} until the returned function is called. */
  listen(runId: string, wake: () => void): () => void {
    const set = this.#waiting.get(runId) ?? new Set()
    this.#waiting.set(runId, set.add(wake))
    return () => {
      set.delete(wake)
      if (set.size === 0) this.#waiting.delete(runId)
    }
  }
}

/** Number of the log's last item, 0 when there is none. */
export async function lastSeq(db: Pick<Tx['db'], 'selectFrom'>, runId: string): Promise<number> {
  const row = await db
    .selectFrom('run_events')
    .select((one) => one.fn.max('seq').as('seq'))
    .where('run_id', '=', runId)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** Items with seq > `after`, oldest first. */
export async function readLog(store: Store, runId: string, after: number, limit: number): Promise<LogItem[]> {
  const rows = await store.db
    .selectFrom('run_events')
    .select(['seq', 'at', 'kind', 'body'])
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toItem)
}

const toItem = (row: StoredItem): LogItem =>
  ({ seq: row.seq, at: row.at, kind: row.kind, ...JSON.parse(row.body) }) as LogItem

/** Which items of a run's log are wanted: see `runs.logs` in the contract. */
export interface LogRange {
  id: string
  after: number
  before?: number | undefined
  limit: number
}

/** Bytes of one page that is read from the end: it is wanted at once, and answered as one. */
const LAST_PAGE_BYTES = 512 << 10

/** The last items with `after` < seq < `before`, oldest first: at most `limit`, fewer where they are long, at least one. */
export async function readLogBefore(
  store: Store,
  runId: string,
  after: number,
  before: number,
  limit: number,
): Promise<LogItem[]> {
  const items = store.db
    .selectFrom('run_events')
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .where('seq', '<', before)
  const sizes = await items
    .select(['seq', sql<number>`octet_length(body)`.as('bytes')])
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  let bytes = 0
  const tooMany = sizes.findIndex((one, index) => (bytes += one.bytes) > LAST_PAGE_BYTES && index > 0)
  const first = sizes.at(tooMany < 0 ? -1 : tooMany - 1)
  if (first === undefined) return []
  const rows = await items
    .select(['seq', 'at', 'kind', 'body'])
    .where('seq', '>=', first.seq)
    .orderBy('seq')
    .execute()
  return rows.map(toItem)
}

/** Items looked through at once for one of a kind, which has no index. */
const SEARCHED = 5000

/** The todo list that the run's own agent has written last; sought from the end, where it usually is. */
export async function readPlan(store: Store, runId: string): Promise<TodoItem[]> {
  for (let to = await lastSeq(store.db, runId); to > 0; to -= SEARCHED) {
    const row = await store.db
      .selectFrom('run_events')
      .select('body')
      .where('run_id', '=', runId)
      .where('seq', '<=', to)
      .where('seq', '>', to - SEARCHED)
      .where('kind', '=', 'todo')
      .where(sql<boolean>`body ->> 'sessionId' IS NULL`)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) return (JSON.parse(row.body) as { items: TodoItem[] }).items
    await nextTurn()
  }
  return []
}

/** An item as it is stored, for who reads it elsewhere. */
export interface StoredItem {
  seq: number
  at: string
  kind: string
  /** JSON. */
  body: string
}

/** Bytes of items read at once, where their number alone says little: one may hold megabytes. */
const PAGE_BYTES = 128 << 10

/** The next items after `after`, up to the one numbered `upTo`: as many as are quickly read, and at least one. */
export async function readStored(
  store: Store,
  runId: string,
  after: number,
  upTo: number,
): Promise<StoredItem[]> {
  const items = store.db
    .selectFrom('run_events')
    .where('run_id', '=', runId)
    .where('seq', '>', after)
    .orderBy('seq')
  // Unlike `length`, this does not read the text.
  const sizes = await items
    .select(['seq', sql<number>`octet_length(body)`.as('bytes')])
    .where('seq', '<=', upTo)
    .limit(PAGE)
    .execute()
  let bytes = 0
  const tooMany = sizes.findIndex((one, index) => (bytes += one.bytes) > PAGE_BYTES && index > 0)
  const last = sizes.at(tooMany < 0 ? -1 : tooMany - 1)
  if (last === undefined) return []
  return items.select(['seq', 'at', 'kind', 'body']).where('seq', '<=', last.seq).execute()
}

/** The whole log, read page by page. */
export async function readWholeLog(store: Store, runId: string): Promise<LogItem[]> {
  const items: LogItem[] = []
  for (;;) {
    const some = await readLog(store, runId, items.at(-1)?.seq ?? 0, PAGE)
    items.push(...some)
    if (some.length < PAGE) return items
  }
}

/**
 * Gives a run's log after `after` in batches, then what comes, until `isOver` and all is given or `signal`
 * aborts. Every batch is read from the store: no gap, no double.
 */
export async function* followLog(
  store: Store,
  bell: LogBell,
  runId: string,
  after: number,
  isOver: () => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<LogItem[]> {
  let rung = false
  let wake = () => {}
  const stop = bell.listen(runId, () => {
    rung = true
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    let seq = after
    while (!signal.aborted) {
      rung = false
      const over = await isOver()
      const items = await readLog(store, runId, seq, PAGE)
      if (items.length > 0) {
        seq = items.at(-1)?.seq ?? seq
        yield items
        continue
      }
      if (over) return
      if (rung || signal.aborted) continue
      await new Promise<void>((resolve) => {
        wake = resolve
        if (rung || signal.aborted) resolve()
      })
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
