import type { LogFold } from './fold-log.ts'
import { childSession, isBlank, type LogRow } from './log-rows.ts'
import { isFiltered, NO_FILTER, passes, type RowFilter } from './row-filter.ts'
import type { FoldWatch } from './row-lists.ts'

/** A question stands in the log as a request, with its answer: the call of its tool says nothing more. */
const isAskedAnyway = (row: LogRow) =>
  row.kind === 'tool' && row.calls.every((call) => call.tool === 'question' && call.state !== 'error')

/** The stage `checking` ends with what its command has just said. */
const saysAgain = (row: LogRow, before: LogRow | undefined) =>
  row.kind === 'stage' &&
  row.stage === 'checking' &&
  row.state === 'done' &&
  before?.kind === 'command' &&
  before.command === 'check' &&
  before.exitCode === 0

/** A row as the list shows it: indented by `depth` beneath its sub-agent's call. */
export type FlatRow = { row: LogRow; depth: number }

type IsOpen = (key: string) => boolean

/** Deeper than this sub-agents of sub-agents are not followed. */
const DEEPEST = 8

/** Adds a row to `flat`, and what it is the header of while that is open. */
function addRow(
  flat: FlatRow[],
  fold: LogFold,
  row: LogRow,
  depth: number,
  isOpen: IsOpen,
  filter: RowFilter,
): void {
  if (isBlank(row) || isAskedAnyway(row)) return
  if (row.kind === 'session' && fold.isClaimed(row.sessionId)) return
  if (saysAgain(row, flat.at(-1)?.row)) return
  const session = depth < DEEPEST ? childSession(row) : null
  const isThere = passes(row, filter)
  if (session === null) {
    if (isThere) flat.push({ row, depth })
    return
  }
  // Who looks for edits looks for those of sub-agents, too; who wants to see sub-agents, what they do.
  const isSought = isFiltered(filter) && !filter.kinds.has('agents')
  const inside = isSought ? filter : { ...NO_FILTER, failedOnly: filter.failedOnly }
  const under: FlatRow[] = []
  if (isSought || filter.failedOnly || isOpen(row.key))
    for (const child of fold.session(session)) addRow(under, fold, child, depth + 1, isOpen, inside)
  if (!isThere && under.length === 0) return
  flat.push({ row, depth })
  for (const one of under) flat.push(one)
}

/** Rows in reading order; those of a sub-agent follow their header while it is open. */
export function flatten(fold: LogFold, isOpen: IsOpen, filter: RowFilter = NO_FILTER): FlatRow[] {
  const flat: FlatRow[] = []
  for (const row of fold.rows) addRow(flat, fold, row, 0, isOpen, filter)
  return flat
}

/** {@link flatten}, kept: what has not changed since is not walked again. */
export class FlatLog {
  readonly #fold: LogFold
  readonly #watch: FoldWatch
  #flat: FlatRow[] = []
  /** For each top-level row, where its rows begin. */
  #starts: number[] = []
  #isOpen: IsOpen | null = null
  #filter: RowFilter = NO_FILTER

  constructor(fold: LogFold) {
    this.#fold = fold
    this.#watch = fold.watch()
  }

  /** The rows as they are now: another array when any of them has changed. */
  rows(isOpen: IsOpen, filter: RowFilter): readonly FlatRow[] {
    const isSame = isOpen === this.#isOpen && filter === this.#filter
    const changed = this.#watch.take()
    const from = isSame ? changed : 0
    this.#isOpen = isOpen
    this.#filter = filter
    const { rows } = this.#fold
    if (from >= rows.length && isSame) return this.#flat
    // What ends a check looks at the row before it.
    const first = Math.min(from, this.#starts.length)
    const flat = this.#flat.slice(0, this.#starts[first] ?? this.#flat.length)
    this.#starts.length = first
    for (let index = first; index < rows.length; index += 1) {
      this.#starts.push(flat.length)
      addRow(flat, this.#fold, rows[index] as LogRow, 0, isOpen, filter)
    }
    this.#flat = flat
    return flat
  }
}
