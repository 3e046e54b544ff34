import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { AgentAsk, TurnOutcome } from '#electron/agents/runtime.ts'
import { git } from '../../support/repository.ts'
import { type Bench, type BenchOptions, clear, openBench, type Turn } from './bench.ts'

// Pausing, messages, trust and read-only agents, with an agent that does as told.

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
const restart = async (bench: Bench) => {
  await bench.close()
  benches.splice(benches.indexOf(bench), 1)
  return open({ on: bench, agent: bench.agent })
}

const done = async ({ open: { directory } }: Turn): Promise<TurnOutcome> => {
  await writeFile(join(directory, 'work.txt'), 'work\n')
  return { kind: 'completed', text: 'Done.' }
}
const untilAborted = async ({ aborted }: Turn): Promise<TurnOutcome> => {
  await aborted
  return { kind: 'aborted' }
}
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
const code = (error: unknown) => (error as { code?: string }).code
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

describe('content nobody trusts', () => {
  const evil = { hash: 'e'.repeat(64), files: ['.opencode/plugin/evil.ts'] }

  it('in the worktree makes the run wait before the agent is opened there, until it is trusted', async () => {
    const accepted: unknown[] = []
    const bench = await open({
      trust: {
        untrusted: async () => (accepted.length === 0 ? evil : null),
        async accept(...content) {
          accepted.push(content)
        },
      },
    })
    const { id } = await bench.start('Trust')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    expect(request).toMatchObject({ kind: 'trust', trust: evil, choices: [{ id: 'trust' }, { id: 'stop' }] })
    expect(request?.title).toContain('.opencode/plugin/evil.ts')
    expect(bench.agent.opened).toEqual([])
    await bench.runs.answer({ id: request?.id ?? '', choice: 'trust' })
    await bench.until(id, 'succeeded')
    expect(accepted).toEqual([[bench.projectId, evil.hash, evil.files]])
  })

  it('keeps the run waiting when only what the agent has asked as well is answered', async () => {
    let isTrusted = true
    const bench = await open({
      trust: {
        untrusted: async () => (isTrusted ? null : evil),
        accept: async () => void (isTrusted = true),
      },
    })
    const death = Promise.withResolvers<void>()
    bench.agent.onTurn = async (turn) => {
      turn.busy(true)
      void turn.ask(sure)
      await death.promise
      isTrusted = false
      return { kind: 'interrupted' }
    }
    const { id } = await bench.start('Both')
    const [question] = await bench.asked(id)
    bench.agent.onTurn = done
    death.resolve()
    await bench.until(id, 'waiting')
    await bench.runs.answer({ id: question?.id ?? '', answers: [['Surely']] })
    const run = await bench.runs.get(id)
    expect(run).toMatchObject({ status: 'waiting', waiting: { kind: 'trust' } })
    const requests = await bench.asked(id, 2)
    expect(requests.map(({ kind }) => kind)).toEqual(['question', 'trust'])
    await bench.runs.answer({ id: run.waiting?.requestId ?? '', choice: 'trust' })
    await bench.until(id, 'succeeded')
    expect(texts(bench).at(-1)).toContain('Surely')
    expect((await bench.runs.requests()).items).toEqual([])
  })

  it('that the agent wrote is asked for before its next turn, and not run when the user stops', async () => {
    let written = false
    const bench = await open({ trust: { untrusted: async () => (written ? evil : null) } })
    await bench.projects.update({ id: bench.projectId, checkCommand: 'false' })
    bench.agent.onTurn = async (turn) => {
      written = true
      return done(turn)
    }
    const { id } = await bench.start('Trust')
    await bench.until(id, 'waiting')
    const [request] = await bench.asked(id)
    await bench.runs.answer({ id: request?.id ?? '', choice: 'stop' })
    expect((await bench.runs.get(id)).status).toBe('cancelled')
    expect(bench.agent.told).toHaveLength(1)
  })
})

describe('agents', () => {
  it('that only read succeed without a change, skip the check, and hand over to another one', async () => {
    const bench = await open()
    await bench.projects.update({
      id: bench.projectId,
      checkCommand: 'false',
      agent: 'plan',
      variant: 'high',
    })
    bench.agent.onTurn = async () => ({ kind: 'completed', text: 'The plan.' })
    const { id, taskId } = await bench.start('Plan')
    const run = await bench.until(id, 'succeeded')
    expect(run).toMatchObject({ agent: 'plan', variant: 'high', headCommit: null, summary: 'The plan.' })
    expect((await bench.tasks.get(taskId)).status).toBe('in_review')
    const how = { strategy: 'merge', moveCheckout: false } as const
    expect(await bench.runs.merge(id, how).catch(code)).toBe('NOTHING_TO_MERGE')
    await bench.projects.update({ id: bench.projectId, checkCommand: null })
    bench.agent.onTurn = done
    const back = await bench.runs.sendBack(id, 'Do it.', 'build')
    expect(await bench.until(back.id, 'succeeded')).toMatchObject({ agent: 'build', variant: 'high' })
    expect(bench.agent.opened.map(({ agent }) => agent)).toEqual(['plan', 'build'])
  })

  it('of the task come before those of the project; others fail without a change', async () => {
    const bench = await open()
    await bench.projects.update({ id: bench.projectId, agent: 'plan' })
    bench.agent.onTurn = async () => ({ kind: 'completed', text: 'Nothing.' })
    const { id } = await bench.start('Build', { agent: 'build', variant: 'low' })
    const run = await bench.until(id, 'failed')
    expect(run).toMatchObject({ agent: 'build', variant: 'low', failure: { code: 'no_changes' } })
  })
})
