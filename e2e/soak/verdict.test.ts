import { expect, test } from 'vitest'
import { judge } from './verdict.ts'

const series = (values: readonly number[], mustBeFlat = true) =>
  judge({ name: 'heap', unit: 'MB', values, mustBeFlat })
const ramp = (length: number, from: number, step: number) =>
  Array.from({ length }, (_, at) => from + at * step)

test('a series that stays where it is, is flat', () => {
  expect(series(ramp(30, 100, 0))).toMatchObject({ early: 100, late: 100, growth: 0, ok: true })
})

test('what grows in the warm-up does not count, whatever it was', () => {
  const values = [...ramp(20, 10, 20), ...ramp(80, 400, 0)]
  expect(series(values)).toMatchObject({ early: 400, late: 400, ok: true })
})

test('a slow leak is seen', () => {
  // 100 values that grow by a quarter from the first third after the warm-up to the last one.
  const verdict = series(ramp(100, 100, 0.5))
  expect(verdict.early).toBeCloseTo(116.25)
  expect(verdict.late).toBeCloseTo(143.25)
  expect(verdict.ok).toBe(false)
})

test('shrinking by more than the tolerance is not flat either', () => {
  expect(series(ramp(100, 200, -1)).ok).toBe(false)
})

test('single peaks do not decide', () => {
  const values = ramp(60, 100, 0).map((value, at) => (at % 7 === 0 ? 300 : value))
  expect(series(values).ok).toBe(true)
})

test('the tolerance itself is still flat, more is not', () => {
  const grown = (by: number) => [...ramp(20, 100, 0), ...ramp(40, 100, 0), ...ramp(40, 100 * by, 0)]
  expect(series(grown(1.1 - 1e-9)).ok).toBe(true)
  expect(series(grown(1.11)).ok).toBe(false)
})

test('what is only reported may do as it likes', () => {
  expect(series(ramp(50, 1, 10), false)).toMatchObject({ mustBeFlat: false, ok: true })
})

test('nothing at all stays flat, something out of nothing does not', () => {
  expect(series(ramp(30, 0, 0))).toMatchObject({ growth: 0, ok: true })
  expect(series([...ramp(20, 0, 0), ...ramp(10, 5, 0)]).ok).toBe(false)
})

test('too few values give no verdict', () => {
  expect(() => series([1, 2])).toThrow('too few')
})
