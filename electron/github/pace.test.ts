import { describe, expect, test } from 'vitest'
import { nextTry } from './pace.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

describe('when a failure is tried again', () => {
  test.each([
    [0, null, 60],
    [1, null, 120],
    [3, null, 600],
    [99, null, 1800],
    // When GitHub says so, and not before.
    [0, '2026-03-01T12:40:00Z', 2400],
    [5, '2026-03-01T12:00:05Z', 5],
    [0, '2026-03-01T11:00:00Z', 1],
  ])('after %i failures, told %s: in %i s', (failures, retryAt, expected) =>
    expect((nextTry(failures, retryAt, NOW) - NOW) / 1000).toBe(expected),
  )
})
