import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binsOf, shiftDay } from './days.ts'
import { biggest, keyOf, OTHERS, splitRows, successRate, sumOf, sumsPerBin } from './figures.ts'
import { MEASURE } from './measures.ts'
import { MOST_PARTS, namesFor } from './names.ts'
import { anyRows, row } from './rows-for-tests.ts'
import { MEASURES, SPLITS } from './search.ts'
import { readOut, stacksOf } from './stacks.ts'

const NAMES = namesFor([{ id: 'one', name: 'Shop', color: 'teal' }])
/** Days of which some are drawn one by one, and some as weeks. */
const lengths = fc.constantFrom(1, 7, 31, 200)
const binsFor = (days: number) => binsOf({ from: '2026-01-01', to: shiftDay('2026-01-01', days - 1) })
const rowsAndBins = lengths.chain((days) => anyRows(days).map((rows) => ({ rows, bins: binsFor(days) })))

describe('parts', () => {
  test('add up to the whole, in all and in each bar, however they are split', () => {
    fc.assert(
      fc.property(rowsAndBins, fc.constantFrom(...SPLITS), ({ rows, bins }, split) => {
        const parts = splitRows(rows, bins, (one) => keyOf(one, split))
        expect(sumOf(parts.map(({ sums }) => sums))).toEqual(sumOf(rows))
        const perBin = sumsPerBin(rows, bins)
        for (const at of bins.keys())
          expect(sumOf(parts.flatMap(({ perBin: own }) => own[at] ?? []))).toEqual(perBin[at])
        for (const { sums, perBin: own } of parts) expect(sumOf(own)).toEqual(sums)
      }),
    )
  })

  test('that are small are put together without losing any', () => {
    fc.assert(
      fc.property(rowsAndBins, fc.integer({ min: 1, max: 9 }), ({ rows, bins }, most) => {
        const parts = splitRows(rows, bins, (one) => one.model)
        const few = biggest(parts, ({ cost }) => cost, most)
        expect(few.length).toBe(Math.min(parts.length, most))
        expect(sumOf(few.map(({ sums }) => sums))).toEqual(sumOf(rows))
        const own = few.filter(({ key }) => key !== OTHERS).map(({ sums }) => sums.cost)
        expect(own).toEqual([...own].sort((a, b) => b - a))
        for (const { sums, perBin } of few) expect(sumOf(perBin)).toEqual(sums)
      }),
    )
  })

  test('outside of the bars are left out', () => {
    const bins = binsFor(3)
    const rows = [row({ day: '2025-12-31' }), row({ day: '2026-01-02' }), row({ day: '2026-01-04' })]
    expect(sumsPerBin(rows, bins).map(({ runs }) => runs)).toEqual([0, 1, 0])
    expect(sumsPerBin([], bins).map(({ runs }) => runs)).toEqual([0, 0, 0])
  })
})

describe('stacks', () => {
  test('add up to their measure in each bar, and have colours of their own', () => {
    fc.assert(
      fc.property(
        rowsAndBins,
        fc.constantFrom(...MEASURES),
        fc.constantFrom(...SPLITS),
        ({ rows, bins }, measure, split) => {
          const stacks = stacksOf(rows, bins, { measure, split }, NAMES)
          const { bars } = MEASURE[measure]
          expect(readOut(stacks, null).total).toBeCloseTo(bars(sumOf(rows)), 6)
          for (const [at, sums] of sumsPerBin(rows, bins).entries())
            expect(readOut(stacks, at).total).toBeCloseTo(bars(sums), 6)
          expect(stacks.length).toBeLessThanOrEqual(MOST_PARTS)
          expect(new Set(stacks.map(({ color }) => color)).size).toBe(stacks.length)
        },
      ),
    )
  })

  test('of a success rate are the ways in which runs ended', () => {
    const rows = [row({ runs: 4, succeeded: 2, failed: 1, cancelled: 1 }), row({ day: '2026-11-21' })]
    const bins = binsOf({ from: '2026-11-20', to: '2026-11-21' })
    const stacks = stacksOf(rows, bins, { measure: 'success', split: 'model' }, NAMES)
    expect(stacks.map(({ name, values, color }) => [name, values, color])).toEqual([
      ['Succeeded', [2, 1], '--ok'],
      ['Failed', [1, 0], '--bad'],
      ['Cancelled', [1, 0], '--idle'],
    ])
  })

  test('are read out without those that are nothing', () => {
    const rows = [row(), row({ model: 'a/c', day: '2026-11-21', cost: 2 })]
    const bins = binsOf({ from: '2026-11-20', to: '2026-11-21' })
    const stacks = stacksOf(rows, bins, { measure: 'cost', split: 'model' }, NAMES)
    const { total, parts } = readOut(stacks, 0)
    expect(total).toBe(0.5)
    expect(parts.map(({ stack }) => stack.name)).toEqual(['b'])
    expect(readOut(stacks, null).parts.map(({ stack }) => stack.name)).toEqual(['c', 'b'])
  })
})

describe('names', () => {
  const projects = [
    { id: 'one', name: 'Shop', color: 'teal' as const },
    { id: 'two', name: 'Site', color: 'teal' as const },
    { id: 'three', name: 'Plain', color: 'gray' as const },
  ]

  test('projects have their own colours, as far as these tell them apart', () => {
    const colors = namesFor(projects).colorsOf('project', ['two', 'one', 'three'])
    expect(colors.get('one')).toBe('--c-teal')
    expect(colors.get('two')).not.toBe('--c-teal')
    expect(new Set(colors.values()).size).toBe(4)
  })

  test('a part that overtakes another keeps its colour', () => {
    const names = namesFor(projects)
    expect(names.colorsOf('model', ['x', 'y']).get('x')).toBe(names.colorsOf('model', ['y', 'x']).get('x'))
  })

  test('a model is short for its provider, where that tells it from the others', () => {
    const { shortNamesOf } = namesFor(projects)
    expect([...shortNamesOf('model', ['a/big', 'b/big', 'a/b/small', OTHERS]).values()]).toEqual([
      'a/big',
      'b/big',
      'b/small',
      'Others',
    ])
    expect(shortNamesOf('agent', ['team/build']).get('team/build')).toBe('team/build')
    expect(shortNamesOf('project', ['one']).get('one')).toBe('Shop')
  })

  test('a project that is gone is still counted', () => {
    expect(namesFor(projects).nameOf('project', 'gone')).toBe('A deleted project')
    expect(namesFor(projects).nameOf('agent', 'gone')).toBe('gone')
  })
})

test('a success rate is of the runs that ended by themselves', () => {
  expect(successRate(row({ runs: 9, succeeded: 3, failed: 1, cancelled: 4 }))).toBe(0.75)
  expect(successRate(row({ runs: 2, succeeded: 0, failed: 0, cancelled: 1 }))).toBe(null)
})
