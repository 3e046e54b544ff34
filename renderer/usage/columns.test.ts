import { expect, test } from 'vitest'
import { type Sort, sortAgain, sortRows } from './columns.ts'
import { sumOf } from './figures.ts'

const row = (name: string, sums: object) => ({ name, sums: { ...sumOf([]), ...sums } })
const ROWS = [
  row('b', { cost: 2, runs: 3, succeeded: 1, failed: 1 }),
  row('a', { cost: 5, runs: 1 }),
  row('c', { cost: 2, runs: 2, succeeded: 2 }),
]
const names = (sort: Sort) =>
  sortRows(
    ROWS,
    sort,
    ({ name }) => name,
    (a, b) => (a < b ? -1 : 1),
  )
    .map(({ name }) => name)
    .join('')

test.each<[Sort['by'], string, string]>([
  ['cost', 'abc', 'bca'],
  ['runs', 'bca', 'acb'],
  ['failed', 'bac', 'acb'],
  // Of a none has ended: nothing can be said of it.
  ['success', 'cba', 'bca'],
  ['name', 'cba', 'abc'],
])('by %s: down %s, up %s', (by, down, up) => {
  expect([names({ by, descending: true }), names({ by, descending: false })]).toEqual([down, up])
})

test.each<[Sort | null, Sort['by'], boolean]>([
  [null, 'cost', true],
  [null, 'name', false],
  [{ by: 'cost', descending: true }, 'cost', false],
  [{ by: 'cost', descending: false }, 'cost', true],
  [{ by: 'cost', descending: false }, 'runs', true],
  [{ by: 'runs', descending: true }, 'name', false],
])('from %j by %s: down %s', (now, by, descending) => {
  expect(sortAgain(now, by)).toEqual({ by, descending })
})
