import { expect, it } from 'vitest'
import { providerWait } from './provider-wait.ts'

const MINUTE = 60_000

it.each([
  // told, waits before, expected
  [null, 0, 0.5 * MINUTE],
  [null, 1, MINUTE],
  [null, 4, 8 * MINUTE],
  [null, 5, 10 * MINUTE],
  [null, 7, 10 * MINUTE],
  [null, 8, null],
  [2 * MINUTE, 0, 2 * MINUTE],
  [2 * MINUTE, 7, 2 * MINUTE],
  [2 * MINUTE, 8, null],
  [10 * MINUTE, 0, 10 * MINUTE],
  [10 * MINUTE + 1, 0, null],
])('told %j after %d waits: %j', (told, before, expected) => {
  expect(providerWait(told, before, 10 * MINUTE)).toBe(expected)
})
