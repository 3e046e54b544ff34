import { expect, test } from 'vitest'
import { estimateChoice } from './estimate-choice.ts'

test.each([
  ['1', '1 point', 1],
  ['4,5', '4.5 points', 4.5],
  ['0', '0 points', 0],
  ['1001', 'An estimate is a number up to 1000', undefined],
  ['-1', 'An estimate is a number up to 1000', undefined],
  ['soon', 'An estimate is a number up to 1000', undefined],
])('%j is offered as %j', (typed, label, estimate) => {
  const chosen: (number | null)[] = []
  const { createLabel, onCreate } = estimateChoice(null, (value) => chosen.push(value))
  expect(createLabel(typed)).toBe(label)
  onCreate(typed)
  expect(chosen).toEqual(estimate === undefined ? [] : [estimate])
})

test('an estimate of its own stands behind the usual ones, and can be taken back', () => {
  let chosen: number | null = 4.5
  const { value, options, onChange } = estimateChoice(chosen, (next) => (chosen = next))
  expect(options.map(({ label }) => label).slice(-2)).toEqual(['13 points', '4.5 points'])
  expect(value).toBe(options.at(-1)?.id)
  onChange(options[0]?.id ?? '')
  expect(chosen).toBeNull()
})
