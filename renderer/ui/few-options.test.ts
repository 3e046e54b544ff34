import { expect, test } from 'vitest'
import { fewOf, MANY, SHOWN } from './few-options.ts'

const options = Array.from({ length: MANY + 100 }, (_, n) => ({
  id: `id-${n}`,
  label: `Mend the order of list ${n}`,
  keywords: [`APP-${n}`],
}))
const ids = (typed: string, chosen: readonly string[] = []) =>
  fewOf(options, typed, (id) => chosen.includes(id)).map(({ id }) => id)

test('of a long list the chosen ones and the first are drawn', () => {
  expect(ids('', ['id-250', 'id-3'])).toEqual([
    'id-3',
    'id-250',
    'id-0',
    'id-1',
    'id-2',
    ...Array.from({ length: SHOWN - 3 }, (_, n) => `id-${n + 4}`),
  ])
})

test.each([
  ['app-25', ['id-25', ...Array.from({ length: 10 }, (_, n) => `id-${250 + n}`)]],
  ['APP-299', ['id-299']],
  ['list order 271', ['id-271']],
  ['nothing says this', []],
])('%j finds what says it', (typed, found) => {
  expect(ids(typed)).toEqual(found)
})

test('what begins with the words comes ahead of what only has them, and no more are drawn than can be read', () => {
  const two = [
    { id: 'in', label: 'A list' },
    { id: 'begins', label: 'List of all' },
  ]
  expect(fewOf(two, 'list', () => false).map(({ id }) => id)).toEqual(['begins', 'in'])
  expect(ids('mend')).toHaveLength(SHOWN)
  expect(ids('order')).toHaveLength(SHOWN)
})
