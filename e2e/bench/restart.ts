import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestHost } from '../support/host.ts'
import { makeRepository, temporaryFolder } from '../support/repository.ts'
import { bash, practiceProject } from '../support/scripted.ts'
import { startBuilt } from './built-host.ts'
import { cleanUpLater } from './clean-up.ts'
import { absolute, type Figure, type Result } from './figure.ts'

const RUNS = 100
/** Of them so many wait for an answer. */
const WAITING = 5
const SLOTS = 3

/** Milliseconds since the new process was made. */
interface Restarted {
  /** Its ready line was read. */
  ready: number
  /** The first run's session had been found again, and the prompt to go on was in its log. */
  attached: number
  /** The first agent had said a word after that prompt. */
  word: number
}

/** How soon a host is back that was killed with many runs open. */
export const restart: Figure = {
  name: 'restart',
  target: `a host killed with ${RUNS} runs open (${SLOTS} at work, ${WAITING} asking): ready ≤ 1 s, first run re-attached ≤ 4 s`,
  run: (rounds, say) => killAndStart(`restart with ${RUNS} runs`, openRuns, rounds, say),
}

/** How soon a host is back that was killed in the middle of a large batch. */
export const batchRestart: Figure = {
  name: 'batch-restart',
  target: `a host killed with a batch of ${RUNS} tasks (${SLOTS} at work): ready ≤ 1 s, first run re-attached ≤ 4 s`,
  run: (rounds, say) => killAndStart(`restart with a batch of ${RUNS}`, openBatch, rounds, say),
}

async function killAndStart(
  name: string,
  open: (host: TestHost, repo: string) => Promise<void>,
  rounds: number,
  say: (line: string) => void,
): Promise<Result[]> {
  const [dataFolder, repo] = [await temporaryFolder('restart'), await makeRepository()]
  const clean = async () => {
    for (const folder of [dataFolder, repo]) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  cleanUpLater(clean)
  const seen: Restarted[] = []
  let host = await startBuilt(dataFolder)
  try {
    await open(host, repo)
    const running = await atWork(host)
    await Promise.all(running.map((id) => goesOn(host, id, 0).word))
    for (let round = 0; round < rounds; round += 1) {
      await host.kill()
      const [killedAt, began] = [Date.now(), performance.now()]
      const elapsed = () => Math.round(performance.now() - began)
      host = await startBuilt(dataFolder)
      const again = host
      const ready = elapsed()
      const going = running.map((id) => goesOn(again, id, killedAt))
      const [attached, word] = await Promise.all([
        Promise.race(going.map(({ prompted }) => prompted)).then(elapsed),
        Promise.race(going.map((one) => one.word)).then(elapsed),
      ])
      say(
        `round ${round + 1} of ${rounds}: ready after ${ready} ms, re-attached after ${attached} ms, first word after ${word} ms`,
      )
      seen.push({ ready, attached, word })
      // The other two as well, so that the next round finds three at work again.
      await Promise.all(going.map((one) => one.word))
    }
  } finally {
    await host.stop()
    await clean()
  }
  const values = (of: keyof Restarted) => seen.map((one) => one[of])
  return [
    absolute(`${name}: ready line`, values('ready'), 'ms', 1000),
    absolute(`${name}: first run re-attached`, values('attached'), 'ms', 4000),
    // That is the agent's and the model's time; the prompt before it is ours.
    absolute(`${name}: first word`, values('word'), 'ms', null),
  ]
}

/** Longer than all rounds take. A model that is asked to go on does so from the answer it was giving. */
const LONG = Array.from({ length: 100 }, () => [
  { text: 'Another word of the long work is done. '.repeat(8), delayMs: 100 },
  bash('true'),
]).flat()

async function openBatch(host: TestHost, repo: string): Promise<void> {
  const { client } = host
  const fixture = await practiceProject(client, repo)
  await client.settings.update({ parallelLimit: SLOTS, maxBatchSize: RUNS })
  const taskIds: string[] = []
  for (let n = 0; n < RUNS; n += 1) {
    taskIds.push((await fixture.task(`Work ${n}`, ...LONG)).id)
    // Changes are limited to a rate that no person reaches.
    await delay(40)
  }
  await client.batches.create({ taskIds, mode: 'parallel', options: { parallelLimit: SLOTS } })
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
  for (let n = WAITING; n < RUNS; n += 1) {
    const task = await fixture.task(`Work ${n}`, ...LONG)
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
 * Follows a run from its next prompt on: one that was said later than `since` (milliseconds since 1970). Words that
 * an earlier prompt left behind do not count.
 *
 * @returns promises of that prompt and of the first word that the agent answers
 */
function goesOn(
  host: TestHost,
  runId: string,
  since: number,
): { prompted: Promise<void>; word: Promise<void> } {
  const prompted = Promise.withResolvers<void>()
  const follow = async () => {
    let isPrompted = false
    for await (const item of host.log(runId)) {
      if (item.kind === 'prompt' && Date.parse(item.at) >= since) {
        isPrompted = true
        prompted.resolve()
      }
      if (isPrompted && item.kind === 'text') return
    }
    const { status, failure } = await host.client.runs.get({ id: runId })
    throw new Error(`run ${runId} ${status} before it went on: ${failure?.message ?? 'no failure'}`)
  }
  const word = follow()
  // Whoever waits for either is told; nobody may wait for it yet.
  word.catch(prompted.reject)
  prompted.promise.catch(() => undefined)
  return { prompted: prompted.promise, word }
}
