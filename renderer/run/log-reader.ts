import type { LogItem, TodoItem } from '#shared/run-log.ts'
import { LogFold } from './fold-log.ts'

/** Where a run's log is read from. */
export interface LogSource {
  /** The last items before the one numbered `before`, oldest first: at most `limit`, and none only where there is none. */
  before: (before: number, limit: number) => Promise<LogItem[]>
  /** What comes after the item numbered `after`, until the answer is called. */
  follow: (
    after: number,
    on: { items: (items: LogItem[]) => void; end: () => void; error: (problem: Error) => void },
  ) => () => void
  /** The todo list that was written last. */
  plan: () => Promise<TodoItem[]>
}

/** What is known of a log at a moment. */
export interface LogReading {
  fold: LogFold
  /** Another one when `fold` is another one, with older items: its rows are then others, too. */
  generation: number
  /** `loading` until the first items (or the end) are there; `ended` when no more will come. */
  status: 'loading' | 'open' | 'ended' | 'failed'
  error: string | null
  /** Whether older items are there, are read, or could not be read. */
  older: 'all' | 'some' | 'reading' | 'failed'
  plan: readonly TodoItem[]
}

/** Items read first: several screens from the end. */
const FIRST = 400
/** Items asked for at once, of which the host gives what is quickly sent. */
const PAGE = 2500
/** How much longer than before the log is each time that it is folded anew. */
const GROWTH = 4
/** Items folded before the page may draw again. */
const SLICE = 4000

/**
 * Reads a log from its end: first what is in sight, then, once {@link readAll} is called, all of it. What is before
 * the items that are there cannot be folded in front of them, so it is folded with them into a new one, in slices,
 * each time four times as long as the last: each item is folded hardly more often than once.
 */
export class LogReader {
  reading: LogReading
  readonly #source: LogSource
  readonly #changed: () => void
  /** All items from the first one that was read; null once there is nothing before them. */
  #items: LogItem[] | null = []
  #asked: readonly TodoItem[] = []
  #stop: () => void = () => {}
  #life = new AbortController()
  #wantsAll = false
  /** The life in which older items are read. */
  #readingIn: AbortSignal | null = null

  constructor(source: LogSource, changed: () => void) {
    this.#source = source
    this.#changed = changed
    this.reading = {
      fold: new LogFold(),
      generation: 0,
      status: 'loading',
      error: null,
      older: 'some',
      plan: [],
    }
  }

  /** Begins, or goes on after {@link stop} or a failure. */
  start(): void {
    this.stop()
    this.#life = new AbortController()
    void this.#open(this.#life.signal)
  }

  stop(): void {
    this.#life.abort()
    this.#stop()
    this.#stop = () => {}
  }

  /** Has everything read, now or as soon as the end is there. */
  readAll(): void {
    this.#wantsAll = true
    if (this.reading.status !== 'loading') void this.#readOlder(this.#life.signal)
  }

  async #open(signal: AbortSignal): Promise<void> {
    try {
      if (this.reading.fold.lastSeq === 0 && this.#items !== null) {
        const last = await this.#source.before(Number.MAX_SAFE_INTEGER, FIRST)
        if (signal.aborted) return
        this.#items = last
        this.reading.fold.push(last)
        this.#checkWhole(last)
        if (this.#items !== null && this.reading.fold.plan === null) void this.#askPlan(signal)
      }
    } catch (problem) {
      if (!signal.aborted) this.#set({ status: 'failed', error: wordsOf(problem) })
      return
    }
    // Without an item it is the stream that says whether there will be any.
    if (this.reading.fold.lastSeq > 0) this.#set({ status: 'open', error: null })
    this.#stop = this.#source.follow(this.reading.fold.lastSeq, {
      items: (items) => {
        this.#items?.push(...items)
        this.reading.fold.push(items)
        this.#set(this.reading.status === 'ended' ? {} : { status: 'open', error: null })
      },
      end: () => this.#set({ status: 'ended' }),
      error: (problem) => this.#set({ status: 'failed', error: problem.message }),
    })
    if (this.#wantsAll) void this.#readOlder(signal)
  }

  async #askPlan(signal: AbortSignal): Promise<void> {
    // Nothing is lost without it: it comes with the rest of the log.
    const plan = await this.#source.plan().catch(() => [])
    if (signal.aborted) return
    this.#asked = plan
    this.#set({})
  }

  async #readOlder(signal: AbortSignal): Promise<void> {
    if (this.#items === null || this.#readingIn === signal) return
    this.#readingIn = signal
    this.#set({ older: 'reading' })
    try {
      while (this.#items !== null && !signal.aborted) await this.#grow(this.#items, signal)
    } catch (problem) {
      if (!signal.aborted) this.#set({ older: 'failed', error: wordsOf(problem) })
    } finally {
      if (this.#readingIn === signal) this.#readingIn = null
    }
  }

  /** Reads until there is {@link GROWTH} times as much, and folds that. */
  async #grow(known: LogItem[], signal: AbortSignal): Promise<void> {
    const pages: LogItem[][] = []
    let missing = known.length * (GROWTH - 1)
    let first = known[0]?.seq ?? 1
    while (missing > 0 && first > 1) {
      const page = await this.#source.before(first, PAGE)
      if (signal.aborted) return
      const [oldest] = page
      if (oldest === undefined) break
      pages.push(page)
      first = oldest.seq
      missing -= page.length
    }
    const isAll = missing > 0 || first <= 1
    const older = pages.toReversed().flat()
    const fold = new LogFold()
    for (let at = 0; at < older.length; at += SLICE) {
      fold.push(older.slice(at, at + SLICE))
      await nextTask()
      if (signal.aborted) return
    }
    // Meanwhile more may have come.
    for (let at = 0; at < known.length; at += SLICE) {
      fold.push(known.slice(at, at + SLICE))
      if (at + SLICE >= known.length) break
      await nextTask()
      if (signal.aborted) return
    }
    this.#items = isAll ? null : [...older, ...known]
    this.#set({ fold, generation: this.reading.generation + 1, ...(isAll ? { older: 'all' } : {}) })
  }

  #checkWhole(items: readonly LogItem[]): void {
    const [oldest] = items
    if (oldest !== undefined && oldest.seq > 1) return
    this.#items = null
    this.reading = { ...this.reading, older: 'all' }
  }

  #set(change: Partial<LogReading>): void {
    const next = { ...this.reading, ...change }
    this.reading = { ...next, plan: next.fold.plan ?? this.#asked }
    this.#changed()
  }
}

const wordsOf = (problem: unknown) => (problem instanceof Error ? problem.message : String(problem))

/** Lets the page draw and take keys. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve))
