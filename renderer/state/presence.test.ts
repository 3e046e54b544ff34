import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Presence } from './presence.ts'

class Shown extends EventTarget {
  hidden = false
  turn(hidden: boolean): void {
    this.hidden = hidden
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page: EventTarget
let shown: Shown
let presence: Presence
let changes: boolean[]
beforeEach(() => {
  vi.useFakeTimers()
  page = new EventTarget()
  shown = new Shown()
  presence = new Presence(page, shown, 10_000)
  changes = []
  presence.onChange(() => changes.push(presence.isAway))
})
afterEach(() => void vi.useRealTimers())

test('a page that is left goes away at once, and is back when it is shown again', () => {
  page.dispatchEvent(new Event('pagehide'))
  shown.turn(true)
  expect(presence.isAway).toBe(true)
  shown.hidden = false
  page.dispatchEvent(new Event('pageshow'))
  vi.advanceTimersByTime(60_000)
  expect(changes).toEqual([true, false])
})

test('a hidden page goes away after ten seconds, not before', () => {
  shown.turn(true)
  vi.advanceTimersByTime(9000)
  shown.turn(false)
  vi.advanceTimersByTime(9000)
  shown.turn(true)
  vi.advanceTimersByTime(9000)
  expect(changes).toEqual([])
  vi.advanceTimersByTime(1000)
  shown.turn(false)
  expect(changes).toEqual([true, false])
})

test('a page that was opened in the background goes away, too', () => {
  shown.hidden = true
  const other = new Presence(page, shown, 10_000)
  vi.advanceTimersByTime(10_000)
  expect(other.isAway).toBe(true)
})

test('a page that watches stays while it is hidden, but not when it is left', () => {
  shown.turn(true)
  vi.advanceTimersByTime(10_000)
  presence.watch()
  shown.turn(false)
  shown.turn(true)
  vi.advanceTimersByTime(60_000)
  expect(changes).toEqual([true, false])
  page.dispatchEvent(new Event('pagehide'))
  expect(changes).toEqual([true, false, true])
})

test('waits until the page is there, or until the wait is given up', async () => {
  const { signal } = new AbortController()
  await presence.there(signal)
  page.dispatchEvent(new Event('pagehide'))
  const given = new AbortController()
  const settled: string[] = []
  const waits = [
    presence.there(signal).then(() => settled.push('back')),
    presence.there(given.signal).then(() => settled.push('given up')),
  ]
  given.abort()
  await waits[1]
  expect(settled).toEqual(['given up'])
  page.dispatchEvent(new Event('pageshow'))
  await waits[0]
  expect(settled).toEqual(['given up', 'back'])
})
