import { afterAll, expect, vi } from 'vitest'

/** These test files share a process: what one of them has changed there must not reach the next one. */
const before = { ...process.env }

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  // The page keeps what it knows in modules, as the only page in its window.
  if (expect.getState().testPath?.includes('/renderer/') === true) vi.resetModules()
})
