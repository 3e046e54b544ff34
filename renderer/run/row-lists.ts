import { isFailed, type LogRow } from './log-rows.ts'

/** Rows of one session in order; a sub-agent has its own list. */
type RowList = LogRow[]

/** Where a row stands: its list stays the same, and rows are only added at the end. */
export type Place = { list: RowList; index: number }

/** The rows of a log by session, and which of them have failed or changed. */
export class RowLists {
  /** Top-level rows. */
  readonly rows: RowList = []
  /** Keys of rows that tell of a failure, in no order. */
  readonly failed = new Set<string>()

  private readonly sessions = new Map<string, RowList>()
  /** Where each sub-agent's rows stand: beneath its `task` call, or beneath a header of its own. */
  private readonly homes = new Map<RowList, Place>()
  private readonly watches = new Set<FoldWatch>()

  /** Rows of a sub-agent's session; none where it has said nothing. */
  session(sessionId: string): readonly LogRow[] {
    return this.sessions.get(sessionId) ?? []
  }

  /** The list of a session, beneath a header of its own if it is new; the top-level rows for the root session. */
  of(sessionId: string | undefined, at: string): RowList {
    if (sessionId === undefined) return this.rows
    const known = this.sessions.get(sessionId)
    if (known) return known
    const list: RowList = []
    this.sessions.set(sessionId, list)
    const header = { kind: 'session' as const, key: `session-${sessionId}`, at, sessionId }
    this.homes.set(list, this.add(header))
    return list
  }

  /** From now on a session stands beneath the call that began it. */
  moveBeneath(sessionId: string, call: Place): void {
    const list = this.sessions.get(sessionId) ?? []
    const before = this.homes.get(list)
    if (before !== undefined) this.touch(before)
    this.sessions.set(sessionId, list)
    this.homes.set(list, call)
    this.touch(call)
  }

  at(place: Place): LogRow {
    return place.list[place.index] as LogRow
  }

  set(place: Place, row: LogRow): void {
    place.list[place.index] = row
    if (isFailed(row)) this.failed.add(row.key)
    else this.failed.delete(row.key)
    this.touch(place)
  }

  /** At the end of a list; of the top-level rows unless said. */
  add(row: LogRow, list = this.rows): Place {
    list.push(row)
    if (isFailed(row)) this.failed.add(row.key)
    const place = { list, index: list.length - 1 }
    this.touch(place)
    return place
  }

  /** Tells from which top-level row on something has changed since it was asked last. */
  watch(): FoldWatch {
    const watch = new FoldWatch()
    this.watches.add(watch)
    return watch
  }

  private touch(place: Place): void {
    if (this.watches.size === 0) return
    let at: Place | undefined = place
    // A log that says that a session is its own parent is not worth more.
    for (let depth = 0; at !== undefined && at.list !== this.rows && depth < 16; depth += 1)
      at = this.homes.get(at.list)
    const index = at?.list === this.rows ? at.index : 0
    for (const watch of this.watches) watch.from = Math.min(watch.from, index)
  }
}

/** See {@link RowLists.watch}. */
export class FoldWatch {
  from = 0

  /** The first top-level row that has changed; Infinity = none. */
  take(): number {
    const { from } = this
    this.from = Number.POSITIVE_INFINITY
    return from
  }
}
