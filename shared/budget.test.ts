import { describe, expect, it } from 'vitest'
import { type Amounts, dollars, localDay, moreOf, raisedBy, usedUp, usedUpWords } from './budget.ts'

const of = (cost: number, minutes = 0): Amounts => ({ cost, minutes })

describe('a budget is reached', () => {
  it.each<[string, Amounts, Amounts, Amounts, 'cost' | 'minutes' | null]>([
    ['not before', of(4.99), of(5), of(0), null],
    ['exactly', of(5), of(5), of(0), 'cost'],
    ['and passed', of(5.02), of(5), of(0), 'cost'],
    ['never when there is none', of(1000, 1000), of(0, 0), of(0), null],
    ['never by what costs nothing', of(0), of(0.000_001), of(0), null],
    ['later once it is raised', of(5.02), of(5), of(5), null],
    ['again', of(10), of(5), of(5), 'cost'],
    ['by time', of(0, 60), of(0, 60), of(0), 'minutes'],
    ['by time while money is left', of(1, 60), of(5, 60), of(0), 'minutes'],
    ['by money first', of(9, 90), of(5, 60), of(0), 'cost'],
    ['not where it was taken away, whatever was added', of(7), of(0), of(5), null],
  ])('%s', (_name, spent, budget, raised, expected) => {
    expect(usedUp('run', spent, budget, raised)?.of ?? null).toBe(expected)
  })
})

it.each([
  // spent, budget, raised before, raised after
  [5.02, 5, 0, 5],
  [5, 5, 0, 5],
  [10, 5, 0, 10],
  [12, 5, 0, 10],
  [10.5, 5, 5, 10],
])('what was spent is $%d of $%d and %d more: %d more', (spent, budget, before, after) => {
  const used = usedUp('day', of(spent), of(budget), of(before))
  if (used === null) throw new Error('it is not used up')
  expect(raisedBy(used)).toBe(after)
  expect(usedUp('day', of(spent), of(budget), of(after))).toBeNull()
})

it('says what was spent of what', () => {
  const words = (...args: Parameters<typeof usedUp>) => {
    const used = usedUp(...args)
    return used === null ? null : [usedUpWords(used), moreOf(used)]
  }
  expect(words('run', of(5.02), of(5))).toEqual([
    'The agent has cost $5.02, the budget for one run is $5.00.',
    '$5.00',
  ])
  expect(words('run', of(12), of(5), of(5))).toEqual([
    'The agent has cost $12.00, the budget for this run was raised to $10.00.',
    '$5.00',
  ])
  expect(words('batch', of(0, 61.5), of(0, 60))).toEqual([
    'The batch has taken 61 minutes, the budget for one batch is 60 minutes.',
    '60 minutes',
  ])
  // More than one budget was spent before anybody looked.
  expect(words('day', of(0, 3.3), of(0, 1))).toEqual([
    'Agents have worked for 3 minutes today, the budget for one day is 1 minute.',
    '3 minutes',
  ])
  expect(words('day', of(20.1, 3), of(20, 1))?.[0]).toBe(
    'Today’s runs have cost $20.10, the budget for one day is $20.00.',
  )
  expect(words('day', of(0, 1.9), of(20, 1))).toEqual([
    'Agents have worked for 1 minute today, the budget for one day is 1 minute.',
    '1 minute',
  ])
})

it('says small amounts with digits that tell something', () => {
  expect([0, 0.0042, 0.05, 0.1, 3, 12.345].map(dollars)).toEqual([
    '$0.00',
    '$0.0042',
    '$0.05',
    '$0.10',
    '$3.00',
    '$12.35',
  ])
})

it('counts days as the clock on the wall does', () => {
  expect(localDay(new Date(2026, 0, 3, 0, 0, 0))).toBe('2026-01-03')
  expect(localDay(new Date(2026, 0, 3, 23, 59, 59))).toBe('2026-01-03')
})
