import { expect, test } from 'vitest'
import { lacking } from './lacking.ts'

const tasks = [
  { taskId: 'a', runId: 'here' },
  { taskId: 'b', runId: 'elsewhere' },
  { taskId: 'c', runId: null },
]
const isHere = (id: string) => id === 'here'
const ids = (isFirst: boolean, asked: string[] = []) =>
  lacking(tasks, isFirst, isHere, new Set(asked)).map(({ taskId }) => taskId)

test('a view asks for all runs once, and then for none that the feed has brought', () => {
  expect(ids(true)).toEqual(['a', 'b'])
  expect(ids(false)).toEqual(['b'])
  expect(ids(false, ['elsewhere'])).toEqual([])
})
