import { expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { executable, unblocked } from './executable.ts'
import { task } from './tasks-for-tests.ts'

const TASKS: Record<string, Partial<Task>> = {
  todo: {},
  failed: { status: 'todo', executionStatus: 'failed' },
  review: { status: 'in_review', executionStatus: 'succeeded' },
  queued: { status: 'in_progress', executionStatus: 'queued' },
  running: { status: 'in_progress', executionStatus: 'running' },
  waiting: { status: 'in_progress', executionStatus: 'waiting' },
  contest: { status: 'in_review', contestId: 'c' },
  archived: { archived: true },
  goal: { isGoal: true },
  done: { status: 'done', executionStatus: 'succeeded' },
  cancelled: { status: 'cancelled' },
  after: { dependsOn: ['todo'] },
  afterCancelled: { dependsOn: ['cancelled'] },
  afterDone: { dependsOn: ['done', 'unknown'] },
}
const taskOf = (id: string) => (id in TASKS ? task({ id, ...TASKS[id] }) : undefined)

test.each([
  ['todo failed review', 'todo failed review'],
  ['todo done cancelled', 'todo'],
  ['todo queued running waiting', 'todo'],
  ['todo contest archived goal unknown', 'todo'],
  ['after todo', 'after todo'],
  // Done ones are begun anew where nothing else was chosen.
  ['done', 'done'],
  ['done cancelled', 'done cancelled'],
  ['done unknown', 'done'],
  ['done running', ''],
  ['running', ''],
  ['archived', ''],
  ['', ''],
])('of %j there are begun %j', (chosen, begun) => {
  expect(executable(chosen.split(' '), taskOf).join(' ')).toBe(begun)
})

test.each([
  ['todo after afterDone', 'todo afterDone'],
  ['todo afterCancelled', 'todo'],
  ['after', 'after'],
  ['after afterCancelled', 'after afterCancelled'],
])('of %j there are begun at once %j', (free, begun) => {
  expect(unblocked(free.split(' '), taskOf).join(' ')).toBe(begun)
})
