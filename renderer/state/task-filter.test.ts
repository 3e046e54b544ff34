import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { TaskConditions } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import { compareBy, byOrder, matcher } from './task-filter.ts'
import { someConditions, someQuery, someTask, someTasks, task, TODAY, world } from './tasks-for-tests.ts'

const matches = (
  one: Task,
  conditions: TaskConditions,
  { archived = false, found, others = [] }: { archived?: boolean; found?: Set<string>; others?: Task[] } = {},
) =>
  matcher({ conditions, archived, found }, { ...world, taskOf: (id) => others.find((o) => o.id === id) })(one)

describe('which tasks match', () => {
  test('values of one part are alternatives, parts add up', () => {
    const conditions: TaskConditions = { status: ['todo', 'done'], label: ['bug'] }
    expect(matches(task({ status: 'done', labelIds: ['api', 'bug'] }), conditions)).toBe(true)
    expect(matches(task({ status: 'backlog', labelIds: ['bug'] }), conditions)).toBe(false)
    expect(matches(task({ status: 'todo', labelIds: ['api'] }), conditions)).toBe(false)
  })

  test('archived tasks are there only when they are asked for', () => {
    expect(matches(task({ archived: true }), {})).toBe(false)
    expect(matches(task({ archived: true }), {}, { archived: true })).toBe(true)
  })

  test('runs: open is queued, running or waiting', () => {
    const open = (['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', null] as const).filter(
      (executionStatus) => matches(task({ executionStatus }), { run: ['open'] }),
    )
    expect(open).toEqual(['queued', 'running', 'waiting'])
    expect(matches(task({}), { run: ['none'] })).toBe(true)
    expect(matches(task({ executionStatus: 'failed' }), { run: ['none', 'failed'] })).toBe(true)
  })

  test('a text search names the ids', () => {
    expect(matches(task({ id: 'a' }), {}, { found: new Set(['a']) })).toBe(true)
    expect(matches(task({ id: 'b' }), {}, { found: new Set(['a']) })).toBe(false)
  })

  test('due days are days of the calendar', () => {
    const due = (dueDate: string | null, part: 'overdue' | 'today' | 'week' | 'none') =>
      matches(task({ dueDate }), { due: [part] })
    expect(TODAY).toBe('2026-03-28')
    expect([due('2026-03-27', 'overdue'), due('2026-03-28', 'overdue')]).toEqual([true, false])
    expect([due('2026-03-28', 'today'), due('2026-03-29', 'today')]).toEqual([true, false])
    // A clock is set forward within these days.
    expect([due('2026-04-04', 'week'), due('2026-04-05', 'week')]).toEqual([true, false])
    expect([due('2026-03-28', 'week'), due('2026-03-27', 'week')]).toEqual([true, false])
    expect([due(null, 'none'), due(null, 'week'), due('2026-03-28', 'none')]).toEqual([true, false, false])
  })

  test('what is done is not overdue', () => {
    expect(matches(task({ dueDate: '2026-03-01', status: 'done' }), { due: ['overdue'] })).toBe(false)
  })

  test('a task is blocked by what is not done', () => {
    const others = [
      task({ id: 'open' }),
      task({ id: 'done', status: 'done' }),
      task({ id: 'off', status: 'cancelled' }),
    ]
    const blocked = (dependsOn: string[], status: Task['status'] = 'todo') =>
      matches(task({ dependsOn, status }), { blocked: true }, { others })
    expect(blocked(['done', 'open'])).toBe(true)
    expect(blocked(['done'])).toBe(false)
    expect(blocked(['off'])).toBe(true)
    expect(blocked(['not-here'])).toBe(false)
    expect(blocked(['open'], 'done')).toBe(false)
    expect(matches(task({ dependsOn: ['done'] }), { blocked: false }, { others })).toBe(true)
  })

  test('the agent is the one that would work: the project’s where the task names none', () => {
    expect(matches(task({ agent: null }), { agent: ['build'] })).toBe(true)
    expect(matches(task({ agent: 'plan' }), { agent: ['build'] })).toBe(false)
  })

  test('parts add up: a task matches all of them exactly when it matches each by itself', () => {
    fc.assert(
      fc.property(someTasks, someConditions, (all, conditions) => {
        const others = [...all.values()]
        for (const one of others) {
          const each = Object.entries(conditions).every(([part, value]) =>
            matches(one, { [part]: value }, { others, archived: true }),
          )
          expect(matches(one, conditions, { others, archived: true })).toBe(each)
        }
      }),
    )
  })

  test('alternatives add up: several values of a part match what one of them matches', () => {
    fc.assert(
      fc.property(someTasks, someConditions, (all, conditions) => {
        const others = [...all.values()]
        for (const [part, values] of Object.entries(conditions)) {
          if (!Array.isArray(values)) continue
          for (const one of others) {
            const some = values.some((value) => matches(one, { [part]: [value] }, { others, archived: true }))
            expect(matches(one, { [part]: values }, { others, archived: true })).toBe(some)
          }
        }
      }),
    )
  })
})

describe('order', () => {
  test('cards are sorted by order as plain strings, then by id', () => {
    const cards = [
      task({ id: '2', order: 'a1' }),
      task({ id: '1', order: 'a1' }),
      task({ id: '3', order: 'Zz' }),
    ]
    expect(cards.sort(byOrder).map((card) => card.id)).toEqual(['3', '1', '2'])
  })

  test('each says what it means', () => {
    const ids = (order: Parameters<typeof compareBy>[0], ...all: Task[]) =>
      all.sort(compareBy(order)).map(({ id }) => id)
    const at = (id: string, day: string) => task({ id, createdAt: day, updatedAt: day, dueDate: day })
    expect(ids('updated', at('old', '2026-01-01'), at('new', '2026-02-01'))).toEqual(['new', 'old'])
    expect(ids('created', at('old', '2026-01-01'), at('new', '2026-02-01'))).toEqual(['new', 'old'])
    expect(ids('due', task({ id: 'never' }), at('later', '2026-02-01'), at('sooner', '2026-01-01'))).toEqual([
      'sooner',
      'later',
      'never',
    ])
    const of = (priority: Task['priority']) => task({ id: priority, priority })
    expect(ids('priority', of('none'), of('low'), of('urgent'), of('medium'), of('high'))).toEqual([
      'urgent',
      'high',
      'medium',
      'low',
      'none',
    ])
  })

  test('is total: never equal for two tasks, the same both ways, and it hands on', () => {
    fc.assert(
      fc.property(someTask, someTask, someTask, someQuery, (a, b, c, { order }) => {
        const compare = compareBy(order)
        expect(compare(a, b) === 0).toBe(a.id === b.id && compare(a, b) === 0)
        if (a.id !== b.id) expect(compare(a, b)).not.toBe(0)
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0)
        if (compare(a, b) < 0 && compare(b, c) < 0) expect(compare(a, c)).toBeLessThan(0)
      }),
    )
  })

  test('does not depend on how the tasks came', () => {
    fc.assert(
      fc.property(someTasks, someQuery, (all, { order }) => {
        const sorted = [...all.values()].sort(compareBy(order)).map(({ id }) => id)
        const turned = [...all.values()].reverse().sort(compareBy(order))
        expect(turned.map(({ id }) => id)).toEqual(sorted)
      }),
    )
  })
})
