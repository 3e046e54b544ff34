import { useMemo } from 'react'
import { withoutSequences } from '#shared/terminal-text.ts'
import { FlatLog, type FlatRow } from './flat-rows.ts'
import { type LogRow, rowText } from './log-rows.ts'
import type { RowFilter } from './row-filter.ts'
import type { RunLogState } from './use-run-log.ts'

/** Rows that were looked for, with all rows among which they are. */
export interface FoundRows {
  /** All rows, those that are closed and what is under them as well. */
  all: readonly FlatRow[]
  /** Places in `all`, ascending. */
  at: readonly number[]
}

const everyRow = () => true

/** What a test says of rows, which are never changed. */
class Answers {
  readonly #test: (row: LogRow) => boolean
  readonly #known = new WeakMap<LogRow, boolean>()

  constructor(test: (row: LogRow) => boolean) {
    this.#test = test
  }

  of(row: LogRow): boolean {
    const known = this.#known.get(row) ?? this.#test(row)
    this.#known.set(row, known)
    return known
  }
}

/** The rows that `test` is true of, in order; null = nothing is looked for. A row that stays the same is asked once. */
export function useFoundRows(
  { fold, version }: RunLogState,
  filter: RowFilter,
  test: ((row: LogRow) => boolean) | null,
): FoundRows {
  const list = useMemo(() => new FlatLog(fold), [fold])
  const answers = useMemo(() => (test === null ? null : new Answers(test)), [test])
  return useMemo(() => {
    // `fold` is changed in place: its version stands for it.
    void version
    if (answers === null) return { all: [], at: [] }
    const all = list.rows(everyRow, filter)
    const at: number[] = []
    for (const [index, { row }] of all.entries()) if (answers.of(row)) at.push(index)
    return { all, at }
  }, [list, answers, version, filter])
}

const ESCAPE = '\u001B'

/** Whether a row says the words, whatever their case. Null without words. */
export function saying(words: string): ((row: LogRow) => boolean) | null {
  if (words === '') return null
  const pattern = new RegExp(words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'iu')
  return (row) => {
    const text = rowText(row)
    return pattern.test(text.includes(ESCAPE) ? withoutSequences(text) : text)
  }
}

/** Keys of the headers that a row stands under. */
export function parentsOf({ all }: FoundRows, index: number): string[] {
  const parents: string[] = []
  let depth = all[index]?.depth ?? 0
  for (let before = index - 1; before >= 0 && depth > 0; before -= 1) {
    const one = all[before]
    if (one === undefined || one.depth >= depth) continue
    depth = one.depth
    parents.unshift(one.row.key)
  }
  return parents
}

/** The first of the found rows; from one of these, the next, around the end. -1 = there is none. */
export function firstThenNext(found: FoundRows, key: string | null): number {
  const isHere = found.at.some((index) => found.all[index]?.row.key === key)
  return nextFound(found, isHere ? key : null, 1)
}

/** Which of the found rows comes `step` after the row with this key, around the end; -1 = there is none. */
export function nextFound({ all, at }: FoundRows, key: string | null, step: 1 | -1): number {
  if (at.length === 0) return -1
  const here = key === null ? -1 : all.findIndex(({ row }) => row.key === key)
  if (here === -1) return step > 0 ? 0 : at.length - 1
  if (step > 0) {
    const next = at.findIndex((index) => index > here)
    return next === -1 ? 0 : next
  }
  const before = at.findLastIndex((index) => index < here)
  return before === -1 ? at.length - 1 : before
}
