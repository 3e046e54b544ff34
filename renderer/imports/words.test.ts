import { expect, test } from 'vitest'
import type { ImportRow } from '#shared/imports.ts'
import { besides, depthsOf, withColumn } from './words.ts'

const row = (index: number, fields: Partial<ImportRow> = {}): ImportRow => ({
  index,
  line: index + 2,
  title: `task ${index}`,
  description: '',
  status: 'todo',
  priority: 'none',
  labels: [],
  dueDate: null,
  estimate: null,
  parent: null,
  duplicateOf: null,
  remarks: [],
  ...fields,
})

test('depths follow what a row is part of, also further down', () => {
  expect(depthsOf([row(0, { parent: 2 }), row(1), row(2, { parent: 3 }), row(3)])).toEqual([2, 0, 1, 0])
})

test('a long line of parents is no recursion', () => {
  const rows = Array.from({ length: 5000 }, (_, at) => row(at, { parent: at === 4999 ? null : at + 1 }))
  expect(depthsOf(rows)[0]).toBe(4999)
})

test('only labels of chosen tasks are said to be made', () => {
  const rows = [row(0, { labels: ['Web'] }), row(1, { labels: ['api'] }), row(2)]
  expect(besides(rows, new Set([0, 2]), ['web', 'api'])).toBe('1 left out · makes 1 label: web')
  expect(besides(rows, new Set([0, 1, 2]), ['web'])).toBe('Makes 1 label: web')
  expect(besides(rows, new Set([0, 1, 2]), [])).toBeNull()
})

test('a column that only one can be is taken from the other', () => {
  const headings = [
    { heading: 'a', field: 'title' },
    { heading: 'b', field: 'labels' },
    { heading: 'c', field: null },
  ] as const
  expect(withColumn([...headings], 2, 'title', ['labels'])).toEqual([null, 'labels', 'title'])
  expect(withColumn([...headings], 2, 'labels', ['labels'])).toEqual(['title', 'labels', 'labels'])
  expect(withColumn([...headings], 1, null, ['labels'])).toEqual(['title', null, null])
})
