import { toolVerbs } from '#shared/tool-verbs.ts'
import type { LogBody } from '#shared/run-log.ts'
import type { Store, Tx } from '../store/store.ts'
import { lastSeq, type LogBell } from './read-log.ts'
import { type LiveChange, mergeLive, type RunRecords } from './run-records.ts'

/** Longest that an item waits in memory before it is stored. */
const FLUSH_MS = 40
/** Shortest time between two feed events that only tell what the agent does now. */
const TELL_MS = 500
/** Pause before a write that failed is tried again. */
const RETRY_MS = 1_000
/** So much may wait in memory while the store takes nothing: characters, each item counting for some more. */
const MOST_PENDING = 16 << 20
const ITEM_COST = 200
/** Items stored by one statement. */
const PAGE = 500

/** Adds items to a log in a transaction that is open: they become true with it, or not at all. */
export type AddItems = (...items: LogBody[]) => void

interface Item {
  at: string
  body: LogBody
}

/**
 * Writes one run's log while its driver lives. Items are stored in batches; what they say about the run
 * itself (tokens, plan, last action) is written in the same transaction, so that a crash cannot count
 * twice or forget.
 */
export class RunLog {
  readonly #store: Store
  readonly #records: RunRecords
  readonly #bell: LogBell
  readonly #runId: string
  readonly #onSpent: () => void
  #pending: Item[] = []
  #pendingSize = 0
  #onStuck: ((cause: unknown) => void) | null = null
  #live: LiveChange = {}
  /** The row holds something that the feed has not told yet. */
  #untold = false
  #timer: NodeJS.Timeout | undefined
  #toldAt = Number.NEGATIVE_INFINITY
  #writing: Promise<void> = Promise.resolve()
  #closed = false

  /** @param onSpent told each time that it is written what the run has cost more */
  constructor(
    store: Store,
    records: RunRecords,
    bell: LogBell,
    runId: string,
    onSpent: () => void = () => {},
  ) {
    this.#store = store
    this.#records = records
    this.#bell = bell
    this.#runId = runId
    this.#onSpent = onSpent
  }

  /**
   * Takes items; they are stored within {@link FLUSH_MS}. Never throws: a failed write shows at
   * {@link commit}. A closed log takes none: the next driver numbers on from what is stored.
   */
  add(...items: LogBody[]): void {
    if (this.#closed) return
    const at = this.#store.now()
    for (const body of items) {
      this.#note(body)
      this.#pendingSize += sizeOf(body)
      const last = this.#pending.at(-1)
      const joined = last === undefined ? null : join(last.body, body)
      if (last === undefined || joined === null) this.#pending.push({ at, body })
      else last.body = joined
    }
    this.#arm(FLUSH_MS)
  }

  /**
   * Calls `stop` when more waits in memory than may, because the store takes nothing: what makes the items has
   * to come to its end. Those that are there are kept. Until the returned function is called.
   */
  onStuck(stop: (cause: unknown) => void): () => void {
    this.#onStuck = stop
    return () => (this.#onStuck = null)
  }

  /**
   * Stores everything added so far and, in the same transaction, what `write` does and adds. This is how a
   * step of a run and its log become true together.
   *
   * @throws what the database or `write` threw, also for items of an earlier batch; items that were added
   *   before stay pending, those of `write` do not
   */
  commit(write?: (tx: Tx, add: AddItems) => Promise<void>): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const attempt = this.#writing.then(() => this.#commit(write))
    // The caller of this commit is told; the next one tries again with the same items.
    this.#writing = attempt.catch(() => this.#arm(RETRY_MS))
    return attempt
  }

  async #commit(write?: (tx: Tx, add: AddItems) => Promise<void>): Promise<void> {
    const items = this.#pending
    const size = this.#pendingSize
    const live = this.#live
    const tell = write !== undefined || performance.now() - this.#toldAt >= TELL_MS
    if (items.length === 0 && write === undefined && !this.#untold) return
    this.#pending = []
    this.#pendingSize = 0
    this.#live = {}
    try {
      await this.#store.write(async (tx) => {
        await this.#insert(tx, items)
        await this.#records.note(tx, this.#runId, live)
        if (tell && (this.#untold || Object.keys(live).length > 0)) await this.#records.tell(tx, this.#runId)
        const more: Item[] = []
        const at = this.#store.now()
        if (write !== undefined)
          await write(tx, (...bodies) => more.push(...bodies.map((body) => ({ at, body }))))
        await this.#insert(tx, more)
        // Said after the end of its run: what has ended that has not seen it.
        if (items.some(isAtWork)) await this.#records.endLate(tx, this.#runId)
      })
    } catch (error) {
      this.#pending = [...items, ...this.#pending]
      this.#pendingSize += size
      this.#live = mergeLive(live, this.#live)
      throw error
    }
    if (tell) {
      this.#toldAt = performance.now()
      this.#untold = false
    } else if (Object.keys(live).length > 0) {
      this.#untold = true
      this.#arm(TELL_MS)
    }
    this.#bell.ring(this.#runId)
    if ((live.usage?.cost ?? 0) > 0) this.#onSpent()
  }

  /** Numbered on from what is stored: the end of a run writes into its log as well. */
  async #insert(tx: Tx, items: readonly Item[]): Promise<void> {
    if (items.length === 0) return
    const firstSeq = (await lastSeq(tx.db, this.#runId)) + 1
    const rows = items.map(({ at, body: { kind, ...rest } }, index) => ({
      run_id: this.#runId,
      seq: firstSeq + index,
      at,
      kind,
      body: JSON.stringify(rest),
    }))
    for (let index = 0; index < rows.length; index += PAGE) {
      await tx.db
        .insertInto('run_events')
        .values(rows.slice(index, index + PAGE))
        .execute()
    }
  }

  #arm(ms: number): void {
    if (this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      // A write that fails (a full disk, say) is tried again; the next step of the run reports it.
      this.commit().catch((error: unknown) => {
        if (this.#pendingSize > MOST_PENDING) this.#onStuck?.(error)
      })
    }, ms)
  }

  /** Stores and tells what is left. The log takes nothing afterwards. */
  async close(): Promise<void> {
    this.#closed = true
    await this.commit(async () => {})
  }

  /** Keeps what an item says about the run as a whole for the next write. */
  #note(body: LogBody): void {
    switch (body.kind) {
      case 'usage':
        this.#live = mergeLive(this.#live, {
          usage: {
            inputTokens: body.inputTokens + body.cacheReadTokens + body.cacheWriteTokens,
            outputTokens: body.outputTokens + body.reasoningTokens,
            cost: body.cost,
          },
        })
        return
      case 'todo':
        if (body.sessionId !== undefined) return
        this.#live.plan = {
          done: body.items.filter((item) => item.status === 'completed').length,
          total: body.items.filter((item) => item.status !== 'cancelled').length,
        }
        return
      case 'tool': {
        const action = describeTool(body)
        if (action !== null) this.#live.lastAction = action
        return
      }
      case 'command_start':
        this.#live.lastAction = body.line.slice(0, 200)
        return
      default:
        return
    }
  }
}

/** Deltas of one part, and output of one command, become one item; null when the two stay apart. */
function join(last: LogBody, next: LogBody): LogBody | null {
  if (last.kind === 'command_output' && next.kind === 'command_output') {
    return last.commandId === next.commandId ? { ...next, text: last.text + next.text } : null
  }
  if (!('delta' in last) || !('delta' in next) || last.kind !== next.kind || last.partId !== next.partId)
    return null
  if (('replace' in last && last.replace) || ('replace' in next && next.replace)) return null
  return { ...next, delta: last.delta + next.delta }
}

/** Whether an item says that a tool is at work. */
const isAtWork = ({ body }: Item) =>
  body.kind === 'tool' && (body.state === 'pending' || body.state === 'running')

/** Roughly what an item takes in memory. */
function sizeOf(body: LogBody): number {
  if ('delta' in body) return body.delta.length + ITEM_COST
  if (body.kind === 'command_output') return body.text.length + ITEM_COST
  if (body.kind === 'tool')
    return (
      (body.output?.length ?? 0) +
      (body.patch?.length ?? 0) +
      JSON.stringify(body.input ?? '').length +
      ITEM_COST
    )
  return ITEM_COST
}

/** One line such as `Editing src/server.ts`, or null when the call says too little yet. */
function describeTool(body: Extract<LogBody, { kind: 'tool' }>): string | null {
  if (body.state !== 'running' || body.input === undefined) return null
  const { filePath, command, pattern, path, description } = body.input
  const object = [filePath, command, pattern, path, description].find((one) => typeof one === 'string')
  const verb = toolVerbs(body.tool)?.now ?? body.tool
  return `${verb} ${object ?? ''}`.trim().replaceAll(/\s+/g, ' ').slice(0, 200)
}
