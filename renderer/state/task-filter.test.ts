import { describe, expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { byOrder, matchesFilter } from './task-filter.ts'

const task = (fields: Partial<Task>): Task => ({
  id: 'id',
  projectId: 'p',
  identifier: 'APP-1',
  title: 'Title',
  description: '',
  status: 'todo',
  priority: 'none',
  order: 'a0',
  labelIds: [],
  dueDate: null,
  estimate: null,
  parentId: null,
  dependsOn: [],
  archived: false,
  model: null,
  agent: null,
  variant: null,
  branchName: null,
  executionStatus: null,
  executionProgress: null,
  latestRunId: null,
  contestId: null,
  prUrl: null,
  prNumber: null,
  createdAt: '',
  updatedAt: '',
  updatedSeq: 1,
  ...fields,
})

describe('matchesFilter', () => {
  test('values of one part are alternatives, parts add up', () => {
    const filter = { statuses: ['todo', 'done'], labels: ['bug'] } as const
    expect(matchesFilter(task({ status: 'done', labelIds: ['api', 'bug'] }), filter)).toBe(true)
    expect(matchesFilter(task({ status: 'backlog', labelIds: ['bug'] }), filter)).toBe(false)
    expect(matchesFilter(task({ status: 'todo', labelIds: ['api'] }), filter)).toBe(false)
  })

  test('archived tasks are there only when they are asked for', () => {
    expect(matchesFilter(task({ archived: true }), {})).toBe(false)
    expect(matchesFilter(task({ archived: true }), { archived: true })).toBe(true)
  })

  test('runs: open is queued, running or waiting', () => {
    const open = (['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', null] as const).filter(
      (executionStatus) => matchesFilter(task({ executionStatus }), { run: ['open'] }),
    )
    expect(open).toEqual(['queued', 'running', 'waiting'])
    expect(matchesFilter(task({}), { run: ['none'] })).toBe(true)
    expect(matchesFilter(task({ executionStatus: 'failed' }), { run: ['none', 'failed'] })).toBe(true)
  })

  test('a text search names the ids', () => {
    expect(matchesFilter(task({ id: 'a' }), { ids: new Set(['a']) })).toBe(true)
    expect(matchesFilter(task({ id: 'b' }), { ids: new Set(['a']) })).toBe(false)
  })
})

test('cards are sorted by order as plain strings, then by id', () => {
  const cards = [
    task({ id: '2', order: 'a1' }),
    task({ id: '1', order: 'a1' }),
    task({ id: '3', order: 'Zz' }),
  ]
  expect(cards.sort(byOrder).map((card) => card.id)).toEqual(['3', '1', '2'])
})
