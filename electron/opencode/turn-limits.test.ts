import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createTurnLimits, type TurnWatch } from './turn-limits.ts'

const MINUTE = 60_000
let watch: TurnWatch
const watchFor = (silentModelMs: number) =>
  createTurnLimits(
    { silentModelMs, maxRetryWaitMs: 10 * MINUTE },
    () => 0,
    () => undefined,
  )
const retry = (message: string, next: number, attempt = 1) =>
  watch.retry({ type: 'retry', attempt, message, next })
beforeEach(() => {
  vi.useFakeTimers()
  watch = watchFor(2 * MINUTE)
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

it('is reached after the silence, not before', () => {
  vi.advanceTimersByTime(2 * MINUTE - 1_000)
  expect(watch.reached()).toBeNull()
  vi.advanceTimersByTime(3_000)
  expect(watch.reached()).toMatchObject({ limit: 'silent_model' })
})

it('a clock that is set forward is no silence, and one that is set back hides none', () => {
  vi.setSystemTime(Date.now() + 86_400_000)
  vi.advanceTimersByTime(MINUTE)
  expect(watch.reached()).toBeNull()
  vi.setSystemTime(Date.now() - 2 * 86_400_000)
  vi.advanceTimersByTime(MINUTE + 2_000)
  expect(watch.reached()).toMatchObject({ limit: 'silent_model' })
})

it('a wait that was short stays short when the clock is set back before it is over', () => {
  const next = Date.now() + 14_000
  retry('Rate limit reached', next)
  vi.setSystemTime(Date.now() - 86_400_000)
  retry('Rate limit reached', next)
  expect(watch.reached()).toBeNull()
  retry('Rate limit reached', Date.now() + 11 * MINUTE)
  expect(watch.reached()).toMatchObject({ kind: 'limit', limit: 'retry_wait' })
})

it('a wait for a provider that answered is no silence', () => {
  watch.stop()
  watch = watchFor(5_000)
  retry('Overloaded', Date.now() + 14_000)
  vi.advanceTimersByTime(18_000)
  expect(watch.reached()).toBeNull()
  vi.advanceTimersByTime(3_000)
  expect(watch.reached()).toMatchObject({ kind: 'limit', limit: 'silent_model' })
})

it.each<[string, number, number, number | null | undefined]>([
  // What the provider said, the try, the wait in seconds, and what is told of it; undefined = it is OpenCode's to wait.
  ['Rate limit reached', 1, 14, undefined],
  ['Rate limit reached', 1, 60, 60_000],
  ['Slow down', 1, 60, 60_000],
  ['Rate limit reached', 4, 20, null],
  ['Too Many Requests', 5, 40, null],
  // A model that cannot be reached is tried for a minute, and then the run fails.
  ['Unable to connect', 4, 20, undefined],
  ['Unable to connect', 5, 40, undefined],
])('“%s”, try %d, in %d s', (message, attempt, seconds, waitMs) => {
  retry(message, Date.now() + seconds * 1_000, attempt)
  const said = { message: `The model provider limits the requests: ${message}` }
  expect(watch.reached()).toEqual(waitMs === undefined ? null : { kind: 'rate_limited', waitMs, ...said })
})
