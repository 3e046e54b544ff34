import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Deferrals } from './deferred.ts'

const MINUTE = 60_000
const MOST = 30 * MINUTE
const start = Date.parse('2026-11-21T12:00:00.000Z')
const at = (minutes: number) => new Date(start + minutes * MINUTE).toISOString()
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('are due at their time, the earliest first', () => {
  const deferrals = new Deferrals()
  const runs = [
    { id: 'a', until: at(10) },
    { id: 'b', until: at(5) },
  ]
  expect(deferrals.look(runs, at(0), MOST)).toEqual({ due: [], next: 5 * MINUTE })
  vi.advanceTimersByTime(5 * MINUTE)
  expect(deferrals.look(runs, at(5), MOST)).toEqual({ due: ['b'], next: 5 * MINUTE })
  expect(deferrals.look([], at(5), MOST)).toEqual({ due: [], next: Infinity })
})

it('are due when the time is over by the clock on the wall, though the machine has slept', () => {
  const deferrals = new Deferrals()
  const runs = [{ id: 'a', until: at(10) }]
  deferrals.look(runs, at(0), MOST)
  expect(deferrals.look(runs, at(11), MOST).due).toEqual(['a'])
})

it('are due when so much time has passed, though the clock was set back', () => {
  const deferrals = new Deferrals()
  const runs = [{ id: 'a', until: at(10) }]
  deferrals.look(runs, at(0), MOST)
  vi.advanceTimersByTime(9 * MINUTE)
  expect(deferrals.look(runs, at(-1_000), MOST)).toEqual({ due: [], next: MINUTE })
  vi.advanceTimersByTime(MINUTE)
  expect(deferrals.look(runs, at(-999), MOST).due).toEqual(['a'])
})

it('wait no longer than any wait may, whatever a clock says after a restart', () => {
  const deferrals = new Deferrals()
  expect(deferrals.look([{ id: 'a', until: at(1_000) }], at(0), MOST).next).toBe(MOST)
})
