import { describe, expect, it } from 'vitest'
import type { TurnOutcome } from '#electron/agents/runtime.ts'
import type { Turn } from './bench.ts'
import { closeBenches, code, done, open, unlessAborted } from './benches.ts'
import { asking, push, requestItems, which } from './fake-asks.ts'

// What the agent asks, with an agent that asks as told: orders of events that a real one brings too seldom.

closeBenches()

describe('an agent that asks', () => {
  it('makes its run wait, gets the answer, and goes on in the same turn', async () => {
    const bench = await open()
    const replies: unknown[] = []
    bench.agent.onTurn = asking(replies, push('per_1'))
    const { id } = await bench.start('Ask')
    const waiting = await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    expect(request).toMatchObject({
      runId: id,
      kind: 'permission',
      title: 'Run git push',
      permission: 'bash',
      patterns: ['git push'],
      always: ['git push *'],
      detail: 'git push origin main',
      subAgent: false,
      answer: null,
    })
    expect(waiting.waiting).toEqual({ requestId: request?.id, kind: 'permission', title: 'Run git push' })
    const answered = await bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    expect(answered.answer).toEqual({ reply: 'once' })
    await bench.until(id, 'succeeded')
    expect(replies).toEqual([{ reply: 'once' }])
    expect(bench.agent.told).toHaveLength(1)
    expect((await bench.runs.requests()).items).toEqual([])
    expect(requestItems(await bench.log(id))).toEqual([
      ['asked', 'Run git push'],
      ['answered', 'Allowed once'],
    ])
  })

  it('gives its slot back; its answer is held until it has one again, before those that have not begun', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    const replies: unknown[] = []
    const hold = Promise.withResolvers<void>()
    bench.agent.onTurn = asking(replies, push('per_1'))
    const { id } = await bench.start('Ask')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = unlessAborted(async (turn) => {
      await hold.promise
      return done(turn)
    })
    const other = await bench.start('Takes the slot')
    await bench.until(other.id, 'running')
    const third = await bench.start('Has not begun')
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', reply: 'reject', message: 'Not today.' })
    const held = await bench.runs.get(id)
    expect(held).toMatchObject({ status: 'queued', queuePosition: 1, waiting: null })
    expect(held.answeredAt).not.toBeNull()
    expect((await bench.runs.get(third.id)).queuePosition).toBe(2)
    expect((await bench.runs.requests()).items).toMatchObject([
      { id: request?.id, answer: { reply: 'reject', message: 'Not today.' } },
    ])
    expect(replies).toEqual([])
    hold.resolve()
    const run = await bench.until(id, 'succeeded')
    expect(replies).toEqual([{ reply: 'reject', message: 'Not today.' }])
    expect(run.answeredAt).toBeNull()
    await bench.until(third.id, 'succeeded')
  })

  it('does not wait while something else of it is at work, and is answered at once', async () => {
    const bench = await open()
    const replied = Promise.withResolvers<unknown>()
    const stop = Promise.withResolvers<void>()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      turn.busy(true)
      replied.resolve(await turn.ask(which('que_1')))
      await stop.promise
      return done(turn)
    })
    const { id } = await bench.start('Busy')
    const [request] = await bench.asked(id)
    expect(request).toMatchObject({ kind: 'question', title: 'Which database?', subAgent: true })
    expect((await bench.runs.get(id)).status).toBe('running')
    await bench.runs.answer({ id: request?.id ?? '', answers: [['SQLite']] })
    expect(await replied.promise).toEqual({ answers: [['SQLite']] })
    expect((await bench.runs.get(id)).status).toBe('running')
    stop.resolve()
    await bench.until(id, 'succeeded')
  })

  it('waits as soon as the rest of it has ended', async () => {
    const bench = await open()
    const busy = Promise.withResolvers<Turn>()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      turn.busy(true)
      busy.resolve(turn)
      await turn.ask(push('per_1'))
      return done(turn)
    })
    const { id } = await bench.start('Busy')
    await bench.asked(id)
    ;(await busy.promise).busy(false)
    await bench.until(id, 'waiting')
  })

  it('asks two things at once and gets each answer', async () => {
    const bench = await open()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      const replies = await Promise.all([turn.ask(push('per_1')), turn.ask(which('que_1'))])
      expect(replies).toEqual([{ reply: 'once' }, { answers: [['Neither']] }])
      return done(turn)
    })
    const { id } = await bench.start('Two')
    const [first, second] = await bench.asked(id, 2)
    await bench.runs.answer({ id: second?.id ?? '', answers: [['Neither']] })
    await bench.asked(id, 1)
    // It can do nothing but wait for the other one.
    const waiting = await bench.until(id, 'waiting')
    expect(waiting.waiting?.requestId).toBe(first?.id)
    await bench.runs.answer({ id: first?.id ?? '', reply: 'once' })
    await bench.until(id, 'succeeded')
  })

  it('takes an ask back: its request vanishes, and the run goes on', async () => {
    const bench = await open()
    const live = Promise.withResolvers<Turn>()
    const stop = Promise.withResolvers<void>()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      live.resolve(turn)
      void turn.ask(push('per_1'))
      await stop.promise
      return done(turn)
    })
    const { id } = await bench.start('Back')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    ;(await live.promise).vanish('per_1')
    await bench.until(id, 'running')
    expect(await bench.runs.answer({ id: request?.id ?? '', reply: 'once' }).catch(code)).toBe('NOT_FOUND')
    stop.resolve()
    await bench.until(id, 'succeeded')
    expect(requestItems(await bench.log(id)).map(([state]) => state)).toEqual(['asked', 'withdrawn'])
  })

  it('is not counted as working while it waits', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const begun = performance.now()
    const { id } = await bench.start('Slow user')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    const waits = performance.now()
    // The least a pause can be told from nothing by.
    await new Promise((resolve) => setTimeout(resolve, 400))
    const answered = performance.now()
    await bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await bench.until(id, 'succeeded')
    const row = await bench.store.db
      .selectFrom('runs')
      .select('worked_ms')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    // On a busy machine its work may take long as well.
    const most = waits - begun + performance.now() - answered
    expect(row.worked_ms).toBeLessThanOrEqual(Math.ceil(most))
  })

  it('fails well when its turn breaks while it waits', async () => {
    const bench = await open()
    const live = Promise.withResolvers<void>()
    bench.agent.onTurn = async (turn) => {
      void turn.ask(push('per_1'))
      await live.promise
      return { kind: 'failed', code: 'agent_error', message: 'broken' }
    }
    const { id } = await bench.start('Breaks')
    await bench.until(id, 'waiting')
    live.resolve()
    await bench.until(id, 'failed')
    expect((await bench.runs.requests()).items).toEqual([])
  })
})

describe('a run that fails', () => {
  it.each([
    [
      'when its turn throws',
      async () => {
        throw new Error('broken')
      },
      'internal',
    ],
    ['when its turns are interrupted too often', async () => ({ kind: 'interrupted' }), 'agent_error'],
  ] as [string, () => Promise<TurnOutcome>, string][])(
    '%s: takes what the agent asked back, and says so in the log',
    async (_name, end, failure) => {
      const bench = await open()
      const live = Promise.withResolvers<void>()
      let turns = 0
      bench.agent.onTurn = async (turn) => {
        turn.busy(true)
        if ((turns += 1) === 1) void turn.ask(push('per_1'))
        await live.promise
        return end()
      }
      const { id } = await bench.start('Breaks')
      await bench.asked(id)
      live.resolve()
      expect((await bench.until(id, 'failed')).failure?.code).toBe(failure)
      expect((await bench.runs.requests()).items).toEqual([])
      expect(requestItems(await bench.log(id)).map(([state]) => state)).toEqual(['asked', 'withdrawn'])
    },
  )
})

describe('the end of the agent’s server while it waits', () => {
  it('keeps the request open; the run goes on after the answer', async () => {
    const bench = await open()
    const death = Promise.withResolvers<void>()
    bench.agent.onTurn = async (turn) => {
      void turn.ask(push('per_1'))
      await death.promise
      return { kind: 'interrupted' }
    }
    const { id } = await bench.start('Server')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    const replies: unknown[] = []
    bench.agent.onTurn = asking(replies, push('per_2'))
    death.resolve()
    await bench.when(async () =>
      (await bench.log(id)).some((item) => item.kind === 'notice') ? true : undefined,
    )
    expect((await bench.runs.get(id)).waiting?.requestId).toBe(request?.id)
    await bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await bench.until(id, 'succeeded')
    expect(replies).toEqual([{ reply: 'once' }])
  })
})
