import { t } from '../strings/t.ts'
import { money } from '../ui/duration.ts'
import { type Sums, successRate } from './figures.ts'
import { MEASURE, wordsOf } from './measures.ts'
import type { MeasureId } from './search.ts'

export type ColumnId = 'cost' | 'in' | 'out' | 'time' | 'runs' | 'failed' | 'success'

/** The figures of the table. */
export const COLUMNS: readonly {
  id: ColumnId
  name: string
  /** The measure of which it is a column. */
  of?: MeasureId
  /** What rows are sorted by; null = it cannot be said. */
  value: (sums: Sums) => number | null
  words: (sums: Sums) => string
}[] = [
  { id: 'cost', name: t('Cost'), of: 'cost', value: ({ cost }) => cost, words: ({ cost }) => money(cost) },
  {
    id: 'in',
    name: t('Tokens in'),
    value: ({ inputTokens }) => inputTokens,
    words: ({ inputTokens }) => MEASURE.tokens.words(inputTokens),
  },
  {
    id: 'out',
    name: t('Tokens out'),
    value: ({ outputTokens }) => outputTokens,
    words: ({ outputTokens }) => MEASURE.tokens.words(outputTokens),
  },
  {
    id: 'time',
    name: t('Time worked'),
    of: 'time',
    value: ({ workedMs }) => workedMs,
    words: (sums) => wordsOf(MEASURE.time, sums),
  },
  {
    id: 'runs',
    name: t('Runs'),
    of: 'runs',
    value: ({ runs }) => runs,
    words: (sums) => wordsOf(MEASURE.runs, sums),
  },
  {
    id: 'failed',
    name: t('Failed'),
    value: ({ failed }) => failed,
    words: ({ failed }) => MEASURE.runs.words(failed),
  },
  {
    id: 'success',
    name: t('Success rate'),
    of: 'success',
    value: successRate,
    words: (sums) => wordsOf(MEASURE.success, sums),
  },
]

/** How the rows of the table stand: by a figure, or by their name or day. */
export type Sort = { by: ColumnId | 'name'; descending: boolean }

/** Sorted by that column once more: the other way; by another one: figures from the most down, names from A on. */
export const sortAgain = (now: Sort | null, by: Sort['by']): Sort =>
  now?.by === by ? { by, descending: !now.descending } : { by, descending: by !== 'name' }

/**
 * Rows as they are sorted; those that are the same stay as they stand, and what cannot be said comes last either way.
 *
 * @param nameOf what a row is called or, for days, the day itself
 */
export function sortRows<Row extends { sums: Sums }>(
  rows: readonly Row[],
  { by, descending }: Sort,
  nameOf: (row: Row) => string,
  compareNames: (a: string, b: string) => number,
): Row[] {
  const way = descending ? -1 : 1
  const value = COLUMNS.find(({ id }) => id === by)?.value
  if (value === undefined) return rows.toSorted((a, b) => way * compareNames(nameOf(a), nameOf(b)))
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a.sums), value(b.sums)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return way * (one - other)
  })
}
