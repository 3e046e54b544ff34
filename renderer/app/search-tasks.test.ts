import { expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { searchTasks } from './search-tasks.ts'

const task = (identifier: string, title: string): Task => ({ id: identifier, identifier, title }) as Task

const found = (tasks: readonly Task[], query: string) =>
  searchTasks(tasks, query, 8).map(({ identifier }) => identifier)

test('a task is found by the number of its issue', () => {
  const names = ['APP-1', 'APP-21', 'APP-3']
  const tasks = names.map((identifier) => ({ id: identifier, identifier, title: 'Round prices' }) as Task)
  const issueOf = (taskId: string) => (taskId === 'APP-3' ? 21 : null)
  const found = (query: string) => searchTasks(tasks, query, 8, issueOf).map(({ identifier }) => identifier)
  expect(found('#21')).toEqual(['APP-3'])
  expect(found('21')).toEqual(['APP-21', 'APP-3'])
  expect(found('#21 prices')).toEqual(['APP-3'])
  expect(found('#2')).toEqual([])
})

test('what holds the words comes first, then what has the letters in their order', () => {
  const tasks = [
    task('APP-1', 'Dispatch the retry queue'),
    task('APP-2', 'Drop down menus clip at the edge'),
    task('APP-3', 'Ddmn'),
    task('APP-4', 'Unrelated'),
  ]
  expect(found(tasks, 'ddm')).toEqual(['APP-3', 'APP-2'])
  expect(found(tasks, 'retry dispatch')).toEqual(['APP-1'])
  expect(found(tasks, 'zzz')).toEqual([])
  expect(found(tasks, '')).toEqual([])
  // So few letters are in every title.
  expect(found(tasks, 'zu')).toEqual([])
})

test('ten thousand tasks give the same as a few', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => task(`APP-${n}`, `Round the prices of part ${n}`))
  expect(found(many, 'APP-9999')).toEqual(['APP-9999'])
  expect(found(many, 'rndprcs')).toHaveLength(8)
})
