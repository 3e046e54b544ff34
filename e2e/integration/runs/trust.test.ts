import { describe, expect, it } from 'vitest'
import type { AgentAsk } from '#electron/agents/runtime.ts'
import type { Bench } from './bench.ts'
import { closeBenches, done, open } from './benches.ts'

// Content nobody trusts, with an agent that does as told.

closeBenches()

const sure: AgentAsk = {
  ref: 'que_1',
  subAgent: false,
  kind: 'question',
  questions: [{ header: '', question: 'Sure?', options: [], multiple: false, custom: true }],
}
const texts = (bench: Bench) => bench.agent.told.map(({ text }) => text)

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

  it('is not loaded ahead: of the next in line, only what is trusted', async () => {
    const distrusted = new Set<string>()
    const bench = await open({
      trust: { untrusted: async (_project, worktree) => (distrusted.has(worktree) ? evil : null) },
    })
    await bench.settings.update({ parallelLimit: 1 })
    const end = Promise.withResolvers<void>()
    bench.agent.onTurn = async () => {
      await end.promise
      return { kind: 'completed', text: 'Done.' }
    }
    const first = await bench.start('At work')
    await bench.until(first.id, 'running')
    const trusted = await bench.start('Trusted')
    const worktree = async (id: string) => (await bench.runs.get(id)).worktreePath ?? ''
    const ahead = (id: string) =>
      expect.poll(async () => bench.agent.loaded.has(await worktree(id)), { timeout: 20_000 }).toBe(true)
    await ahead(trusted.id)
    // Never begun, it needs nothing any more.
    await bench.runs.cancel(trusted.id)
    expect(bench.agent.loaded).toEqual(new Set())

    const next = await bench.start('Next')
    await ahead(next.id)
    distrusted.add(await worktree(next.id))
    end.resolve()
    // It has been written anew while it stood in line.
    await bench.until(next.id, 'waiting')
    expect(bench.agent.loaded).toEqual(new Set())
  })
})
