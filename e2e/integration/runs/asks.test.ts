import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AgentAsk, TurnOutcome } from '#electron/agents/runtime.ts'
import type { LogItem } from '#shared/run-log.ts'
import { type Bench, type BenchOptions, clear, openBench, type Turn } from './bench.ts'

// What the agent asks, with an agent that asks as told: orders of events that a real one brings too seldom.

const benches: Bench[] = []
const open = async (options?: BenchOptions) => {
  const bench = await openBench(options)
  benches.push(bench)
  return bench
}
afterEach(async () => {
  for (const bench of benches) await bench.close()
  for (const bench of benches.splice(0)) await clear(bench)
})
/** Ends the host as a crash or a quit does, and starts the next one on the same data. */
const restart = async (bench: Bench) => {
  await bench.close()
  benches.splice(benches.indexOf(bench), 1)
  return open({ on: bench, agent: bench.agent })
}

const push = (ref: string): AgentAsk => ({
  ref,
  subAgent: false,
  kind: 'permission',
  permission: 'bash',
  patterns: ['git push'],
  always: ['git push *'],
  title: 'Run git push',
  detail: 'git push origin main',
})
const which = (ref: string): AgentAsk => ({
  ref,
  subAgent: true,
  kind: 'question',
  questions: [
    {
      header: 'Database',
      question: 'Which database?',
      options: [
        { label: 'SQLite', description: '' },
        { label: 'Postgres', description: '' },
      ],
      multiple: false,
      custom: true,
    },
  ],
})

const done = async ({ open: { directory } }: Turn): Promise<TurnOutcome> => {
  await writeFile(join(directory, 'work.txt'), 'work\n')
  return { kind: 'completed', text: 'Done.' }
}
/** The turn ends with `work`, or earlier when it is aborted. */
const unlessAborted = (work: (turn: Turn) => Promise<TurnOutcome>) => (turn: Turn) =>
  Promise.race([work(turn), turn.aborted.then((): TurnOutcome => ({ kind: 'aborted' }))])

const asking = (replies: unknown[], ...asks: AgentAsk[]) =>
  unlessAborted(async (turn) => {
    for (const ask of asks) replies.push(await turn.ask(ask))
    return done(turn)
  })
const requestItems = (log: LogItem[]) =>
  log.flatMap((item) => (item.kind === 'request' ? [[item.state, item.text]] : []))
const code = (error: unknown) => (error as { code?: string }).code

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
    const { id } = await bench.start('Slow user')
    await bench.until(id, 'waiting')
    // The least a pause can be told from nothing by.
    await new Promise((resolve) => setTimeout(resolve, 400))
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await bench.until(id, 'succeeded')
    const row = await bench.store.db
      .selectFrom('runs')
      .select('worked_ms')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.worked_ms).toBeLessThan(400)
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

describe('an answer', () => {
  it('that the agent has heard is told from an unknown request when it is given again', async () => {
    const bench = await open()
    const stop = Promise.withResolvers<void>()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      await turn.ask(push('per_1'))
      await stop.promise
      return done(turn)
    })
    const { id } = await bench.start('Twice')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    const answer = () => bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await answer()
    await expect.poll(async () => (await bench.runs.requests()).items).toEqual([])
    expect(await answer().catch(code)).toBe('CONFLICT')
    stop.resolve()
    await bench.until(id, 'succeeded')
  })

  it('is refused when nobody asks, when it does not fit, and when there is one', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Ask')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = unlessAborted(() => new Promise(() => {}))
    await bench.until((await bench.start('Takes the slot')).id, 'running')
    const [request] = await bench.asked(id)
    const to = { id: request?.id ?? '' }
    const nobody = '0199a000-0000-7000-8000-000000000000'
    expect(await bench.runs.answer({ id: nobody, reply: 'once' }).catch(code)).toBe('NOT_FOUND')
    expect(await bench.runs.answer({ ...to, choice: 'stop' }).catch(code)).toBe('BAD_REQUEST')
    expect(await bench.runs.continue(id, 'stop').catch(code)).toBe('ILLEGAL_TRANSITION')
    await bench.runs.answer({ ...to, reply: 'once' })
    expect(await bench.runs.answer({ ...to, reply: 'reject' }).catch(code)).toBe('CONFLICT')
  })

  it('for good becomes grants, which later sessions are opened with until they are revoked', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Always')
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', reply: 'always' })
    await bench.until(id, 'succeeded')
    const { items } = await bench.runs.grants(bench.projectId)
    expect(items).toMatchObject([{ permission: 'bash', pattern: 'git push *' }])
    bench.agent.onTurn = done
    await bench.until((await bench.start('Next')).id, 'succeeded')
    await bench.runs.revokeGrant(items[0]?.id ?? '')
    expect(await bench.runs.revokeGrant(items[0]?.id ?? '').catch(code)).toBe('NOT_FOUND')
    await bench.until((await bench.start('Last')).id, 'succeeded')
    expect(bench.agent.opened.map(({ grants }) => grants)).toEqual([
      [],
      [{ permission: 'bash', pattern: 'git push *' }],
      [],
    ])
  })
})

describe('a cancel', () => {
  it('while the agent waits takes its requests back', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Cancelled')
    await bench.until(id, 'waiting')
    expect((await bench.runs.cancel(id)).status).toBe('cancelled')
    expect((await bench.runs.requests()).items).toEqual([])
    expect(requestItems(await bench.log(id)).map(([state]) => state)).toEqual(['asked', 'withdrawn'])
  })

  it('after a restart while it waits: the same', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Cancelled later')
    await bench.until(id, 'waiting')
    const later = await restart(bench)
    expect((await later.runs.get(id)).status).toBe('waiting')
    expect((await later.runs.cancel(id)).status).toBe('cancelled')
    expect((await later.runs.requests()).items).toEqual([])
    const log = await later.log(id)
    expect(requestItems(log).map(([state]) => state)).toEqual(['asked', 'withdrawn'])
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
  })
})

describe('a restart while the agent waits', () => {
  it('keeps the request; its answer is told, and given once when the agent asks again', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Crash')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    const later = await restart(bench)
    expect(await later.asked(id)).toEqual([request])
    const replies: unknown[] = []
    later.agent.onTurn = asking(replies, push('per_2'), push('per_3'))
    await later.runs.answer({ id: request?.id ?? '', reply: 'reject', message: 'Use a branch.' })
    // The same once more is a question of its own.
    const [again] = await later.when(async () => {
      const items = await later.asked(id)
      return items.some((one) => one.id !== request?.id) ? items : undefined
    })
    expect(replies).toEqual([{ reply: 'reject', message: 'Use a branch.' }])
    expect(bench.agent.told.at(-1)?.text).toMatch(/Run git push[\s\S]*Refused: Use a branch\./)
    await later.runs.answer({ id: again?.id ?? '', reply: 'once' })
    await later.until(id, 'succeeded')
    expect(bench.agent.told).toHaveLength(2)
    expect(requestItems(await later.log(id))).toEqual([
      ['asked', 'Run git push'],
      ['answered', 'Refused: Use a branch.'],
      ['asked', 'Run git push'],
      ['answered', 'Allowed once'],
    ])
  })

  it('drops the answer that the agent never asks for again', async () => {
    const bench = await open()
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Crash')
    const [request] = await bench.asked(id)
    const later = await restart(bench)
    later.agent.onTurn = done
    await later.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await later.until(id, 'succeeded')
    expect(await later.store.db.selectFrom('requests').selectAll().execute()).toEqual([])
  })

  it('between the answer and its delivery loses nothing', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    bench.agent.onTurn = asking([], push('per_1'))
    const { id } = await bench.start('Crash')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = unlessAborted(() => new Promise(() => {}))
    const other = await bench.start('Takes the slot')
    await bench.until(other.id, 'running')
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', reply: 'once' })
    const replies: unknown[] = []
    bench.agent.onTurn = asking(replies, push('per_2'))
    const later = await restart(bench)
    await later.runs.cancel(other.id)
    await later.until(id, 'succeeded')
    expect(replies).toEqual([{ reply: 'once' }])
  })

  it('while it worked beside: what it asks again is the same request', async () => {
    const bench = await open()
    bench.agent.onTurn = unlessAborted(async (turn) => {
      turn.busy(true)
      await turn.ask(push('per_1'))
      return done(turn)
    })
    const { id } = await bench.start('Crash')
    const [request] = await bench.asked(id)
    bench.agent.onTurn = asking([], push('per_2'))
    const later = await restart(bench)
    await later.until(id, 'waiting')
    expect(await later.asked(id)).toEqual([request])
    expect(bench.agent.told.at(-1)?.text).toMatch(/nobody has answered[\s\S]*Run git push/)
    await later.runs.answer({ id: request?.id ?? '', reply: 'once' })
    await later.until(id, 'succeeded')
  })
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
