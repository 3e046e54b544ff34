import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createTurnLimits, type TurnWatch } from './turn-limits.ts'

const MINUTE = 60_000
let watch: TurnWatch
beforeEach(() => {
  vi.useFakeTimers()
  watch = createTurnLimits(
    { silentModelMs: 2 * MINUTE, maxRetryWaitMs: 10 * MINUTE },
    () => 0,
    () => undefined,
  )
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

it('is reached after the silence, not before', () => {
  vi.advanceTimersByTime(2 * MINUTE - 1_000)
  expect(watch.reached()).toBeNull()
  vi.advanceTimersByTime(3_000)
  expect(watch.reached()?.limit).toBe('silent_model')
})

it('a clock that is set forward is no silence, and one that is set back hides none', () => {
  vi.setSystemTime(Date.now() + 86_400_000)
  vi.advanceTimersByTime(MINUTE)
  expect(watch.reached()).toBeNull()
  vi.setSystemTime(Date.now() - 2 * 86_400_000)
  vi.advanceTimersByTime(MINUTE + 2_000)
  expect(watch.reached()?.limit).toBe('silent_model')
})

it('a wait that was short stays short when the clock is set back before it is over', () => {
  const next = Date.now() + MINUTE
  watch.retry('Rate limit reached', next)
  vi.setSystemTime(Date.now() - 86_400_000)
  watch.retry('Rate limit reached', next)
  expect(watch.reached()).toBeNull()
  watch.retry('Rate limit reached', Date.now() + 11 * MINUTE)
  expect(watch.reached()?.limit).toBe('retry_wait')
})

it('a wait for a provider that answered is no silence', () => {
  watch.retry('Rate limit reached', Date.now() + 9 * MINUTE)
  vi.advanceTimersByTime(10 * MINUTE)
  expect(watch.reached()).toBeNull()
  vi.advanceTimersByTime(2 * MINUTE)
  expect(watch.reached()?.limit).toBe('silent_model')
})
