import { describe, expect, it } from 'vitest'
import { closeBenches, code, done, open, restart, unlessAborted } from './benches.ts'
import { asking, push, requestItems } from './fake-asks.ts'

// What becomes of what an agent asks, with an agent that asks as told.

closeBenches()

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
