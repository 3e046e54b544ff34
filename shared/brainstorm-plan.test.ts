import { describe, expect, test } from 'vitest'
import {
  acceptedTasks,
  describeTask,
  mayDependOn,
  planJson,
  planProblem,
  planSize,
  type PlanTask,
} from './brainstorm-plan.ts'
import { readPlan } from './read-plan.ts'

const task = (key: string, dependsOn: string[] = [], more: Partial<PlanTask> = {}): PlanTask => ({
  key,
  title: `Task ${key}`,
  description: '',
  criteria: [],
  labels: [],
  priority: 'none',
  estimate: null,
  dependsOn,
  files: [],
  included: true,
  ...more,
})
const plan = (...tasks: PlanTask[]) => ({ summary: '', tasks })
const out = { included: false }

test('a task may not wait for itself, nor for what waits for it', () => {
  const tasks = [task('a'), task('b', ['a']), task('c', ['b'])]
  expect(mayDependOn(tasks, 'a', 'a')).toBe(false)
  expect(mayDependOn(tasks, 'a', 'c')).toBe(false)
  expect(mayDependOn(tasks, 'c', 'a')).toBe(true)
})

describe('what is accepted', () => {
  const keys = (...tasks: PlanTask[]) =>
    acceptedTasks(plan(...tasks)).map(({ key, dependsOn }) => [key, dependsOn])
  test('comes after what it waits for, else in the order of the plan', () =>
    expect(keys(task('a', ['c']), task('b'), task('c'))).toEqual([
      ['c', []],
      ['a', ['c']],
      ['b', []],
    ]))
  test('what is left out hands on what it waited for', () =>
    expect(keys(task('a'), task('b', ['a'], out), task('c', ['b'], out), task('d', ['c', 'a']))).toEqual([
      ['a', []],
      ['d', ['a']],
    ]))
})

test('how much it is, and its longest chain', () => {
  const tasks = [
    task('a', [], { estimate: 1 }),
    task('b', ['a'], { estimate: 0.1 }),
    task('c', ['a'], { estimate: 0.2 }),
    task('d', ['c'], out),
    task('e', ['d']),
  ]
  expect(planSize(plan(...tasks))).toEqual({
    tasks: 4,
    points: 1.3,
    unestimated: 1,
    criticalPath: ['a', 'c', 'e'],
    criticalPoints: 1.2,
  })
})

test('criteria and files stand in the description', () => {
  expect(
    describeTask(task('a', [], { description: ' Do it. ', criteria: ['Works'], files: ['a.ts', 'b.ts'] })),
  ).toBe('Do it.\n\n## Acceptance criteria\n\n- [ ] Works\n\nLikely in: `a.ts`, `b.ts`')
  expect(describeTask(task('a'))).toBe('')
})

test('a plan that is told to an agent is read again as it was', () => {
  const whole = plan(task('a', [], { criteria: ['x'], estimate: 2, priority: 'high' }), task('b', ['a']))
  expect(readPlan(planJson(whole)).plan).toEqual(whole)
})

test('a plan without tasks, or with one that has no title, is none', () => {
  expect(planProblem(plan())).toContain('no task')
  expect(planProblem(plan(task('a', [], { title: ' ' })))).toContain('no title')
})
