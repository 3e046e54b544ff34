import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { LogBody } from '#shared/run-log.ts'
import type { Bench, Turn } from './bench.ts'
import { closeBenches, done, open, untilAborted } from './benches.ts'

// However a run ends, nothing is left at work in its log.

closeBenches()

const running = (partId: string): LogBody => ({ kind: 'tool', partId, tool: 'bash', state: 'running' })
const statesOf = async (bench: Bench, runId: string) =>
  (await bench.log(runId)).flatMap((item) => (item.kind === 'tool' ? [`${item.partId} ${item.state}`] : []))
/** Begins a tool and does not say how it ends. */
const withTool =
  (then: (turn: Turn) => ReturnType<typeof done>) =>
  async (turn: Turn): ReturnType<typeof done> => {
    turn.open.report([running('own')])
    return then(turn)
  }
/** A run whose tool is at work in its stored log. */
async function atWork(bench: Bench): Promise<string> {
  bench.agent.onTurn = withTool(untilAborted)
  const { id } = await bench.start('At work')
  await expect.poll(() => statesOf(bench, id)).toHaveLength(1)
  return id
}
/** Until nobody writes its log any more. */
const silent = async (bench: Bench, runId: string) => {
  for await (const _ of bench.runs.follow(runId, 0, new AbortController().signal)) void _
}

describe('the tools of a run', () => {
  it('end with it when it is cancelled while the host closes', async () => {
    const bench = await open()
    const id = await atWork(bench)
    await bench.runs.close()
    expect((await bench.runs.cancel(id)).status).toBe('cancelled')
    expect(await statesOf(bench, id)).toEqual(['own running', 'own interrupted'])
  })

  it('end with it when the store refuses its outcome', async () => {
    const bench = await open()
    const record = bench.tasks.recordExecution.bind(bench.tasks)
    bench.tasks.recordExecution = async (tx, taskId, change) => {
      if (change.executionStatus === 'succeeded') throw new Error('refused on purpose')
      return record(tx, taskId, change)
    }
    bench.agent.onTurn = withTool(done)
    const { id } = await bench.start('Refused')
    const run = await bench.until(id, 'failed')
    expect(run.failure?.code).toBe('internal')
    await silent(bench, id)
    expect(await statesOf(bench, id)).toEqual(['own running', 'own interrupted'])
    const log = await bench.log(id)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
  })

  it('end with it when the agent tells of them after its end', async () => {
    const bench = await open()
    bench.agent.onClose = async ({ report }) => {
      report([running('late')])
      // Longer than its log waits before it writes.
      await pause(100)
    }
    const { id } = await bench.start('Last words')
    await silent(bench, id)
    expect(await statesOf(bench, id)).toEqual(['late running', 'late interrupted'])
  })
})
