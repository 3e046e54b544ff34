import { describe, expect, it } from 'vitest'
import type { AgentAsk, TurnOutcome } from '#electron/agents/runtime.ts'
import { git } from '../../support/repository.ts'
import type { Bench, Turn } from './bench.ts'
import { closeBenches, code, done, open, restart, untilAborted } from './benches.ts'

// Pausing and messages, with an agent that does as told.

closeBenches()

const sure: AgentAsk = {
  ref: 'que_1',
  subAgent: false,
  kind: 'question',
  questions: [{ header: '', question: 'Sure?', options: [], multiple: false, custom: true }],
}
/** Asks, and does nothing else. */
const asking = async (turn: Turn): Promise<TurnOutcome> => {
  void turn.ask(sure)
  return untilAborted(turn)
}
const texts = (bench: Bench) => bench.agent.told.map(({ text }) => text)
/** Waits until the agent has been told something `count` times. */
const told = (bench: Bench, count: number) =>
  new Promise<void>((resolve) => {
    const inner = bench.agent.onTurn
    bench.agent.onTurn = (turn) => {
      if (bench.agent.told.length === count) resolve()
      return inner(turn)
    }
    if (bench.agent.told.length >= count) resolve()
  })
const RESUME = /You were interrupted/

describe('pause', () => {
  it('stops the agent; continue with a message goes on in the same session', async () => {
    const bench = await open()
    bench.agent.onTurn = untilAborted
    const begun = told(bench, 1)
    const { id } = await bench.start('Pause me')
    await begun
    await bench.runs.pause(id)
    const waiting = await bench.until(id, 'waiting')
    expect(waiting.waiting).toMatchObject({ kind: 'limit', title: 'Paused.' })
    const [request] = await bench.asked(id)
    expect(request?.choices?.map((choice) => choice.id)).toEqual(['continue', 'finish', 'stop'])
    // What waits is not paused twice.
    expect((await bench.runs.pause(id)).status).toBe('waiting')
    await bench.asked(id)
    bench.agent.onTurn = done
    await bench.runs.answer({ id: request?.id ?? '', choice: 'continue', message: 'Use tabs.' })
    await bench.until(id, 'succeeded')
    expect(texts(bench)).toHaveLength(2)
    expect(texts(bench)[1]).toMatch(/^Use tabs\.\n\nYou were interrupted/)
    expect(bench.agent.told[1]?.sessionId).toBe(bench.agent.told[0]?.sessionId)
    const { items } = await bench.runs.messages(id)
    expect(items).toMatchObject([{ text: 'Use tabs.', state: 'sent' }])
    const log = await bench.log(id)
    expect(log.flatMap((item) => (item.kind === 'request' ? [[item.state, item.text]] : []))).toEqual([
      ['asked', 'Paused.'],
      ['answered', 'Continue: Use tabs.'],
    ])
    expect(log.flatMap((item) => (item.kind === 'prompt' ? [item.reason] : []))).toEqual(['task', 'message'])
  })

  it('and the work as it is can be taken', async () => {
    const bench = await open()
    bench.agent.onTurn = async (turn) => {
      await done(turn)
      return untilAborted(turn)
    }
    const begun = told(bench, 1)
    const { id } = await bench.start('Enough')
    await begun
    await bench.runs.pause(id)
    await bench.until(id, 'waiting')
    await bench.runs.continue(id, 'finish')
    const run = await bench.until(id, 'succeeded')
    expect(await git(bench.repo, 'show', `${run.branch}:work.txt`)).toBe('work')
  })

  it('of a run that has not begun keeps it from beginning', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    bench.agent.onTurn = untilAborted
    const first = await bench.start('Takes the slot')
    await bench.until(first.id, 'running')
    const { id } = await bench.start('Paused in the queue')
    await bench.runs.pause(id)
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    expect(request?.choices?.map((choice) => choice.id)).toEqual(['continue', 'stop'])
    bench.agent.onTurn = done
    await bench.runs.cancel(first.id)
    await bench.runs.continue(id, 'continue')
    await bench.until(id, 'succeeded')
    expect(texts(bench).at(-1)).toContain('# Paused in the queue')
  })

  it('before the agent has heard the task does not keep the task from it', async () => {
    let pausing: Promise<unknown> | undefined
    const bench = await open({
      onStep: (id, step, moment) => {
        if (step === 'session' && moment === 'written') pausing ??= bench.runs.pause(id)
      },
    })
    bench.agent.onTurn = done
    const { id } = await bench.start('Early')
    await bench.until(id, 'waiting', 'succeeded')
    await pausing
    if ((await bench.runs.get(id)).status === 'waiting') await bench.runs.continue(id, 'continue')
    await bench.until(id, 'succeeded')
    expect(texts(bench)[0]).toContain('# Early')
  })

  it('of a run that waits for an answer leaves its question alone', async () => {
    const bench = await open()
    const aborted: unknown[] = []
    bench.agent.onTurn = async (turn) => {
      void turn.aborted.then(() => aborted.push(turn))
      const reply = await turn.ask(sure)
      expect(reply).toEqual({ answers: [['Yes']] })
      return done(turn)
    }
    const { id } = await bench.start('Ask')
    const { waiting } = await bench.until(id, 'waiting')
    expect(await bench.runs.pause(id)).toMatchObject({ status: 'waiting', waiting })
    await bench.runs.answer({ id: waiting?.requestId ?? '', answers: [['Yes']] })
    await bench.until(id, 'succeeded')
    expect(aborted).toEqual([])
    expect(bench.agent.told).toHaveLength(1)
  })

  it('keeps the answer that waits for a slot: the agent hears it when it is continued', async () => {
    const bench = await open()
    await bench.settings.update({ parallelLimit: 1 })
    bench.agent.onTurn = asking
    const { id } = await bench.start('Ask')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = untilAborted
    const other = await bench.start('Takes the slot')
    await bench.until(other.id, 'running')
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', answers: [['Surely']] })
    await bench.runs.pause(id)
    expect((await bench.until(id, 'waiting')).waiting?.title).toBe('Paused.')
    bench.agent.onTurn = done
    await bench.runs.cancel(other.id)
    await bench.runs.continue(id, 'continue')
    await bench.until(id, 'succeeded')
    expect(texts(bench).at(-1)).toMatch(/You were interrupted[\s\S]*Sure\?[\s\S]*Surely/)
    expect(await bench.store.db.selectFrom('requests').selectAll().execute()).toEqual([])
  })

  it('survives a restart', async () => {
    const bench = await open()
    bench.agent.onTurn = untilAborted
    const begun = told(bench, 1)
    const { id } = await bench.start('Over night')
    await begun
    await bench.runs.pause(id)
    await bench.until(id, 'waiting')
    const later = await restart(bench)
    later.agent.onTurn = done
    await later.runs.continue(id, 'continue')
    await later.until(id, 'succeeded')
    expect(texts(bench).at(-1)).toMatch(RESUME)
  })

  it('is refused when the run is over; stop cancels it', async () => {
    const bench = await open()
    bench.agent.onTurn = untilAborted
    const begun = told(bench, 1)
    const { id } = await bench.start('Stop')
    await begun
    await bench.runs.pause(id)
    const [request] = await bench.asked(id)
    const answered = await bench.runs.answer({ id: request?.id ?? '', choice: 'stop' })
    expect(answered.answer).toEqual({ choice: 'stop' })
    expect((await bench.runs.get(id)).status).toBe('cancelled')
    expect((await bench.runs.requests()).items).toEqual([])
    expect(await bench.runs.pause(id).catch(code)).toBe('ILLEGAL_TRANSITION')
    expect(await bench.runs.message(id, 'Too late.', false).catch(code)).toBe('ILLEGAL_TRANSITION')
  })
})

describe('messages', () => {
  it('are said one after the other, each when the turn before has ended, before the work is taken', async () => {
    const bench = await open()
    const go = Promise.withResolvers<void>()
    bench.agent.onTurn = async (turn) => {
      await go.promise
      return done(turn)
    }
    const begun = told(bench, 1)
    const { id } = await bench.start('Talk')
    await begun
    const first = await bench.runs.message(id, 'First.', false)
    expect(first).toMatchObject({ runId: id, text: 'First.', state: 'queued', sentAt: null })
    const second = await bench.runs.message(id, 'Withdrawn.', false)
    await bench.runs.message(id, 'Third.', false)
    await bench.runs.withdrawMessage(second.id)
    go.resolve()
    await bench.until(id, 'succeeded')
    expect(texts(bench).slice(1)).toEqual(['First.', 'Third.'])
    const { items } = await bench.runs.messages(id)
    expect(items.map(({ text, state }) => [text, state])).toEqual([
      ['First.', 'sent'],
      ['Third.', 'sent'],
    ])
    expect(await bench.runs.withdrawMessage(first.id).catch(code)).toBe('CONFLICT')
    expect(await bench.runs.withdrawMessage(second.id).catch(code)).toBe('NOT_FOUND')
  })

  it('that interrupt end the turn and are said at once', async () => {
    const bench = await open()
    bench.agent.onTurn = untilAborted
    const begun = told(bench, 1)
    const { id } = await bench.start('Interrupt')
    await begun
    bench.agent.onTurn = done
    await bench.runs.message(id, 'Stop, do this.', true)
    await bench.until(id, 'succeeded')
    expect(texts(bench)).toHaveLength(2)
    expect(texts(bench)[1]).toMatch(/^Stop, do this\./)
  })

  it('that interrupt an agent that waits for an answer take its question back', async () => {
    const bench = await open()
    bench.agent.onTurn = asking
    const { id } = await bench.start('Interrupt')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = done
    await bench.runs.message(id, 'Never mind.', true)
    await bench.until(id, 'succeeded')
    expect(texts(bench)[1]).toMatch(/^Never mind\./)
    expect((await bench.runs.requests()).items).toEqual([])
  })

  it('wake a run that came to its limit', async () => {
    const bench = await open()
    bench.agent.onTurn = async () => ({ kind: 'limit', limit: 'silent_model', message: 'Silent.' })
    const { id } = await bench.start('Limit')
    await bench.until(id, 'waiting')
    bench.agent.onTurn = done
    await bench.runs.message(id, 'Go on.', false)
    await bench.until(id, 'succeeded')
    expect(texts(bench)[1]).toMatch(/^Go on\./)
  })

  it('that come while the work is being taken are heard before the run is over', async () => {
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async commitAll(options) {
          if (bench.agent.told.length === 1) {
            const { items } = await bench.runs.list()
            await bench.runs.message(items[0]?.id ?? '', 'One more thing.', false)
          }
          return plain.commitAll(options)
        },
      }),
    })
    bench.agent.onTurn = done
    const { id } = await bench.start('Late')
    await bench.until(id, 'succeeded')
    expect(texts(bench)[1]).toBe('One more thing.')
  })

  it('are said exactly once over a restart', async () => {
    const bench = await open()
    bench.agent.onTurn = untilAborted
    const begun = told(bench, 1)
    const { id } = await bench.start('Restart')
    await begun
    await bench.runs.message(id, 'Remember me.', false)
    bench.agent.onTurn = done
    const later = await restart(bench)
    await later.until(id, 'succeeded')
    expect(texts(bench).filter((text) => text.includes('Remember me.'))).toHaveLength(1)
  })
})
