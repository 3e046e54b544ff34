import { expect, test } from 'vitest'
import type { TaskStatus } from '#shared/tasks.ts'
import { firstOf } from './first-of.ts'

const of = (statuses: readonly TaskStatus[]) => statuses.map((status, index) => ({ id: `${index}`, status }))

test.each<[TaskStatus[], number, string[]]>([
  [['todo', 'backlog', 'todo'], 2, ['0', '1']],
  [['done', 'todo', 'cancelled', 'in_review', 'backlog'], 3, ['1', '3', '4']],
  [['done', 'todo', 'cancelled'], 2, ['1', '0']],
  [['done', 'cancelled'], 1, ['0']],
  [['todo'], 3, ['0']],
])('of %j a batch of %i takes %j', (statuses, count, expected) => {
  expect([...firstOf(of(statuses), count)]).toEqual(expected)
})
