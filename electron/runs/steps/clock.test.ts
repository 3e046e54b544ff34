import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WorkClock } from './clock.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const counting = () => {
  const saved: number[] = []
  let reached = 0
  const clock = new WorkClock(0, 25_000, async (worked) => void saved.push(worked))
  return { clock, saved, onLimit: () => void (reached += 1), reached: () => reached }
}

it('counts while the agent works, and tells when the limit is reached', () => {
  const { clock, saved, onLimit, reached } = counting()
  clock.start(onLimit)
  vi.advanceTimersByTime(10_000)
  clock.run(false)
  vi.advanceTimersByTime(60_000)
  expect([clock.worked(), reached()]).toEqual([10_000, 0])
  clock.run(true)
  vi.advanceTimersByTime(15_000)
  expect([clock.worked(), reached(), clock.isOver()]).toEqual([25_000, 1, true])
  expect(saved).toEqual([10_000, 20_000])
})

it('knows its limit although a slot was there before it was started', () => {
  const { clock, onLimit, reached } = counting()
  clock.run(true)
  clock.start(onLimit)
  vi.advanceTimersByTime(25_000)
  expect(reached()).toBe(1)
})

it('is over when the limit was told, although the timer came a moment early', () => {
  const { clock, onLimit } = counting()
  const now = vi.spyOn(performance, 'now').mockImplementation(() => Math.max(0, Date.now() - began - 2))
  const began = Date.now()
  clock.start(onLimit)
  vi.advanceTimersByTime(25_000)
  expect([clock.worked(), clock.isOver()]).toEqual([24_998, true])
  now.mockRestore()
})

it('stands for good once it was stopped, whatever is heard late', () => {
  const { clock, saved, onLimit, reached } = counting()
  clock.start(onLimit)
  vi.advanceTimersByTime(1_000)
  clock.stop()
  clock.run(true)
  vi.advanceTimersByTime(60_000)
  expect([clock.worked(), reached(), saved]).toEqual([1_000, 0, []])
})

it('does not count a sleep of the machine, which leaves the whole limit', () => {
  const { clock, onLimit, reached } = counting()
  clock.start(onLimit)
  vi.advanceTimersByTime(5_000)
  // What a monotonic clock does that goes on in a sleep: it leaps, and then all timers are due.
  const awake = performance.now.bind(performance)
  const leapt = vi.spyOn(performance, 'now').mockImplementation(() => awake() + 3_600_000)
  vi.advanceTimersByTime(8_000)
  expect([clock.isOver(), reached()]).toEqual([false, 0])
  expect(clock.worked()).toBeLessThan(20_000)
  vi.advanceTimersByTime(17_000)
  expect([clock.isOver(), reached()]).toEqual([true, 1])
  leapt.mockRestore()
})
