import { describe, expect, test } from 'vitest'
import { idleMs } from '../github/pace.ts'
import { Pacer } from './pacer.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

describe('the pacer', () => {
  test('lets one through in a minute, whoever waits longest', () => {
    const pacer = new Pacer()
    const turns: (string | null)[] = []
    for (let second = 0; second <= 240; second += 30)
      turns.push(pacer.next(['a', 'b', 'c'], NOW + second * 1000, idleMs(true)))
    expect(turns).toEqual(['a', null, 'b', null, 'c', null, 'a', null, 'b'])
    expect(pacer.at(idleMs(true))).toBe(NOW + 300_000)
  })
  test('one in five minutes while nobody looks, and at once when somebody comes', () => {
    const pacer = new Pacer()
    expect(pacer.next(['a'], NOW, idleMs(false))).toBe('a')
    expect(pacer.next(['a'], NOW + 120_000, idleMs(false))).toBeNull()
    expect(pacer.next(['a'], NOW + 120_000, idleMs(true))).toBe('a')
  })
  test('a new one comes first, one that is gone is forgotten', () => {
    const pacer = new Pacer()
    pacer.next(['a'], NOW, 1)
    pacer.next(['b'], NOW + 1, 1)
    expect(pacer.next(['a', 'b', 'c'], NOW + 2, 1)).toBe('c')
    pacer.retain(new Set(['b']))
    expect(pacer.next(['a', 'b'], NOW + 3, 1)).toBe('a')
    expect(pacer.next([], NOW + 9, 1)).toBeNull()
  })
})
