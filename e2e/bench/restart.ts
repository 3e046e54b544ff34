import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { bash, practiceProject } from '../support/scripted.ts'
import { startBuilt } from './built-host.ts'
import type { Figure, Result } from './figure.ts'
import { median } from './rounds.ts'

const RUNS = 100
/** Of them so many wait for an answer. */
const WAITING = 5
const SLOTS = 3

/** Milliseconds since the new process was made. */
interface Restarted {
  /** Its ready line was read. */
  ready: number
  /** The first run's agent, prompted to go on, had said a word that is in its log. */
  attached: number
}

/** How soon a host is back that was killed with many runs open. */
export const restart: Figure = {
  name: 'restart',
  target: `a host killed with ${RUNS} runs open (${SLOTS} at work, ${WAITING} asking): ready ≤ 1 s, the first goes on ≤ 4 s`,
  async run(rounds, say) {
    const [dataFolder, repo] = [await temporaryFolder('restart'), await makeRepository()]
    const seen: Restarted[] = []
    let host = await startBuilt(dataFolder)
    try {
      await openRuns(host, repo)
      const running = await atWork(host)
      await Promise.all(running.map((id) => nextWord(host, id, 0)))
      for (let round = 0; round < rounds; round += 1) {
        await host.kill()
        const [killedAt, began] = [Date.now(), performance.now()]
        host = await startBuilt(dataFolder)
        const again = host
        const ready = Math.round(performance.now() - began)
        const going = running.map((id) => nextWord(again, id, killedAt))
        await Promise.race(going)
        const attached = Math.round(performance.now() - began)
        say(`round ${round + 1} of ${rounds}: ready after ${ready} ms, goes on after ${attached} ms`)
        seen.push({ ready, attached })
        // The other two as well, so that the next round finds three at work again.
        await Promise.all(going)
      }
    } finally {
      await host.stop()
      for (const folder of [dataFolder, repo])
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
    return [
      result(
        'ready line',
        seen.map(({ ready }) => ready),
        1000,
      ),
      result(
        'first run goes on',
        seen.map(({ attached }) => attached),
        4000,
      ),
    ]
  },
}

function result(what: string, ours: number[], limit: number): Result {
  const value = median(ours)
  return {
    what: `restart with ${RUNS} runs: ${what}`,
    ours,
    theirs: null,
    unit: 'ms',
    value,
    limit,
    ok: value <= limit,
  }
}

/** Executes tasks until the data folder holds what a busy day leaves: some asking, three at work, the rest in line. */
async function openRuns(host: TestHost, repo: string): Promise<void> {
  const { client } = host
  const fixture = await practiceProject(client, repo)
  await client.settings.update({ parallelLimit: SLOTS })
  for (let n = 0; n < WAITING; n += 1) {
    const task = await fixture.task(`Asking ${n}`, { question: { text: 'Which one?', options: ['A', 'B'] } })
    const run = await client.tasks.execute({ id: task.id })
    await host.runWith(run.id, 'waiting')
  }
  // Longer than all rounds take. A model that is asked to go on does so from the answer it was giving.
  const words = { text: 'Another word of the long work is done. '.repeat(8), delayMs: 100 }
  const long = Array.from({ length: 100 }, () => [words, bash('true')]).flat()
  for (let n = WAITING; n < RUNS; n += 1) {
    const task = await fixture.task(`Work ${n}`, ...long)
    await client.tasks.execute({ id: task.id })
    // Changes are limited to a rate that no person reaches.
    await delay(70)
  }
  const { items } = await client.runs.list()
  if (items.length !== RUNS) throw new Error(`${items.length} runs are open, not ${RUNS}`)
}

/** The runs that have a slot. */
async function atWork(host: TestHost): Promise<string[]> {
  return host.when(async () => {
    const { items } = await host.client.runs.list()
    const running = items.filter(({ status }) => status === 'running')
    return running.length === SLOTS ? running.map(({ id }) => id) : undefined
  })
}

/**
 * Waits for the first word that a run's agent says after it was prompted later than `since` (milliseconds
 * since 1970): words that an earlier prompt left behind do not count.
 */
async function nextWord(host: TestHost, runId: string, since: number): Promise<void> {
  let isPrompted = false
  for await (const item of host.log(runId)) {
    if (item.kind === 'prompt' && Date.parse(item.at) >= since) isPrompted = true
    if (isPrompted && item.kind === 'text') return
  }
  const { status, failure } = await host.client.runs.get({ id: runId })
  throw new Error(`run ${runId} ${status} before it went on: ${failure?.message ?? 'no failure'}`)
}
