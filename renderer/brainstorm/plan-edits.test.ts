import { describe, expect, test } from 'vitest'
import type { Plan } from '#shared/brainstorm-plan.ts'
import {
  addTask,
  ahead,
  changeTask,
  criteriaIn,
  newlyAhead,
  placeTask,
  removeTask,
  titledOnly,
} from './plan-edits.ts'

const planOf = (...tasks: [key: string, ...dependsOn: string[]][]): Plan => ({
  summary: '',
  tasks: tasks.map(([key, ...dependsOn]) => ({
    key,
    title: `T${key}`,
    description: '',
    criteria: [],
    labels: [],
    priority: 'none',
    estimate: null,
    dependsOn,
    files: [],
    included: true,
  })),
})
const keys = ({ tasks }: Plan) => tasks.map(({ key, dependsOn }) => [key, ...dependsOn])

describe('a plan is edited', () => {
  const plan = planOf(['1'], ['2', '1'], ['3', '2', '1'], ['x'])
  test('what is removed hands on what it waited for', () =>
    expect(keys(removeTask(plan, '2'))).toEqual([['1'], ['3', '1'], ['x']]))
  test.each([
    ['2', 0, '2 1 3 x'],
    ['x', 0, 'x 1 2 3'],
    ['1', 3, '2 3 x 1'],
    ['2', 2, '1 3 2 x'],
    ['1', -1, null],
    ['x', 4, null],
    ['1', 0, null],
    ['y', 0, null],
  ])('%s goes to place %d, and waits for the same', (key, to, order) => {
    const moved = placeTask(plan, key, to)
    if (order === null) return expect(moved).toBe(plan)
    expect(moved.tasks.map((task) => task.key).join(' ')).toBe(order)
    for (const task of moved.tasks) expect(plan.tasks).toContain(task)
  })
  test('what stands before what it waits for is known, and what has come to', () => {
    expect(ahead(plan).size).toBe(0)
    const moved = placeTask(plan, '3', 0)
    expect([...ahead(moved)]).toEqual([['3', ['1', '2']]])
    const again = placeTask(moved, '1', 3)
    expect(newlyAhead(moved, again)).toEqual([{ key: '2', below: ['1'] }])
    expect(newlyAhead(plan, moved)).toEqual([{ key: '3', below: ['1', '2'] }])
  })
  test('a new task has a key of its own, and is no part of it before it has a title', () => {
    const added = addTask(plan)
    expect(added?.key).toBe('4')
    expect(titledOnly(added?.plan ?? plan)).toEqual(plan)
    expect(addTask(planOf(...Array.from({ length: 50 }, (_, at): [string] => [String(at)])))).toBeNull()
  })
  test('one field of one task', () =>
    expect(changeTask(plan, 'x', { title: 'Y' }).tasks.map(({ title }) => title)).toEqual([
      'T1',
      'T2',
      'T3',
      'Y',
    ]))
})

test('criteria are lines, with or without the marks of a list', () =>
  expect(criteriaIn('- [ ] One\n\n* Two \nOne\n[x]\n- x')).toEqual(['One', 'Two', '[x]', 'x']))
