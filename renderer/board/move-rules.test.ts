import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaskQuery } from '#shared/task-query.ts'
import { USUAL } from '../app/search.ts'
import { arrange, cellKey } from '../state/arrange.ts'
import { NONE } from '../state/task-groups.ts'
import { someTasks, task, world } from '../state/tasks-for-tests.ts'
import { beginningIn, changeFor, newTaskIn, placeOf, refusal } from './move-rules.ts'

const by = (groupBy: TaskQuery['groupBy'], lanes: TaskQuery['groupBy'] | null = null): TaskQuery => ({
  ...USUAL,
  groupBy,
  lanes,
})
const at = (column: string, lane: string | null = null) => ({ column, lane })

describe('moving to another group', () => {
  const change = (query: TaskQuery, one: ReturnType<typeof task>, from: string, to: string) =>
    changeFor(query, one, at(from), at(to), world.agentOf)

  test('sets the field', () => {
    expect(change(by('status'), task({}), 'todo', 'done')).toEqual({ status: 'done' })
    expect(change(by('priority'), task({}), 'none', 'high')).toEqual({ priority: 'high' })
    expect(change(by('agent'), task({}), 'build', 'plan')).toEqual({ agent: 'plan' })
    expect(change(by('status'), task({}), 'todo', 'todo')).toEqual({})
  })

  test('the agent of the project needs no saying', () => {
    expect(change(by('agent'), task({ agent: 'plan' }), 'plan', 'build')).toEqual({ agent: null })
  })

  test('a label column swaps that label and leaves the others', () => {
    const one = task({ labelIds: ['bug', 'docs'] })
    expect(change(by('label'), one, 'bug', 'api')).toEqual({ labelIds: ['docs', 'api'] })
    expect(change(by('label'), one, 'bug', 'docs')).toEqual({ labelIds: ['docs'] })
    expect(change(by('label'), one, 'bug', NONE)).toEqual({ labelIds: [] })
    expect(change(by('label'), task({}), NONE, 'bug')).toEqual({ labelIds: ['bug'] })
  })

  test('both column and lane are set', () => {
    const query = by('status', 'priority')
    expect(changeFor(query, task({}), at('todo', 'none'), at('done', 'high'), world.agentOf)).toEqual({
      status: 'done',
      priority: 'high',
    })
  })

  test('projects and batches refuse, in words', () => {
    expect(refusal(by('project'), at('p'), at('q'))).toBe('A task stays in its project')
    expect(refusal(by('batch'), at(NONE), at('b1'))).toBe(
      'What is in a batch is chosen when the batch is begun',
    )
    expect(refusal(by('status', 'project'), at('todo', 'p'), at('done', 'q'))).not.toBeNull()
    expect(refusal(by('status', 'project'), at('todo', 'p'), at('done', 'p'))).toBeNull()
    expect(refusal(by('status'), at('todo'), at('done'))).toBeNull()
  })

  test('what was moved stands where it was put, whatever the groups', () => {
    const grouping = fc.constantFrom('status', 'priority', 'label', 'agent')
    fc.assert(
      fc.property(someTasks, grouping, grouping, fc.nat(), fc.nat(), (tasks, groupBy, lanes, n, m) => {
        const query = { ...by(groupBy, groupBy === lanes ? null : lanes), showArchived: true }
        const asked = { projectId: null, query, found: undefined }
        const all = arrange(tasks, asked, world)
        const filled = [...all.cells.keys()]
        const place = (index: number, keys: readonly string[]) => keys[index % keys.length] ?? ''
        const cell = place(n, filled)
        const id = all.cells.get(cell)?.[0]
        const one = id === undefined ? undefined : tasks.get(id)
        if (one === undefined) return
        const lane = query.lanes === null ? null : place(m, all.lanes ?? [])
        const from = all.columns
          .flatMap((column) => (all.lanes ?? [null]).map((of) => ({ column, lane: of })))
          .find((one) => cellKey(one.column, one.lane) === cell)
        if (from === undefined) throw new Error('no such cell')
        const to = { column: place(m, all.columns), lane }
        const patch = changeFor(query, one, from, to, world.agentOf)
        const moved = new Map(tasks).set(one.id, { ...one, ...patch } as typeof one)
        expect(arrange(moved, asked, world).cells.get(cellKey(to.column, to.lane))).toContain(one.id)
      }),
    )
  })
})

test('a selected task stands where it stands, not where the dragged one does', () => {
  const place = (query: TaskQuery, one: ReturnType<typeof task>, near: ReturnType<typeof at>) =>
    placeOf(query, one, near, world)
  expect(place(by('status'), task({ status: 'done' }), at('todo'))).toEqual(at('done'))
  const two = task({ labelIds: ['api', 'bug'] })
  expect(place(by('label'), two, at('bug'))).toEqual(at('bug'))
  expect(place(by('label'), two, at(NONE))).toEqual(at('api'))
  expect(place(by('status', 'label'), two, at('todo', 'bug'))).toEqual(at('todo', 'bug'))
})

describe('a new task', () => {
  test('begins as its group has it', () => {
    expect(beginningIn(by('priority', 'label'), at('high', 'bug'))).toEqual({
      status: 'todo',
      priority: 'high',
      labelIds: ['bug'],
      agent: null,
      projectId: null,
    })
    expect(beginningIn(by('project'), at('p'))?.projectId).toBe('p')
    expect(beginningIn(by('label'), at(NONE))?.labelIds).toEqual([])
  })

  test('begins so that the filter shows it', () => {
    const query = {
      ...by('status'),
      conditions: { status: ['backlog' as const], priority: ['high' as const], label: ['bug'] },
    }
    expect(beginningIn(query, null)).toMatchObject({ status: 'backlog', priority: 'high', labelIds: ['bug'] })
    expect(beginningIn(query, at('done'))?.status).toBe('done')
  })

  test('is filled in with what the filter of its view asks for', () => {
    expect(newTaskIn(by('status'), 'home')).toEqual({
      projectId: 'home',
      status: 'todo',
      fields: { priority: 'none', labelIds: [], agent: null },
    })
    const conditions = {
      status: ['in_review' as const, 'done' as const],
      priority: ['urgent' as const],
      label: ['bug', 'api'],
      agent: ['plan'],
      project: ['p'],
      text: 'login',
    }
    expect(newTaskIn({ ...by('status'), conditions }, 'home')).toEqual({
      projectId: 'p',
      status: 'in_review',
      fields: { priority: 'urgent', labelIds: ['bug'], agent: 'plan' },
    })
  })

  test('cannot be made in a batch', () => {
    expect(beginningIn(by('batch'), at('b1'))).toBeNull()
    expect(beginningIn(by('batch'), at(NONE))).not.toBeNull()
  })
})
