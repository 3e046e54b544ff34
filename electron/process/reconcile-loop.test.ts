import { expect, it } from 'vitest'
import { ReconcileLoop, type Round } from './reconcile-loop.ts'

const LONG_MS = 3_600_000

/** A loop whose rounds the test ends one by one, in the order in which they are begun. */
function started(loop: ReconcileLoop) {
  const rounds: PromiseWithResolvers<Round>[] = []
  const begun: PromiseWithResolvers<void>[] = []
  const slotOf = (index: number) => (begun[index] ??= Promise.withResolvers<void>())
  const failures: unknown[] = []
  const done = loop.run(
    () => {
      const round = Promise.withResolvers<Round>()
      slotOf(rounds.push(round) - 1).resolve()
      return round.promise
    },
    async (error) => {
      failures.push(error)
      await loop.beforeRetry()
    },
  )
  return {
    done,
    failures,
    count: () => rounds.length,
    /** The round of this number, from 0, when it has begun. */
    async round(index: number): Promise<PromiseWithResolvers<Round>> {
      await slotOf(index).promise
      const round = rounds[index]
      if (round === undefined) throw new Error(`no round ${index}`)
      return round
    },
  }
}

/** All that can go on without a timer has gone on. */
const settled = () => new Promise((resolve) => void setImmediate(resolve))

it('goes on at once while there is more to do, and ends when it is over', async () => {
  const at = started(new ReconcileLoop())
  ;(await at.round(0)).resolve('again')
  ;(await at.round(1)).resolve('over')
  await at.done
  expect(at.count()).toBe(2)
})

it('rests until it is woken', async () => {
  const loop = new ReconcileLoop()
  const at = started(loop)
  ;(await at.round(0)).resolve('rest')
  await settled()
  expect(at.count()).toBe(1)
  loop.wake()
  ;(await at.round(1)).resolve('over')
  await at.done
})

it('does one more round, however often it is woken in one', async () => {
  const loop = new ReconcileLoop()
  const at = started(loop)
  const first = await at.round(0)
  loop.wake()
  loop.wake()
  first.resolve('rest')
  ;(await at.round(1)).resolve('rest')
  await settled()
  expect(at.count()).toBe(2)
  loop.stop()
  await at.done
})

it('tells of a round that fails, and tries again after a while', async () => {
  const at = started(new ReconcileLoop(1))
  const error = new Error('full')
  ;(await at.round(0)).reject(error)
  ;(await at.round(1)).resolve('over')
  await at.done
  expect(at.failures).toEqual([error])
})

it('does not wait for the next try when it is stopped', async () => {
  const loop = new ReconcileLoop(LONG_MS)
  const at = started(loop)
  ;(await at.round(0)).reject(new Error('full'))
  await settled()
  expect(at.failures).toHaveLength(1)
  loop.stop()
  await at.done
  expect(at.count()).toBe(1)
})

it('is stopped when the round that goes on has ended, well or not', async () => {
  for (const end of ['again', 'rest', 'failure'] as const) {
    const loop = new ReconcileLoop()
    const at = started(loop)
    const round = await at.round(0)
    loop.stop()
    let isDone = false
    const done = at.done.then(() => (isDone = true))
    await settled()
    expect(isDone).toBe(false)
    expect(loop.signal.aborted).toBe(true)
    if (end === 'failure') round.reject(loop.signal.reason)
    else round.resolve(end)
    await done
    expect([at.count(), at.failures]).toEqual([1, []])
  }
})

it('is stopped while it rests', async () => {
  const loop = new ReconcileLoop()
  const at = started(loop)
  ;(await at.round(0)).resolve('rest')
  await settled()
  loop.stop()
  await at.done
  expect(at.count()).toBe(1)
})
