import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { areKeysHeld, holdKeys } from './hand-over.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', new EventTarget())
})

afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const press = (key: string) => window.dispatchEvent(Object.assign(new Event('keydown'), { key }))

test('after a request went away no other takes keys until the hands have paused', () => {
  expect(areKeysHeld()).toBe(false)
  holdKeys()
  vi.advanceTimersByTime(500)
  expect(areKeysHeld()).toBe(true)
  press('Enter')
  // Each key begins the pause anew.
  vi.advanceTimersByTime(1400)
  expect(areKeysHeld()).toBe(true)
  vi.advanceTimersByTime(100)
  expect(areKeysHeld()).toBe(false)
})

test('who moves on purpose need not wait', () => {
  for (const key of ['Tab', 'j', 'ArrowDown']) {
    holdKeys()
    press(key)
    expect(areKeysHeld()).toBe(false)
  }
  holdKeys()
  window.dispatchEvent(new Event('pointerdown'))
  expect(areKeysHeld()).toBe(false)
})
