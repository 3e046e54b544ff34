import { expect, test } from 'vitest'
import { memoryWords, turnsOf } from './health-words.ts'

test('memory is read at a glance', () => {
  expect(memoryWords(412_345_678)).toBe('412 MB')
  expect(memoryWords(1_340_000_000)).toBe('1.3 GB')
  expect(memoryWords(null)).toBe('–')
})

test('turns of all servers count', () => {
  const server = { name: 's', pid: 1, memory: null, startedAt: '', restartPending: false }
  const health = {
    state: 'healthy' as const,
    name: 'OpenCode',
    version: null,
    problem: null,
    servers: [
      { ...server, turns: 2 },
      { ...server, turns: 1 },
    ],
    crashes: 0,
    retryAt: null,
  }
  expect(turnsOf(health)).toBe(3)
  expect(turnsOf({ ...health, servers: [] })).toBe(0)
})
