import { describe, expect, test } from 'vitest'
import { changeWords } from './change-words.ts'
import { MEASURE, wordsOf } from './measures.ts'
import { row } from './rows-for-tests.ts'
import { choiceOf, readUsageSearch, usageSearchOf, usualMeasure } from './search.ts'

describe('a change', () => {
  test.each([
    ['more', 3, 2, '↑ 50% from $2.00', '50% more than the $2.00 before'],
    ['less', 1, 2, '↓ 50% from $2.00', '50% less than the $2.00 before'],
    ['hardly any', 2, 2.001, 'as before', 'as before'],
    ['many times as much', 30, 2, '↑ 15× from $2.00', '15 times the $2.00 before'],
    ['nothing any more', 0, 2, '↓ 100% from $2.00', '100% less than the $2.00 before'],
    ['something for the first time', 2, 0, 'none before', 'nothing before to compare it with'],
    ['nothing as ever', 0, 0, 'as before', 'as before'],
  ])('%s', (_, now, before, seen, spoken) => {
    expect(changeWords(MEASURE.cost, row({ cost: now }), row({ cost: before }))).toEqual({ seen, spoken })
  })

  test('of a success rate is told in points', () => {
    const half = row({ runs: 2, succeeded: 1, failed: 1 })
    const none = row({ succeeded: 0, failed: 1 })
    expect(changeWords(MEASURE.success, row(), half).seen).toBe('↑ 50 pt from 50%')
    expect(changeWords(MEASURE.success, half, none).spoken).toBe('50 points more than the 0% before')
    expect(changeWords(MEASURE.success, row(), row({ succeeded: 0 })).seen).toBe('none before')
  })
})

describe('a measure', () => {
  test('is written as elsewhere, and read out in whole words', () => {
    const sums = row({ cost: 1.234, workedMs: 3_780_000, runs: 1 })
    expect(wordsOf(MEASURE.cost, sums)).toBe('$1.23')
    expect(wordsOf(MEASURE.time, sums)).toBe('1h 03m')
    expect(MEASURE.time.spoken(3_780_000)).toBe('1 hour 3 minutes')
    expect(MEASURE.time.spoken(61_000)).toBe('1 minute 1 second')
    expect(MEASURE.runs.spoken(1)).toBe('1 run')
    expect(wordsOf(MEASURE.success, row({ succeeded: 0 }))).toBe('–')
  })

  test.each([
    ['cost', 4, 1, '$4'],
    ['cost', 2.5, 0.5, '$2.50'],
    ['cost', 0.004, 0.002, '$0.004'],
    ['cost', 0.05, 0.05, '$0.05'],
    ['cost', 12_000, 2000, '$12k'],
    ['cost', 0, 0.5, '$0'],
    ['time', 7_200_000, 3_600_000, '2h'],
    ['time', 5_400_000, 1_800_000, '1h 30m'],
    ['time', 90_000, 30_000, '1m 30s'],
    ['time', 30_000, 10_000, '30s'],
    ['tokens', 1_500_000, 500_000, '1.5M'],
  ] as const)('has lines in the chart: %s, %d by %d', (id, value, step, words) => {
    expect(MEASURE[id].tick(value, step)).toBe(words)
  })
})

describe('the address', () => {
  test('keeps a choice, as short as it can be', () => {
    const choice = { range: '7', split: 'agent', measure: 'tokens', projectId: 'p' } as const
    expect(choiceOf(usageSearchOf(choice))).toEqual(choice)
    expect(usageSearchOf(choiceOf({}))).toEqual({})
  })

  test.each([
    ['cost', []],
    ['cost', [{ cost: 0, inputTokens: 0 }]],
    ['tokens', [{ cost: 0, inputTokens: 9 }]],
    [
      'cost',
      [
        { cost: 0, inputTokens: 9 },
        { cost: 0.1, inputTokens: 1 },
      ],
    ],
  ] as const)('says %s where nothing was chosen, of %j', (measure, rows) => {
    expect(usualMeasure(rows)).toBe(measure)
  })

  test('takes numbers as the router parses them, and nothing that it does not know', () => {
    expect(readUsageSearch({ range: 90, split: 'planet', show: 'success', project: 4 })).toEqual({
      range: '90',
      show: 'success',
    })
  })
})
