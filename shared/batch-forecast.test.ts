import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Conflicts, type ForecastTask, hindered, suggestOrder } from './batch-forecast.ts'
import { isInOrder } from './batch-plan.ts'
import { CONFLICT_BEHAVIORS, type ConflictBehavior } from './batch-words.ts'

const task = (id: string, more: Partial<ForecastTask> = {}): ForecastTask => ({
  id,
  status: 'running',
  dependsOn: [],
  isInLane: false,
  ...more,
})

/** @param pairs such as `ab`; `a` alone conflicts with what is merged */
function conflictsOf(...pairs: string[]): Conflicts {
  const between = new Map<string, Set<string>>()
  const add = (one: string, other: string) => between.set(one, (between.get(one) ?? new Set()).add(other))
  for (const [one = '', other] of pairs) {
    if (other === undefined) continue
    add(one, other)
    add(other, one)
  }
  return { between, withMerged: new Set(pairs.filter((pair) => pair.length === 1)) }
}

describe('hindered', () => {
  const cases: [string, ForecastTask[], Conflicts, ConflictBehavior, string][] = [
    ['nobody without conflicts', [task('a'), task('b')], conflictsOf(), 'skip', ''],
    ['the later one of two', [task('a'), task('b')], conflictsOf('ab'), 'skip', 'b'],
    [
      'not who conflicts with one that is left out only',
      [task('a'), task('b'), task('c')],
      conflictsOf('ab', 'bc'),
      'skip',
      'b',
    ],
    ['who conflicts with what is merged', [task('a'), task('b')], conflictsOf('a'), 'skip', 'a'],
    [
      'who depends on one that is left out',
      [task('a'), task('b'), task('c', { dependsOn: ['b'] })],
      conflictsOf('ab'),
      'skip',
      'b c',
    ],
    [
      'who depends on one that was left out before',
      [task('a', { status: 'failed' }), task('b', { dependsOn: ['a'] })],
      conflictsOf(),
      'resolve',
      'b',
    ],
    [
      'no settled ones',
      [task('a', { status: 'merged' }), task('b', { status: 'skipped' }), task('c')],
      conflictsOf('ab', 'bc'),
      'skip',
      '',
    ],
    [
      'everybody from the first conflict on, when it ends the batch',
      [task('a'), task('b'), task('c')],
      conflictsOf('ab'),
      'fail',
      'b c',
    ],
    [
      'all that an agent has to resolve, and not what depends on them',
      [task('a'), task('b'), task('c'), task('d', { dependsOn: ['b'] })],
      conflictsOf('ab', 'bc'),
      'resolve',
      'b c',
    ],
  ]
  it.each(cases)('%s', (_, tasks, conflicts, behavior, wanted) => {
    expect(hindered(tasks, conflicts, behavior).join(' ')).toBe(wanted)
  })
})

describe('suggestOrder', () => {
  const cases: [string, ForecastTask[], Conflicts, ConflictBehavior, string | null][] = [
    ['none where nothing conflicts', [task('a'), task('b')], conflictsOf(), 'skip', null],
    [
      'none for two that conflict: one is left out anyway',
      [task('a'), task('b')],
      conflictsOf('ab'),
      'skip',
      null,
    ],
    [
      'the one that conflicts with several last',
      [task('a'), task('b'), task('c')],
      conflictsOf('ab', 'ac'),
      'skip',
      'b c a',
    ],
    [
      'the others in the order they had',
      [task('x'), task('a'), task('y'), task('b'), task('c')],
      conflictsOf('ab', 'ac'),
      'skip',
      'x y b c a',
    ],
    [
      'what is merged stays in front, and so does what is being merged',
      [
        task('m', { status: 'merged' }),
        task('a', { isInLane: true, status: 'completed' }),
        task('b'),
        task('c'),
      ],
      conflictsOf('ab', 'ac'),
      'skip',
      null,
    ],
    [
      'parents stay before what depends on them, also those that are left out',
      [
        task('s', { status: 'skipped' }),
        task('a'),
        task('b'),
        task('c'),
        task('d', { status: 'blocked', dependsOn: ['s', 'a'] }),
      ],
      conflictsOf('ab', 'ac'),
      'skip',
      'b c s a d',
    ],
    [
      'a task that takes others with it is worth more',
      [task('b'), task('a'), task('c', { dependsOn: ['a'] })],
      conflictsOf('ab'),
      'skip',
      'a c b',
    ],
    [
      'what ends the batch last',
      [task('a'), task('b'), task('c'), task('d')],
      conflictsOf('ab'),
      'fail',
      'a c d b',
    ],
    [
      'fewer conflicts for an agent to resolve',
      [task('a'), task('b'), task('c')],
      conflictsOf('ab', 'ac'),
      'resolve',
      'b c a',
    ],
    [
      'nothing for what conflicts with what is merged',
      [task('a'), task('b')],
      conflictsOf('a'),
      'skip',
      null,
    ],
  ]
  it.each(cases)('%s', (_, tasks, conflicts, behavior, wanted) => {
    expect(suggestOrder(tasks, conflicts, behavior)?.join(' ') ?? null).toBe(wanted)
  })

  /** Up to six tasks, each may depend on earlier ones, with any conflicts. */
  const batches = fc
    .tuple(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 15, maxLength: 15 }),
      fc.constantFrom(...CONFLICT_BEHAVIORS),
    )
    .map(([count, edges, merged, parents, behavior]) => {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, count)
      const pairs = ids.flatMap((one, at) => ids.slice(at + 1).map((other) => one + other))
      const dependsOn = (at: number) => ids.slice(0, at).filter((_, parent) => parents[at * 2 + parent] === 0)
      return {
        tasks: ids.map((id, at) => task(id, { dependsOn: dependsOn(at) })),
        conflicts: conflictsOf(
          ...pairs.filter((_, at) => edges[at]),
          ...ids.filter((_, at) => merged[at] && edges[at]),
        ),
        behavior,
      }
    })
  const orders = (tasks: readonly ForecastTask[]): ForecastTask[][] =>
    tasks.length === 0
      ? [[]]
      : tasks.flatMap((first) => orders(tasks.filter((one) => one !== first)).map((rest) => [first, ...rest]))

  it('finds an order as good as the best of all orders', () => {
    fc.assert(
      fc.property(batches, ({ tasks, conflicts, behavior }) => {
        const legal = orders(tasks).filter(isInOrder)
        // Where an agent resolves, a task may as well go before the one it depends on is free of conflicts.
        if (behavior === 'resolve' && tasks.some(({ dependsOn }) => dependsOn.length > 0)) return
        const best = Math.min(...legal.map((order) => hindered(order, conflicts, behavior).length))
        const suggested = suggestOrder(tasks, conflicts, behavior)
        const order = suggested?.flatMap((id) => tasks.find((one) => one.id === id) ?? []) ?? tasks
        expect(hindered(order, conflicts, behavior)).toHaveLength(best)
      }),
      { numRuns: 300 },
    )
  })

  it('gives a legal order of all tasks that is better than the one there is, or none', () => {
    fc.assert(
      fc.property(batches, ({ tasks, conflicts, behavior }) => {
        const suggested = suggestOrder(tasks, conflicts, behavior)
        if (suggested === null) return
        const order = suggested.flatMap((id) => tasks.find((one) => one.id === id) ?? [])
        expect(new Set(suggested).size).toBe(tasks.length)
        expect(isInOrder(order)).toBe(true)
        expect(hindered(order, conflicts, behavior).length).toBeLessThan(
          hindered(tasks, conflicts, behavior).length,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('does not hold up the host with a hundred tasks that conflict all over', () => {
    const ids = Array.from({ length: 100 }, (_, at) => `t${at}`)
    const between = new Map(
      ids.map((id, at) => [id, new Set(ids.filter((_, other) => other !== at && (at * other) % 3 === 0))]),
    )
    const tasks = ids.map((id) => task(id))
    const began = performance.now()
    const order = suggestOrder(tasks, { between, withMerged: new Set() }, 'skip')
    // A page frame is 16 ms; a busy machine gets ten of them before this fails.
    expect(performance.now() - began).toBeLessThan(160)
    expect(order === null || order.length === 100).toBe(true)
  })
})
