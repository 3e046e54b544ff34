import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MOST_USAGE_DAYS, usageQuery } from '#shared/usage.ts'
import { binsOf, isWithin, lengthOf, shiftDay, spanBefore, spanOf, spanToAsk } from './days.ts'
import { RANGES } from './search.ts'

const days = fc.integer({ min: 0, max: 4000 }).map((by) => shiftDay('2020-01-01', by))

test('today counts, and so does each day before it', () => {
  expect(spanOf('7', '2026-11-22', null)).toEqual({ from: '2026-11-16', to: '2026-11-22' })
  expect(lengthOf(spanOf('90', '2026-11-22', null))).toBe(90)
  expect(spanOf('month', '2026-11-22', null)).toEqual({ from: '2026-11-01', to: '2026-11-22' })
})

test('all goes back to the first day with a run, but no less than a week and no more than the host gives', () => {
  expect(spanOf('all', '2026-11-22', '2026-03-01').from).toBe('2026-03-01')
  expect(spanOf('all', '2026-11-22', '2026-11-21').from).toBe('2026-11-16')
  expect(spanOf('all', '2026-11-22', null).from).toBe('2026-11-16')
  expect(lengthOf(spanOf('all', '2026-11-22', '2001-01-01'))).toBeLessThanOrEqual(MOST_USAGE_DAYS)
})

describe('what comes before', () => {
  test.each([
    ['7', '2026-11-22', '2026-11-09', '2026-11-15'],
    ['30', '2026-03-10', '2026-01-10', '2026-02-08'],
    ['month', '2026-11-22', '2026-10-01', '2026-10-22'],
    ['month', '2026-03-30', '2026-02-01', '2026-02-28'],
    ['month', '2026-01-05', '2025-12-01', '2025-12-05'],
  ] as const)('%s until %s', (range, today, from, to) => {
    expect(spanBefore(range, spanOf(range, today, null))).toEqual({ from, to })
  })

  test('all that there is, is nothing', () => {
    expect(spanBefore('all', spanOf('all', '2026-11-22', null))).toBe(null)
  })

  test('ends where the span begins, and is asked for with it, as the host takes it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RANGES), days, (range, today) => {
        const span = spanOf(range, today, '0000-01-01')
        const before = spanBefore(range, span)
        const asked = spanToAsk(range, today)
        expect(usageQuery.safeParse(asked).success).toBe(true)
        expect(isWithin(span.from, asked) && isWithin(today, asked)).toBe(true)
        if (before === null) return
        expect(before.to < span.from).toBe(true)
        expect(isWithin(before.from, asked)).toBe(true)
        expect(lengthOf(before)).toBeLessThanOrEqual(lengthOf(span))
      }),
    )
  })
})

describe('bars', () => {
  test('follow each other from the first day to the last', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 730 }), (from, length) => {
        const span = { from, to: shiftDay(from, length - 1) }
        const bins = binsOf(span)
        expect(bins[0]?.from).toBe(span.from)
        expect(bins.at(-1)?.to).toBe(span.to)
        for (const [at, bin] of bins.entries())
          if (at > 0) expect(bin.from).toBe(shiftDay(bins[at - 1]?.to ?? '', 1))
        expect(bins.length).toBeLessThanOrEqual(124)
      }),
    )
  })

  test('are days, or weeks that begin on Monday where there are too many days', () => {
    expect(binsOf({ from: '2026-11-16', to: '2026-11-18' }).map(({ from }) => from)).toEqual([
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
    ])
    const weeks = binsOf({ from: '2026-01-01', to: '2026-11-18' })
    expect(weeks.slice(0, 2)).toEqual([
      { from: '2026-01-01', to: '2026-01-04' },
      { from: '2026-01-05', to: '2026-01-11' },
    ])
    expect(weeks.at(-1)).toEqual({ from: '2026-11-16', to: '2026-11-18' })
  })
})
