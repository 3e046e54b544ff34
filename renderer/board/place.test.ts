import { describe, expect, test } from 'vitest'
import { keyBetween, placeKeys } from './place.ts'

const column = (...orders: string[]) => orders.map((order, index) => ({ id: `c${index}`, order }))
const KEY = /^[0-9A-Za-z]{1,200}$/

/** Puts the cards where the keys say and answers the ids in order. */
function after(cards: { id: string; order: string }[], moved: string[], index: number): string[] {
  const keys = placeKeys(cards, moved, index)
  for (const key of keys) expect(key).toMatch(KEY)
  return [
    ...cards.filter((card) => !moved.includes(card.id)),
    ...moved.map((id, at) => ({ id, order: keys[at] ?? '' })),
  ]
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map((card) => card.id)
}

describe('placeKeys', () => {
  test('puts a card at the head, between and at the end', () => {
    const cards = column('a0', 'a1', 'a2')
    expect(after(cards, ['n'], 0)).toEqual(['n', 'c0', 'c1', 'c2'])
    expect(after(cards, ['n'], 2)).toEqual(['c0', 'c1', 'n', 'c2'])
    expect(after(cards, ['n'], 3)).toEqual(['c0', 'c1', 'c2', 'n'])
    expect(after([], ['n'], 0)).toEqual(['n'])
  })

  test('counts the place without the cards that move within their column', () => {
    const cards = column('a0', 'a1', 'a2', 'a3')
    expect(after(cards, ['c0'], 2)).toEqual(['c1', 'c2', 'c0', 'c3'])
    expect(after(cards, ['c3'], 0)).toEqual(['c3', 'c0', 'c1', 'c2'])
    expect(after(cards, ['c0', 'c2'], 2)).toEqual(['c1', 'c3', 'c0', 'c2'])
  })

  test('keeps several cards together and in order', () => {
    expect(after(column('a0', 'a1'), ['x', 'y', 'z'], 1)).toEqual(['c0', 'x', 'y', 'z', 'c1'])
  })

  test('goes behind cards that share a key', () => {
    const keys = placeKeys(column('a1', 'a1', 'a2'), ['n'], 1)
    expect(keys[0]).toMatch(KEY)
    expect('a1' < (keys[0] ?? '') && (keys[0] ?? '') < 'a2').toBe(true)
    const [near = ''] = placeKeys(column('a1', 'a1', 'a1G'), ['n'], 1)
    expect('a1' < near && near < 'a1G').toBe(true)
  })

  test('makes room beside keys that some other tool wrote', () => {
    expect(after(column('5', '7', 'hello'), ['n'], 1)).toEqual(['c0', 'n', 'c1', 'c2'])
    expect(after(column('5', '51'), ['n', 'm'], 1)).toEqual(['c0', 'n', 'm', 'c1'])
    expect(after(column('5'), ['n'], 1)).toEqual(['c0', 'n'])
  })

  test('a thousand drops at one place stay within the length that the host takes', () => {
    const cards = column('a0', 'a1')
    for (let n = 0; n < 1000; n++) {
      const [key] = placeKeys(cards, ['n'], 1)
      expect(key).toMatch(KEY)
      cards.splice(1, 1, { id: 'n', order: key ?? '' }, ...cards.slice(1, 2))
      cards.length = 2
    }
  })
})

test('keyBetween finds a string between', () => {
  for (const [low, high] of [
    ['a', 'b'],
    ['a', 'a1'],
    ['', '1'],
    ['zz', null],
    ['A9', 'AA'],
  ] as const) {
    const key = keyBetween(low, high)
    expect(key > low).toBe(true)
    if (high !== null) expect(key < high).toBe(true)
  }
})
