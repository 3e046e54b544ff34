import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaskQuery } from '#shared/task-query.ts'
import { type Arrangement, arrange, type Asked, cellKey, lanesOf } from './arrange.ts'
import { compareBy, matcher } from './task-filter.ts'
import { groupsOf, NONE } from './task-groups.ts'
import { someQuery, someTasks, task, world } from './tasks-for-tests.ts'

const USUAL: TaskQuery = {
  layout: 'board',
  groupBy: 'status',
  lanes: null,
  order: 'manual',
  conditions: {},
  showEmpty: true,
  showArchived: false,
}

const askedFor = (query: Partial<TaskQuery>, projectId: string | null = null): Asked => ({
  projectId,
  query: { ...USUAL, ...query },
  found: undefined,
})

const someAsked = fc.record({
  projectId: fc.option(fc.constantFrom('p', 'q')),
  query: someQuery,
  found: fc.option(
    fc.subarray(['t0', 't1', 't2', 't3', 't4']).map((ids) => new Set(ids)),
    {
      nil: undefined,
    },
  ),
})

const idsIn = (arrangement: Arrangement) => new Set([...arrangement.cells.values()].flat())

describe('tasks in groups', () => {
  test('every task that matches stands in each of its groups, and no other one anywhere', () => {
    fc.assert(
      fc.property(someTasks, someAsked, (tasks, asked) => {
        const { query, projectId, found } = asked
        const matches = matcher(
          { conditions: query.conditions, archived: query.showArchived, found },
          { ...world, taskOf: (id) => tasks.get(id) },
        )
        const arrangement = arrange(tasks, asked, world)
        const wanted = [...tasks.values()].filter(
          (one) => (projectId === null || one.projectId === projectId) && matches(one),
        )
        expect(idsIn(arrangement)).toEqual(new Set(wanted.map(({ id }) => id)))
        const lanes = lanesOf(query)
        for (const one of wanted) {
          const columns = groupsOf(one, query.groupBy, world)
          expect(columns.length).toBeGreaterThan(0)
          for (const column of columns) {
            expect(arrangement.columns).toContain(column)
            for (const lane of lanes === null ? [null] : groupsOf(one, lanes, world)) {
              if (lane !== null) expect(arrangement.lanes).toContain(lane)
              expect(arrangement.cells.get(cellKey(column, lane))).toContain(one.id)
            }
          }
        }
      }),
    )
  })

  test('no cell is left out of the columns and lanes, and none has a task twice', () => {
    fc.assert(
      fc.property(someTasks, someAsked, (tasks, asked) => {
        const { columns, lanes, cells } = arrange(tasks, asked, world)
        expect(new Set(columns).size).toBe(columns.length)
        const keys = columns.flatMap((column) => (lanes ?? [null]).map((lane) => cellKey(column, lane)))
        for (const [key, ids] of cells) {
          expect(keys).toContain(key)
          expect(new Set(ids).size).toBe(ids.length)
        }
      }),
    )
  })

  test('each cell is in order', () => {
    fc.assert(
      fc.property(someTasks, someAsked, (tasks, asked) => {
        const compare = compareBy(asked.query.order)
        for (const ids of arrange(tasks, asked, world).cells.values()) {
          const all = ids.flatMap((id) => tasks.get(id) ?? [])
          expect(all.toSorted(compare)).toEqual(all)
        }
      }),
    )
  })

  test('an arrangement that goes on from another is what it would be by itself', () => {
    fc.assert(
      fc.property(someTasks, someTasks, someAsked, (one, other, asked) => {
        const before = arrange(one, asked, world)
        expect(arrange(other, asked, world, before)).toEqual(arrange(other, asked, world))
      }),
    )
  })

  test('what did not change is the same object', () => {
    const tasks = new Map([task({ id: 'a' }), task({ id: 'b', status: 'done' })].map((one) => [one.id, one]))
    const before = arrange(tasks, askedFor({}), world)
    tasks.set('a', task({ id: 'a', title: 'Another title' }))
    expect(arrange(tasks, askedFor({}), world, before)).toBe(before)
    tasks.set('a', task({ id: 'a', status: 'backlog' }))
    const after = arrange(tasks, askedFor({}), world, before)
    expect(after).not.toBe(before)
    expect(after.cells.get('done')).toBe(before.cells.get('done'))
  })

  test('a task with labels stands with each of them, one without with none', () => {
    const tasks = new Map(
      [task({ id: 'a', labelIds: ['api', 'bug'] }), task({ id: 'b' })].map((one) => [one.id, one]),
    )
    const { cells, counts, columns } = arrange(tasks, askedFor({ groupBy: 'label' }), world)
    expect(columns).toEqual(['api', 'bug', NONE])
    expect(Object.fromEntries(cells)).toEqual({ api: ['a'], bug: ['a'], [NONE]: ['b'] })
    expect(counts.get('api')).toEqual({ shown: 1, total: 1 })
  })

  test('columns that the filter keeps empty are not there; shy ones come with their first task', () => {
    const columns = (query: Partial<TaskQuery>, status = 'todo' as const) =>
      arrange(new Map([['a', task({ id: 'a', status })]]), { ...askedFor(query), shy: ['cancelled'] }, world)
        .columns
    expect(columns({})).toEqual(['backlog', 'todo', 'in_progress', 'in_review', 'done'])
    expect(columns({ conditions: { status: ['todo', 'done'] } })).toEqual(['todo', 'done'])
    expect(columns({ showEmpty: false })).toEqual(['todo'])
    expect(columns({ conditions: { status: ['cancelled'] } })).toEqual([])
  })

  test('counts say how many there are beside those that match', () => {
    const tasks = new Map(
      [task({ id: 'a', priority: 'high' }), task({ id: 'b' }), task({ id: 'c', archived: true })].map(
        (one) => [one.id, one],
      ),
    )
    const arrangement = arrange(tasks, askedFor({ conditions: { priority: ['high'] } }), world)
    expect(arrangement.counts.get('todo')).toEqual({ shown: 1, total: 2 })
    expect([arrangement.ids.length, arrangement.total]).toEqual([1, 2])
  })
})
