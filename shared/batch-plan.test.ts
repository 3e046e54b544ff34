import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isInOrder,
  orderTasks,
  type OrderedTask,
  type Plan,
  planBatch,
  type PlannedTask,
} from './batch-plan.ts'
import type { BatchTaskStatus } from './batch-words.ts'

const ordered = (id: string, more: Partial<OrderedTask> = {}): OrderedTask => ({
  id,
  dependsOn: [],
  priority: 'none',
  order: id,
  ...more,
})
const idsOf = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id).join(' ')

describe('orderTasks', () => {
  it('takes parallel and combined tasks by priority, then by their place on the board, whatever order they are named in', () => {
    const tasks = [
      ordered('none', { order: 'a' }),
      ordered('low', { priority: 'low', order: 'b' }),
      ordered('high 2', { priority: 'high', order: 'd' }),
      ordered('high 1', { priority: 'high', order: 'c' }),
      ordered('urgent', { priority: 'urgent', order: 'z' }),
      ordered('medium', { priority: 'medium', order: 'y' }),
    ]
    const wanted = ['urgent', 'high 1', 'high 2', 'medium', 'low', 'none']
    expect(orderTasks('parallel', tasks).map(({ id }) => id)).toEqual(wanted)
    expect(orderTasks('parallel', tasks.toReversed()).map(({ id }) => id)).toEqual(wanted)
    expect(orderTasks('combined', tasks.toReversed()).map(({ id }) => id)).toEqual(wanted)
  })

  it('tells tasks in the same place apart by id, so that the order is always the same', () => {
    const tasks = [ordered('b', { order: 'm' }), ordered('a', { order: 'm' })]
    expect(idsOf(orderTasks('parallel', tasks))).toBe('a b')
  })

  it('takes a queue as it is given', () => {
    const tasks = [ordered('c'), ordered('a', { priority: 'urgent' }), ordered('b')]
    expect(idsOf(orderTasks('queue', tasks))).toBe('c a b')
  })

  it('puts parents first in both modes, and moves nothing else', () => {
    const tasks = [
      ordered('child', { priority: 'urgent', dependsOn: ['parent'] }),
      ordered('other', { priority: 'high' }),
      ordered('parent', { priority: 'low', dependsOn: ['grandparent'] }),
      ordered('grandparent'),
    ]
    expect(idsOf(orderTasks('parallel', tasks))).toBe('other grandparent parent child')
    expect(idsOf(orderTasks('queue', tasks))).toBe('other grandparent parent child')
  })

  it('heeds no dependency on a task that is not there, and loses none to a cycle', () => {
    expect(idsOf(orderTasks('queue', [ordered('a', { dependsOn: ['gone'] }), ordered('b')]))).toBe('a b')
    const cycle = [ordered('a', { dependsOn: ['b'] }), ordered('b', { dependsOn: ['a'] })]
    expect(orderTasks('queue', cycle)).toHaveLength(2)
  })
})

describe('isInOrder', () => {
  const of = (id: string, ...dependsOn: string[]) => ({ id, dependsOn })
  it('wants every parent of the list before what depends on it', () => {
    expect(isInOrder([of('a'), of('b', 'a'), of('c', 'a', 'b')])).toBe(true)
    expect(isInOrder([of('b', 'a'), of('a')])).toBe(false)
    expect(isInOrder([of('b', 'gone'), of('a')])).toBe(true)
    expect(isInOrder([of('a', 'a')])).toBe(false)
  })
})

const planned = (id: string, status: BatchTaskStatus, more: Partial<PlannedTask> = {}): PlannedTask => ({
  id,
  status,
  dependsOn: [],
  ...more,
})
const plan = (tasks: PlannedTask[], more: Partial<Plan> = {}): Plan => ({
  mode: 'parallel',
  stopOnFailure: false,
  parallelLimit: 2,
  isPaused: false,
  tasks,
  ...more,
})
/** Such as `start a`. */
const said = (...given: Parameters<typeof plan>) =>
  planBatch(plan(...given)).map((action) =>
    'taskIds' in action
      ? `${action.kind} ${action.taskIds.join(' ')}`
      : 'taskId' in action
        ? `${action.kind} ${action.taskId}`
        : action.kind,
  )
const queue = { mode: 'queue', parallelLimit: 3 } as const

describe('planBatch', () => {
  it('starts as many as may run and one ahead, in their order', () => {
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((id) => planned(id, 'queued'))
    expect(said(tasks)).toEqual(['start a', 'start b', 'start c'])
    expect(said([planned('r', 'running'), ...tasks])).toEqual(['start a', 'start b'])
    const busy = ['r', 's', 't'].map((id) => planned(id, 'running'))
    expect(said([...busy, ...tasks])).toEqual([])
  })

  it('counts nobody who waits for the user: such a run has given its slot back', () => {
    const waiting = ['q', 'r', 's', 't'].map((id) => planned(id, 'waiting'))
    expect(said([...waiting, planned('a', 'queued')])).toEqual(['start a'])
  })

  it('counts nobody whose provider makes it wait, except in a queue, which keeps its order', () => {
    const deferred = ['q', 'r', 's'].map((id) => planned(id, 'running', { isDeferred: true }))
    const tasks = [...deferred, ...['a', 'b', 'c', 'd'].map((id) => planned(id, 'queued'))]
    expect(said(tasks)).toEqual(['start a', 'start b', 'start c'])
    expect(said(tasks, queue)).toEqual([])
  })

  it('prepares nothing ahead when a failure shall stop what has not begun', () => {
    const tasks = ['a', 'b', 'c'].map((id) => planned(id, 'queued'))
    expect(said(tasks, { stopOnFailure: true })).toEqual(['start a', 'start b'])
  })

  it('starts a dependent once all its parents are merged', () => {
    const child = planned('c', 'queued', { dependsOn: ['a', 'b'] })
    expect(said([planned('a', 'merged'), planned('b', 'running'), child])).toEqual([])
    expect(said([planned('a', 'merged'), planned('b', 'completed'), child])).toEqual(['merge b'])
    expect(said([planned('a', 'merged'), planned('b', 'merged'), child])).toEqual(['start c'])
  })

  it.each(['skipped', 'failed', 'cancelled', 'blocked'] as const)(
    'blocks what depends on a %s task',
    (status) => {
      const parents = status === 'blocked' ? [planned('x', 'failed')] : []
      const parent = planned('a', status, { dependsOn: parents.map(({ id }) => id) })
      const child = planned('b', 'queued', { dependsOn: ['a'] })
      expect(said([...parents, parent, child])).toEqual(['block b'])
      expect(planBatch(plan([...parents, parent, child]))).toEqual([
        { kind: 'block', taskId: 'b', parentId: 'a' },
      ])
    },
  )

  it('blocks and unblocks a chain link by link', () => {
    const chain = (a: BatchTaskStatus, b: BatchTaskStatus, c: BatchTaskStatus) => [
      planned('a', a),
      planned('b', b, { dependsOn: ['a'] }),
      planned('c', c, { dependsOn: ['b'] }),
    ]
    expect(said(chain('failed', 'queued', 'queued'))).toEqual(['block b'])
    expect(said(chain('failed', 'blocked', 'queued'))).toEqual(['block c'])
    expect(said(chain('failed', 'blocked', 'blocked'))).toEqual(['finish'])
    expect(said(chain('queued', 'blocked', 'blocked'))).toEqual(['unblock b'])
    expect(said(chain('queued', 'queued', 'blocked'))).toEqual(['unblock c'])
    expect(said(chain('queued', 'queued', 'queued'))).toEqual(['start a'])
  })

  it('merges in the order of the tasks, held up by an earlier one that is not finished', () => {
    expect(said([planned('a', 'running'), planned('b', 'completed')])).toEqual([])
    expect(said([planned('a', 'completed'), planned('b', 'completed')])).toEqual(['merge a'])
    expect(said([planned('a', 'merged'), planned('b', 'completed')])).toEqual(['merge b'])
    for (const status of ['failed', 'skipped', 'cancelled'] as const)
      expect(said([planned('a', status), planned('b', 'completed')])).toEqual(['merge b'])
  })

  it('waits when nothing goes on without the user', () => {
    expect(said([planned('a', 'waiting'), planned('b', 'completed')])).toEqual(['wait'])
    expect(said([planned('a', 'waiting'), planned('b', 'running')])).toEqual([])
    expect(said([planned('a', 'waiting'), planned('b', 'queued')])).toEqual(['start b'])
  })

  it('finishes when all is settled, however it ended', () => {
    const parent = planned('a', 'failed')
    const blocked = planned('b', 'blocked', { dependsOn: ['a'] })
    expect(said([parent, blocked, planned('c', 'merged'), planned('d', 'skipped')])).toEqual(['finish'])
  })

  it('does nothing while it is paused, but write down who is blocked', () => {
    expect(said([planned('a', 'completed'), planned('b', 'queued')], { isPaused: true })).toEqual([])
    expect(said([planned('a', 'merged')], { isPaused: true })).toEqual([])
    const child = planned('b', 'queued', { dependsOn: ['a'] })
    expect(said([planned('a', 'failed'), child], { isPaused: true })).toEqual(['block b'])
  })

  describe('with stopOnFailure', () => {
    const stopOnFailure = true
    it('stops what has not begun, and nothing else', () => {
      const tasks = [
        planned('a', 'failed'),
        planned('b', 'running'),
        planned('c', 'queued'),
        planned('d', 'queued'),
      ]
      expect(said(tasks, { stopOnFailure })).toEqual(['stop c', 'stop d'])
      const stopped = [planned('a', 'failed'), planned('b', 'completed'), planned('c', 'cancelled')]
      expect(said(stopped, { stopOnFailure })).toEqual(['merge b'])
    })

    it('goes on after what was skipped or cancelled', () => {
      const tasks = [planned('a', 'skipped'), planned('b', 'cancelled'), planned('c', 'queued')]
      expect(said(tasks, { stopOnFailure })).toEqual(['start c'])
    })
  })

  describe('of a queue', () => {
    it('starts one at a time, and the next one only after the merge', () => {
      const two = (a: BatchTaskStatus) => [planned('a', a), planned('b', 'queued')]
      expect(said(two('queued'), queue)).toEqual(['start a'])
      expect(said(two('running'), queue)).toEqual([])
      expect(said(two('completed'), queue)).toEqual(['merge a'])
      expect(said(two('merged'), queue)).toEqual(['start b'])
      for (const status of ['failed', 'skipped', 'cancelled'] as const)
        expect(said(two(status), queue)).toEqual(['start b'])
    })

    it('waits for approval, of the last one as well', () => {
      const waiting = planned('b', 'waiting')
      expect(said([planned('a', 'merged'), waiting, planned('c', 'queued')], queue)).toEqual(['wait'])
      expect(said([planned('a', 'merged'), waiting], queue)).toEqual(['wait'])
    })

    it('runs one at a time also when an earlier one is to be done again', () => {
      const retried = planned('a', 'queued')
      expect(said([retried, planned('b', 'running')], queue)).toEqual([])
      expect(said([retried, planned('b', 'waiting')], queue)).toEqual(['wait'])
      expect(said([retried, planned('b', 'completed')], queue)).toEqual(['start a'])
    })
  })
})

describe('a combined batch', () => {
  const of = (...statuses: BatchTaskStatus[]) =>
    statuses.map((status, place) => planned('abcd'.charAt(place), status))
  const combined = (...statuses: BatchTaskStatus[]) =>
    said(of(...statuses), { mode: 'combined', parallelLimit: 1 })

  it.each<[BatchTaskStatus[], string[]]>([
    [['queued', 'queued', 'queued'], ['start_all a b c']],
    [['skipped', 'queued', 'cancelled', 'queued'], ['start_all b d']],
    [['running', 'running'], []],
    [['skipped', 'running'], []],
    [['waiting', 'waiting'], ['wait']],
    [['waiting', 'running'], []],
    // Not before the run is over for all of them.
    [['completed', 'running'], []],
    [['completed', 'waiting'], ['wait']],
    [['completed', 'completed'], ['merge_all a b']],
    [['cancelled', 'completed'], ['merge_all b']],
    // What is wanted again waits for the run that goes on.
    [['queued', 'running'], []],
    [['queued', 'completed'], ['merge_all b']],
    [['failed', 'queued'], ['start_all b']],
    [['merged', 'skipped'], ['finish']],
    [['failed', 'failed'], ['finish']],
  ])('%j: %j', (statuses, wanted) => {
    expect(combined(...statuses)).toEqual(wanted)
  })

  it('begins dependents together with what they depend on, and blocks those of one that was left out', () => {
    const child = planned('b', 'queued', { dependsOn: ['a'] })
    const mode = { mode: 'combined' } as const
    expect(said([planned('a', 'queued'), child], mode)).toEqual(['start_all a b'])
    expect(said([planned('a', 'skipped'), child, planned('c', 'queued')], mode)).toEqual(['block b'])
  })

  it('rests while it is paused, and knows no stopOnFailure', () => {
    const tasks = of('failed', 'queued')
    expect(said(tasks, { mode: 'combined', isPaused: true })).toEqual([])
    expect(said(tasks, { mode: 'combined', stopOnFailure: true })).toEqual(['start_all b'])
  })
})

/** What may become of each task, and by what it is settled. */
interface Story {
  mode: Plan['mode']
  parallelLimit: number
  stopOnFailure: boolean
  tasks: { dependsOn: number[]; run: 'succeed' | 'fail' | 'ask'; merge: 'merge' | 'conflict' | 'give back' }[]
  /** Which of those that run goes on next. */
  luck: number[]
}

const stories: fc.Arbitrary<Story> = fc.record({
  mode: fc.constantFrom('parallel' as const, 'queue' as const),
  parallelLimit: fc.integer({ min: 1, max: 4 }),
  stopOnFailure: fc.boolean(),
  tasks: fc.array(
    fc.record({
      // Places before it, wherever they fall.
      dependsOn: fc.array(fc.nat(20), { maxLength: 2 }),
      run: fc.constantFrom('succeed' as const, 'succeed' as const, 'fail' as const, 'ask' as const),
      merge: fc.constantFrom('merge' as const, 'merge' as const, 'conflict' as const, 'give back' as const),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  luck: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
})

describe('any batch', () => {
  it('comes to an end, within its limits, merging in order and nothing before its parents', () => {
    fc.assert(
      fc.property(stories, ({ mode, parallelLimit, stopOnFailure, tasks: told, luck }) => {
        const tasks = told.map((one, index) => ({
          ...planned(String(index), 'queued', {
            dependsOn: index === 0 ? [] : [...new Set(one.dependsOn.map((at) => String(at % index)))],
          }),
          ...one,
          dependsOn: index === 0 ? [] : [...new Set(one.dependsOn.map((at) => String(at % index)))],
        }))
        const of = (id: string) => tasks[Number(id)] ?? expect.unreachable()
        const merged: string[] = []
        let turn = 0
        const pick = <T>(from: readonly T[]) => from[(luck[(turn += 1) % luck.length] ?? 0) % from.length]
        for (let rounds = 0; ; rounds += 1) {
          expect(rounds).toBeLessThan(400)
          const actions = planBatch({ mode, parallelLimit, stopOnFailure, isPaused: false, tasks })
          expect(actions.filter(({ kind }) => kind === 'merge').length).toBeLessThanOrEqual(1)
          const starts = actions.filter(({ kind }) => kind === 'start').length
          const open = tasks.filter(({ status }) => status === 'running').length
          if (starts > 0) expect(open + starts).toBeLessThanOrEqual(parallelLimit + (stopOnFailure ? 0 : 1))
          if (actions.some(({ kind }) => kind === 'finish')) break
          for (const action of actions) {
            if (action.kind === 'wait') {
              // Somebody answers.
              const asking = tasks.filter(({ status }) => status === 'waiting')
              expect(asking).not.toEqual([])
              for (const task of asking) task.status = 'running'
            } else if (action.kind === 'start') {
              const task = of(action.taskId)
              expect(task.status).toBe('queued')
              for (const parent of task.dependsOn) expect(of(parent).status).toBe('merged')
              task.status = 'running'
            } else if (action.kind === 'merge') {
              const task = of(action.taskId)
              expect(task.status).toBe('completed')
              for (const parent of task.dependsOn) expect(of(parent).status).toBe('merged')
              if (task.merge === 'give back') Object.assign(task, { status: 'running', merge: 'merge' })
              else task.status = task.merge === 'merge' ? 'merged' : 'skipped'
              if (task.status === 'merged') merged.push(task.id)
            } else if (action.kind === 'block') of(action.taskId).status = 'blocked'
            else if (action.kind === 'unblock') of(action.taskId).status = 'queued'
            else if (action.kind === 'stop') of(action.taskId).status = 'cancelled'
          }
          const running = tasks.filter(({ status }) => status === 'running')
          if (mode === 'queue') expect(running.length).toBeLessThanOrEqual(1)
          const next = running.length > 0 && actions.length === 0 ? pick(running) : undefined
          if (next?.run === 'ask') Object.assign(next, { status: 'waiting', run: 'succeed' })
          else if (next !== undefined) next.status = next.run === 'fail' ? 'failed' : 'completed'
        }
        expect(merged).toEqual(merged.toSorted((one, other) => Number(one) - Number(other)))
        for (const { status, dependsOn } of tasks) {
          expect(['merged', 'skipped', 'failed', 'cancelled', 'blocked']).toContain(status)
          const isWhole = dependsOn.every((parent) => of(parent).status === 'merged')
          if (status === 'blocked') expect(isWhole).toBe(false)
          if (status === 'merged') expect(isWhole).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
