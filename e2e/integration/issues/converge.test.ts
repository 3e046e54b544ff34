import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { slowTest } from '../../support/slow.ts'
import { converge } from './converge.ts'
import { openSyncRooms, type SyncRooms } from './sync-rooms.ts'

const SEEDS = 3
const MANY_SEEDS = Number(process.env.OPENLINEAR_SEEDS ?? 300)
const FIRST_SEED = Number(process.env.OPENLINEAR_SEED ?? 1000)
const ACTS = 30

let at: SyncRooms
beforeAll(async () => {
  // Time is the test's alone: hours pass in it.
  vi.useFakeTimers({ toFake: ['Date'] })
  at = await openSyncRooms()
})
afterAll(async () => {
  vi.useRealTimers()
  expect(at.fake.violations).toEqual([])
  await at.end()
})

async function play(seeds: number, first: number): Promise<void> {
  const wrong: string[] = []
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { troubles, story } = await converge(at, seed, ACTS)
    if (troubles.length > 0) wrong.push(`seed ${seed}:\n${[...troubles, ...story].join('\n')}`)
  }
  expect(wrong.join('\n\n')).toBe('')
}

test('whatever is changed on both sides, they end the same, once, and stay so', () => play(SEEDS, 1))

slowTest('the same of many seeds', () => play(MANY_SEEDS, FIRST_SEED))
