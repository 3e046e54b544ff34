import { describe, expect, it } from 'vitest'
import { localDay } from '#shared/budget.ts'
import type { Bench, Turn } from './bench.ts'
import { closeBenches, done, open, restart, untilAborted } from './benches.ts'

closeBenches()

let messages = 0
const pays = ({ open: { report } }: Turn, cost: number) =>
  report([
    {
      kind: 'usage',
      messageId: `msg_paid_${(messages += 1)}`,
      inputTokens: 100,
      outputTokens: 10,
      reasoningTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      cost,
    },
  ])

/** A turn that costs so much, and then goes on until it is aborted. */
const dear = (cost: number) => async (turn: Turn) => {
  pays(turn, cost)
  return untilAborted(turn)
}
const asksFor = async (bench: Bench, runId: string) => {
  const [request] = await bench.asked(runId)
  return { title: request?.title, budget: request?.budget, continue: request?.choices?.[0]?.label }
}
const today = (bench: Bench) => bench.store.db.selectFrom('day_spending').selectAll().orderBy('day').execute()

describe('the budget of a run', () => {
  it('stops the agent and asks; one more of it goes on in the same session', async () => {
    const bench = await open()
    await bench.settings.update({ maxRunCost: 5 })
    bench.agent.onTurn = dear(5.02)
    const { id } = await bench.start('Dear')
    const waiting = await bench.until(id, 'waiting')
    expect(await asksFor(bench, id)).toEqual({
      title: 'The agent has cost $5.02, the budget for one run is $5.00.',
      budget: 'run',
      continue: 'Add $5.00 and continue',
    })
    bench.agent.onTurn = async (turn) => {
      pays(turn, 4.9)
      return done(turn)
    }
    await bench.runs.continue(id, 'continue')
    const run = await bench.until(id, 'succeeded')
    expect(run).toMatchObject({ raisedCost: 5, sessionId: waiting.sessionId })
    expect(run.usage.cost).toBeCloseTo(9.92)
  })

  it('is not raised by words for the agent, which hears them once it goes on', async () => {
    const bench = await open()
    await bench.settings.update({ maxRunCost: 5 })
    bench.agent.onTurn = dear(5.02)
    const { id } = await bench.start('Talked to')
    await bench.until(id, 'waiting')
    await bench.runs.message(id, 'Use tabs', false)
    expect(await bench.runs.get(id)).toMatchObject({ status: 'waiting', raisedCost: 0 })
    const said: string[] = []
    bench.agent.onTurn = async (turn) => {
      said.push(turn.text)
      return done(turn)
    }
    await bench.runs.continue(id, 'continue')
    await bench.until(id, 'succeeded')
    expect(said.join()).toContain('Use tabs')
  })

  it('asks again where it was after a crash, and as often as it is reached', async () => {
    const first = await open()
    await first.settings.update({ maxRunCost: 1 })
    first.agent.onTurn = dear(1)
    const { id } = await first.start('Crashed')
    await first.until(id, 'waiting')
    await first.runs.continue(id, 'continue')
    // What it costs now reaches the raised budget, before or after the crash.
    const bench = await restart(first)
    expect((await bench.until(id, 'waiting')).waiting?.title).toMatch(/raised to \$2\.00/)
    expect((await bench.runs.get(id)).raisedCost).toBe(1)
  })

  it('is the project’s own where it has one, and none where a model costs nothing', async () => {
    const bench = await open()
    await bench.settings.update({ maxRunCost: 0.5 })
    await bench.projects.update({ id: bench.projectId, settings: { maxRunCost: 100 } })
    bench.agent.onTurn = async (turn) => {
      pays(turn, 60)
      return done(turn)
    }
    await bench.until((await bench.start('Allowed')).id, 'succeeded')
    await bench.projects.update({ id: bench.projectId, settings: { maxRunCost: null } })
    bench.agent.onTurn = async (turn) => {
      for (let count = 0; count < 20; count += 1) pays(turn, 0)
      return done(turn)
    }
    await bench.until((await bench.start('Free')).id, 'succeeded')
  })
})

describe('the budget of a day', () => {
  it('stops what runs, begins nothing new, and one answer lets all go on', async () => {
    const bench = await open()
    await bench.settings.update({ maxDayCost: 10, parallelLimit: 2 })
    const first = Promise.withResolvers<void>()
    bench.agent.onTurn = async (turn) => {
      if (!turn.text.includes('Second')) {
        await first.promise
        return dear(11)(turn)
      }
      first.resolve()
      return untilAborted(turn)
    }
    const one = await bench.start('First')
    const two = await bench.start('Second')
    await bench.until(one.id, 'waiting')
    await bench.until(two.id, 'waiting')
    expect(await asksFor(bench, two.id)).toEqual({
      title: 'Today’s runs have cost $11.00, the budget for one day is $10.00.',
      budget: 'day',
      continue: 'Add $10.00 and continue',
    })
    const three = await bench.start('Third')
    expect(await bench.runs.get(three.id)).toMatchObject({ status: 'queued', queuePosition: 1 })

    bench.agent.onTurn = done
    await bench.runs.continue(two.id, 'continue')
    for (const { id } of [one, two, three]) await bench.until(id, 'succeeded')
    expect(await today(bench)).toMatchObject([{ cost: 11, raised_cost: 10 }])
    expect(await bench.runs.today()).toEqual({ spentToday: 11, raisedToday: 10 })
    expect((await bench.runs.requests()).items).toEqual([])
  })

  it('is asked for by the first one in line when nobody else is at work', async () => {
    let day = 0
    const bench = await open({ clock: () => new Date(Date.now() + day * 86_400_000) })
    bench.agent.onTurn = async (turn) => {
      pays(turn, 3)
      return done(turn)
    }
    await bench.until((await bench.start('Before')).id, 'succeeded')
    bench.agent.onTurn = async () => ({ kind: 'rate_limited', waitMs: 500_000, message: 'Slow down' })
    // Who waits for something else does not ask.
    const deferred = await bench.start('Deferred')
    await bench.when(async () => ((await bench.runs.get(deferred.id)).waitUntil === null ? undefined : true))
    await bench.settings.update({ maxDayCost: 2 })
    const asking = await bench.start('Asks')
    const behind = await bench.start('Behind')
    await bench.until(asking.id, 'waiting')
    expect((await bench.runs.requests()).items).toHaveLength(1)
    expect((await bench.runs.get(behind.id)).status).toBe('queued')

    // Another day has its own budget: it is found when the engine looks next.
    day = 1
    bench.agent.onTurn = done
    await bench.settings.update({ notifyFinished: false })
    await bench.until(asking.id, 'succeeded')
    await bench.until(behind.id, 'succeeded')
    await bench.until(deferred.id, 'succeeded')
    expect((await today(bench))[0]).toMatchObject({ cost: 3, raised_cost: 0 })
  })

  it('counts a run over midnight to both days, each for its part', async () => {
    const start = new Date(2026, 10, 21, 23, 59, 0).getTime() - Date.now()
    let later = 0
    const bench = await open({ clock: () => new Date(Date.now() + start + later) })
    bench.agent.onTurn = async (turn) => {
      pays(turn, 2)
      await bench.when(async () => ((await today(bench)).length === 1 ? true : undefined))
      later = 120_000
      pays(turn, 3)
      return done(turn)
    }
    const { id } = await bench.start('Late')
    expect((await bench.until(id, 'succeeded')).usage.cost).toBe(5)
    const days = (await today(bench)).map(({ day, cost }) => [day, cost])
    expect(days).toEqual([
      ['2026-11-21', 2],
      ['2026-11-22', 3],
    ])
  })

  it('holds in minutes that agents have worked, and outlives a restart', async () => {
    const first = await open()
    const day = localDay(new Date(first.store.now()))
    await first.store.write(async (tx) => {
      await tx.db
        .insertInto('day_spending')
        .values({ day, worked_ms: 61 * 60_000 })
        .execute()
    })
    await first.settings.update({ maxDayMinutes: 60 })
    const { id } = await first.start('Too late')
    expect((await first.until(id, 'waiting')).waiting?.title).toBe(
      'Agents have worked for 61 minutes today, the budget for one day is 60 minutes.',
    )
    const bench = await restart(first)
    expect((await bench.runs.get(id)).status).toBe('waiting')
    expect((await bench.runs.requests()).items).toHaveLength(1)
    await bench.settings.update({ maxDayMinutes: 0 })
    await bench.until(id, 'succeeded')
  })
})
