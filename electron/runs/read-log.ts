import type { LogItem } from '#shared/run-log.ts'
import type { Store } from '../store/store.ts'

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
export async function lastSeq(store: Store, runId: string): Promise<number> {
  const row = await store.db
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
  return rows.map((row) => ({ seq: row.seq, at: row.at, kind: row.kind, ...JSON.parse(row.body) }) as LogItem)
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
