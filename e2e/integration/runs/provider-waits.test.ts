import { describe, expect, it } from 'vitest'
import type { TurnOutcome } from '#electron/agents/runtime.ts'
import type { Run } from '#shared/runs.ts'
import type { Bench, Turn } from './bench.ts'
import { closeBenches, done, open, restart, untilAborted } from './benches.ts'

closeBenches()

const MESSAGE = 'The model provider limits the requests: Slow down'
const limited = (waitMs: number | null): TurnOutcome => ({ kind: 'rate_limited', waitMs, message: MESSAGE })

/** Turns one after the other; the last one again and again. */
const turns = (bench: Bench, ...each: ((turn: Turn) => Promise<TurnOutcome>)[]) => {
  const left = [...each]
  bench.agent.onTurn = (turn) => ((left.length > 1 ? left.shift() : left[0]) ?? done)(turn)
}
const deferred = (bench: Bench, id: string): Promise<Run> =>
  bench.when(async () => {
    const run = await bench.runs.get(id)
    return run.waitUntil === null ? undefined : run
  })
const rowOf = (bench: Bench, id: string) =>
  bench.store.db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('a run whose provider limits requests', () => {
  it('gives its slot to the next one, and goes on in its session when the time has come', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    turns(bench, async () => limited(1_500), done)
    const { id } = await bench.start('First')
    const next = await bench.start('Next')
    const waiting = await deferred(bench, id)
    expect(waiting).toMatchObject({ status: 'queued', stage: 'running', queuePosition: null })
    const left = Date.parse(waiting.waitUntil ?? '') - Date.now()
    expect(left).toBeGreaterThan(500)
    expect(left).toBeLessThanOrEqual(1_500)
    expect(await bench.runs.get(next.id)).not.toMatchObject({ queuePosition: 2 })
    await bench.until(next.id, 'succeeded')
    expect((await bench.runs.get(id)).status).toBe('queued')

    const run = await bench.until(id, 'succeeded')
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(waiting.waitUntil ?? ''))
    expect(run).toMatchObject({ sessionId: waiting.sessionId, waitUntil: null })
    const told = bench.agent.told.filter(({ sessionId }) => sessionId === run.sessionId)
    expect(told).toHaveLength(2)
    expect(told[1]?.text).not.toContain('First')
    expect(await rowOf(bench, id)).toMatchObject({ provider_waits: 0, wait_until: null })
    const notices = (await bench.log(id)).flatMap((item) => (item.kind === 'notice' ? [item.text] : []))
    expect(notices).toEqual([
      `${MESSAGE}. The run waits 2 seconds and goes on then; others have its slot meanwhile.`,
    ])
  })

  it('goes on after a restart, not before its time', async () => {
    const first = await open()
    turns(first, async () => limited(2_000), done)
    const { id } = await first.start('Over a restart')
    const { waitUntil } = await deferred(first, id)
    const bench = await restart(first)
    expect(await bench.runs.get(id)).toMatchObject({ status: 'queued', waitUntil })
    await bench.until(id, 'succeeded')
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(waitUntil ?? ''))
  })

  it('is waited for twice as long each time the provider does not say how long, then asks', async () => {
    let hours = 0
    const bench = await open({ clock: () => new Date(Date.now() + hours * 3_600_000) })
    turns(bench, async () => limited(null))
    const { id } = await bench.start('For ever')
    const waits: number[] = []
    for (let count = 1; count <= 8; count += 1) {
      await bench.when(async () => ((await rowOf(bench, id)).provider_waits === count ? true : undefined))
      const { wait_until } = await rowOf(bench, id)
      waits.push(Math.round((Date.parse(wait_until ?? '') - (Date.now() + hours * 3_600_000)) / 1_000))
      // The time of day comes; whatever wakes the engine finds that.
      hours += 24
      await bench.settings.update({ parallelLimit: 2 + (count % 2) })
    }
    expect(waits.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([
      30, 60, 120, 240, 480, 600, 600, 600,
    ])
    const { waiting } = await bench.until(id, 'waiting')
    expect(waiting).toMatchObject({ kind: 'limit', title: `${MESSAGE}. It was waited for 8 times in a row.` })
    turns(bench, done)
    await bench.runs.continue(id, 'continue')
    await bench.until(id, 'succeeded')
  })

  it('asks at once when the wait is longer than any may be', async () => {
    const bench = await open()
    turns(bench, async () => limited(3_600_000))
    const { id } = await bench.start('Tomorrow')
    expect((await bench.until(id, 'waiting')).waiting).toMatchObject({ kind: 'limit', title: MESSAGE })
  })

  it('counts its waits anew once the model has said something', async () => {
    const bench = await open()
    const spoken = async ({ open: { report } }: Turn) => {
      report([
        {
          kind: 'usage',
          messageId: 'msg_a',
          inputTokens: 1,
          outputTokens: 5,
          reasoningTokens: 0,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          cost: 0,
        },
      ])
      return limited(200)
    }
    turns(
      bench,
      async () => limited(200),
      async () => limited(200),
      spoken,
      async () => limited(60_000),
    )
    const { id } = await bench.start('Bit by bit')
    await bench.when(async () => {
      const row = await rowOf(bench, id)
      return Date.parse(row.wait_until ?? '') - Date.now() > 10_000 ? true : undefined
    })
    expect((await rowOf(bench, id)).provider_waits).toBe(2)
  })

  it('can be cancelled, paused, continued and told something while it waits', async () => {
    const bench = await open()
    turns(bench, async () => limited(60_000))
    const cancelled = await bench.start('Cancelled')
    await deferred(bench, cancelled.id)
    expect((await bench.runs.cancel(cancelled.id)).status).toBe('cancelled')

    const { id } = await bench.start('Paused')
    const { waitUntil } = await deferred(bench, id)
    await bench.runs.pause(id)
    expect(await bench.until(id, 'waiting')).toMatchObject({ waitUntil: null, waiting: { title: 'Paused.' } })
    await bench.runs.continue(id, 'continue')
    // The provider still wants no requests.
    expect(await bench.runs.get(id)).toMatchObject({ status: 'queued', waitUntil })

    turns(bench, done)
    await bench.runs.message(id, 'Be brief.', false)
    expect(await bench.runs.get(id)).toMatchObject({ status: 'queued', waitUntil })
    await bench.runs.message(id, 'Try now.', true)
    await bench.until(id, 'succeeded')
    const [before, last] = bench.agent.told.slice(-2)
    expect(before?.text).toContain('Be brief.')
    expect(last?.text).toContain('Try now.')

    turns(bench, async (turn) => {
      await done(turn)
      return limited(60_000)
    })
    const taken = await bench.start('Taken as it is')
    await deferred(bench, taken.id)
    await bench.runs.pause(taken.id)
    await bench.until(taken.id, 'waiting')
    await bench.runs.continue(taken.id, 'finish')
    await bench.until(taken.id, 'succeeded')
  })

  it('stays paused when the user pauses in the moment in which the provider refuses', async () => {
    const bench = await open()
    let id = ''
    turns(bench, async (turn) => {
      await bench.runs.pause(id)
      await untilAborted(turn)
      return limited(60_000)
    })
    id = (await bench.start('At once')).id
    expect((await bench.until(id, 'waiting')).waiting).toMatchObject({ title: 'Paused.' })
  })
})
