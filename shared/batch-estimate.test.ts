import { describe, expect, it } from 'vitest'
import { estimateMinutes, median } from './batch-estimate.ts'

const tasks = (...list: [id: string, ...dependsOn: string[]][]) =>
  list.map(([id, ...dependsOn]) => ({ id, dependsOn }))
const FOUR = tasks(['a'], ['b'], ['c'], ['d'])

describe('estimateMinutes', () => {
  const base = { tasks: FOUR, slots: 2, runMinutes: 10, checkMinutes: 0 }
  const cases = [
    ['two at once take half of the time', { mode: 'parallel' }, 20],
    ['more slots than tasks take one run', { mode: 'parallel', slots: 9 }, 10],
    ['a queue takes them one after the other, whatever its slots', { mode: 'queue' }, 40],
    ['a combined one does the work of all in one run', { mode: 'combined' }, 40],
    ['merges are checked one after the other', { mode: 'parallel', slots: 4, checkMinutes: 1 }, 14],
    ['a queue goes on once the check is through', { mode: 'queue', checkMinutes: 1 }, 44],
    ['a combined one is checked once', { mode: 'combined', checkMinutes: 1 }, 41],
    [
      'who depends on others waits until they are merged',
      { mode: 'parallel', slots: 4, checkMinutes: 1, tasks: tasks(['a'], ['b', 'a'], ['c', 'b']) },
      33,
    ],
    ['nothing takes no time', { mode: 'parallel', tasks: [] }, 0],
  ] as const
  it.each(cases)('%s', (_, given, minutes) => {
    expect(estimateMinutes({ ...base, ...given })).toBe(minutes)
  })
})

it('median is one of the numbers, the lower one of two', () => {
  expect(median([])).toBeNull()
  expect(median([3])).toBe(3)
  expect(median([9, 1])).toBe(1)
  expect(median([5, 100, 1])).toBe(5)
})
