import { expect, it } from 'vitest'
import { createIds } from './ids.ts'

const NOW = Date.UTC(2026, 10, 21)

const isSorted = (ids: string[]) => expect(ids).toEqual(ids.toSorted())

it('sorts ids in the order they are made, also when the clock is set back', () => {
  let now = NOW
  const next = createIds(0, () => now)
  const ids = [next(), next()]
  now -= 86_400_000
  ids.push(next(), next())
  now += 86_400_001
  ids.push(next())
  isSorted(ids)
  expect(new Set(ids).size).toBe(5)
})

it('goes on after those of before a restart', () => {
  const before = createIds(0, () => NOW)
  const old = Array.from({ length: 10 }, before)
  const next = createIds(NOW, () => NOW - 3_600_000)
  isSorted([...old, next(), next()])
})
