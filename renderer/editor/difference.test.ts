import { expect, test } from 'vitest'
import { difference, merged } from './difference.ts'

test.each([
  ['', '', null],
  ['a', 'a', null],
  ['', 'ab', { from: 0, to: 0, insert: 'ab' }],
  ['ab', '', { from: 0, to: 2, insert: '' }],
  ['one two', 'one three two', { from: 5, to: 5, insert: 'hree t' }],
  ['aaa', 'aaaa', { from: 3, to: 3, insert: 'a' }],
  ['aXb', 'aYb', { from: 1, to: 2, insert: 'Y' }],
])('from %j to %j', (before, after, change) => {
  expect(difference(before, after)).toEqual(change)
  if (change === null) return
  expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after)
})

test.each([
  ['mine alone', 'a b c', 'a b C', 'a b c', 'a b C'],
  ['theirs alone', 'a b c', 'a b c', 'A b c', 'A b c'],
  ['two places', 'a b c', 'a b C', 'A b c', 'A b C'],
  ['two places, the other way round', 'a b c', 'A b c', 'a b C', 'A b C'],
  ['the same', 'a b c', 'a X c', 'a X c', 'a X c'],
  ['the same place', 'a b c', 'a X c', 'a Y c', null],
  ['places that touch', 'abcd', 'aXcd', 'abYd', null],
  ['both at the end', 'a', 'a1', 'a2', null],
  ['all of it and a part', 'a b c', '', 'a b C', null],
])('%s', (_, base, mine, theirs, both) => {
  expect(merged(base, mine, theirs)).toBe(both)
})
