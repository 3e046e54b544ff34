import { expect, test } from 'vitest'
import { stepTo, stillSelected } from './selection.ts'

test('what takes the place of an answered request is selected', () => {
  expect(stillSelected(['a', 'b'], { id: null, index: 0 })).toEqual({ id: 'a', index: 0 })
  expect(stillSelected(['a', 'c'], { id: 'b', index: 1 })).toEqual({ id: 'c', index: 1 })
  expect(stillSelected(['a'], { id: 'c', index: 1 })).toEqual({ id: 'a', index: 0 })
  expect(stillSelected([], { id: 'a', index: 0 })).toEqual({ id: null, index: 0 })
})

test('the selection stays with its request when older ones come and go', () => {
  expect(stillSelected(['b', 'c'], { id: 'c', index: 2 })).toEqual({ id: 'c', index: 1 })
})

test('steps end at the ends', () => {
  expect(stepTo(['a', 'b'], 'a', 1)).toBe('b')
  expect(stepTo(['a', 'b'], 'b', 1)).toBeNull()
  expect(stepTo(['a', 'b'], 'a', -1)).toBeNull()
  expect(stepTo(['a', 'b'], null, 1)).toBe('a')
})
