import { expect, test } from 'vitest'
import { isLastInSight, leading, toFront } from './window-order.ts'

const window = (name: string, isAway = false) => ({ name, isAway })
const [a, b, c] = [window('a'), window('b'), window('c')]
const away = window('away', true)

test('the window that was used last is the first', () => {
  expect(toFront([a, b, c], c)).toEqual([c, a, b])
  expect(toFront([a, b], a)).toEqual([a, b])
  expect(toFront([], a)).toEqual([a])
})

test('a link goes to the window used last, and to one that was put away only where no other is', () => {
  expect(leading([a, b])).toBe(a)
  expect(leading([away, b, a])).toBe(b)
  expect(leading([away])).toBe(away)
  expect(leading([])).toBe(null)
})

test('closing one leaves the app without a window when no other is in sight', () => {
  expect(isLastInSight([a, b], a)).toBe(false)
  expect(isLastInSight([a, away], a)).toBe(true)
  expect(isLastInSight([a], a)).toBe(true)
})
