import { expect, test } from 'vitest'
import { itemsOf } from './list-items.ts'

const arrangement = {
  columns: ['todo', 'done'],
  cells: new Map([
    ['todo', ['a', 'b']],
    ['done', ['c']],
  ]),
}
const words = (...args: Parameters<typeof itemsOf>) =>
  itemsOf(...args).items.map((item) => (item.kind === 'row' ? item.id : `${item.kind} ${item.group}`))

test('a list has the tasks of each group under its head', () => {
  expect(words(arrangement, new Set(), null)).toEqual(['head todo', 'a', 'b', 'head done', 'c'])
  expect(itemsOf(arrangement, new Set(), null).starts.get('done')).toBe(4)
})

test('a group that is collapsed has its head alone', () => {
  expect(words(arrangement, new Set(['todo']), null)).toEqual(['head todo', 'head done', 'c'])
})

test('a task that is being written stands first in its group', () => {
  const target = {
    projectId: 'p',
    at: null,
    beginning: { status: 'todo', priority: 'none', labelIds: [], agent: null, projectId: null },
  } as const
  const composing = { group: 'done', target: { ...target, beginning: { ...target.beginning, labelIds: [] } } }
  expect(words(arrangement, new Set(), composing)).toEqual([
    'head todo',
    'a',
    'b',
    'head done',
    'composer done',
    'c',
  ])
})

test('a task with two labels has two rows with keys of their own', () => {
  const cells = new Map([
    ['x', ['a']],
    ['y', ['a']],
  ])
  const keys = itemsOf({ columns: ['x', 'y'], cells }, new Set(), null).items.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})
