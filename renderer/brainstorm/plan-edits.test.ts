import { describe, expect, test } from 'vitest'
import type { Plan } from '#shared/brainstorm-plan.ts'
import { addTask, changeTask, criteriaIn, moveTask, removeTask, titledOnly } from './plan-edits.ts'

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
  test('one place up or down, and not over the ends', () => {
    expect(keys(moveTask(plan, '2', -1)).flat()[0]).toBe('2')
    expect(moveTask(plan, '1', -1)).toBe(plan)
    expect(moveTask(plan, 'x', 1)).toBe(plan)
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
