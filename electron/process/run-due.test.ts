import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ReconcileLoop } from './reconcile-loop.ts'
import { runDue } from './run-due.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

/** A loop whose steps answer one after the other; when each began is written down. */
function started(...answers: (number | null | Error)[]) {
  const loop = new ReconcileLoop()
  const begun: number[] = []
  const failures: unknown[] = []
  const done = runDue(loop, {
    now: () => Date.now(),
    async step(now) {
      begun.push(now)
      const answer = answers.shift() ?? null
      if (answer instanceof Error) throw answer
      return answer
    },
    failed: (error) => void failures.push(error),
  })
  return { loop, begun, failures, done, after: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

it('goes on at once while something is due, then when the next thing is', async () => {
  const at = started(0, -5, 90_000)
  await at.after(89_999)
  expect(at.begun).toEqual([0, 0, 0])
  await at.after(1)
  expect(at.begun).toEqual([0, 0, 0, 90_000])
  at.loop.stop()
  await at.done
})

it('rests until it is woken where nothing will be due', async () => {
  const at = started(null, null)
  await at.after(86_400_000)
  at.loop.wake()
  await at.after(0)
  expect(at.begun).toEqual([0, 86_400_000])
  at.loop.stop()
  await at.done
})

it('is woken before something is due, and leaves no timer', async () => {
  const at = started(90_000, null)
  await at.after(1_000)
  at.loop.wake()
  await at.after(0)
  expect(at.begun).toEqual([0, 1_000])
  expect(vi.getTimerCount()).toBe(0)
  at.loop.stop()
  await at.done
})

it('tells of a step that fails, and goes on after a minute, or when it is woken', async () => {
  const errors = [new Error('full'), new Error('still full')]
  const at = started(...errors)
  await at.after(59_999)
  expect(at.begun).toEqual([0])
  await at.after(1)
  expect(at.begun).toEqual([0, 60_000])
  at.loop.wake()
  await at.after(0)
  expect(at.begun).toEqual([0, 60_000, 60_000])
  expect(at.failures).toEqual(errors)
  at.loop.stop()
  await at.done
})

it('rests for longer than a timer can wait', async () => {
  const days = 86_400_000
  const at = started(...Array.from({ length: 30 * 24 }, () => 30 * days))
  await at.after(30 * days - 1)
  // Once an hour, where Node's own timer would fire at once, again and again.
  expect(at.begun).toHaveLength(30 * 24)
  at.loop.stop()
  await at.done
})

it('says nothing of a step that fails because it is stopped', async () => {
  const loop = new ReconcileLoop()
  const failures: unknown[] = []
  const done = runDue(loop, {
    now: () => 0,
    step: (): Promise<never> =>
      new Promise((_, reject) => loop.signal.addEventListener('abort', () => reject(loop.signal.reason))),
    failed: (error) => void failures.push(error),
  })
  loop.stop()
  await done
  expect(failures).toEqual([])
})
