import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AwakeTime } from './awake.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('counts while the process runs', () => {
  const time = new AwakeTime()
  vi.advanceTimersByTime(60_250)
  expect(time.now()).toBe(60_250)
  time.stop()
})

it('does not count a sleep, however long', () => {
  const time = new AwakeTime()
  vi.advanceTimersByTime(10_000)
  // What a monotonic clock does that goes on during a sleep: it leaps, and no timer ticks.
  const asleep = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_000)
  expect(time.now()).toBeLessThanOrEqual(16_000)
  asleep.mockRestore()
  time.stop()
})

it('is not moved by a wall clock that is set', () => {
  const time = new AwakeTime()
  vi.setSystemTime(Date.now() - 86_400_000)
  vi.advanceTimersByTime(2_000)
  expect(time.now()).toBe(2_000)
  time.stop()
})
