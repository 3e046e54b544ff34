import { expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { subTaskCounts } from './sub-task-counts.ts'

const task = (id: string, parentId: string | null, more: Partial<Task> = {}): Task =>
  ({ id, parentId, status: 'todo', archived: false, ...more }) as Task
const all = (...list: Task[]) => new Map(list.map((one) => [one.id, one]))

test('tasks below one are counted, but for those that are archived or cancelled', () => {
  const counts = subTaskCounts(
    all(
      task('a', null),
      task('b', 'a', { status: 'done' }),
      task('c', 'a'),
      task('d', 'a', { status: 'cancelled' }),
      task('e', 'a', { archived: true }),
      task('f', 'b', { archived: true }),
    ),
  )
  expect([...counts]).toEqual([['a', { done: 1, total: 2 }]])
})

test('what has not changed is the same object, so that its card is not drawn anew', () => {
  const before = subTaskCounts(all(task('b', 'a'), task('c', 'x'))).get('a')
  const now = subTaskCounts(all(task('b', 'a'), task('c', 'x', { status: 'done' })))
  expect(now.get('a')).toBe(before)
  expect(now.get('x')).toEqual({ done: 1, total: 1 })
})
