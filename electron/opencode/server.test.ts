import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createServer, type Server } from './server.ts'

let server: Server
beforeEach(() => {
  // Timers go on as they do when a system's clock is set.
  vi.useFakeTimers({ toFake: ['Date'] })
  server = createServer({
    name: 'test',
    plan: () => Promise.reject(new Error('There is no binary.')),
    key: async () => 'key',
    memory: async () => null,
    recycleAbove: 0,
    patienceMs: 0,
    log: () => undefined,
    onHealth: () => undefined,
  })
})
afterEach(async () => {
  await server.stop()
  vi.useRealTimers()
})

it('waits before a start as long as it said, also when the clock is set back meanwhile', async () => {
  await expect(server.use('')).rejects.toThrow('OpenCode could not be started: There is no binary.')
  vi.setSystemTime(Date.now() - 86_400_000)
  const asked = performance.now()
  await expect(server.use('')).rejects.toThrow('There is no binary.')
  expect(performance.now() - asked).toBeLessThan(5_000)
  expect(server.status().crashes).toBe(2)
})
