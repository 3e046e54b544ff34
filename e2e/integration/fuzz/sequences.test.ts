import fc from 'fast-check'
import { afterAll, beforeAll, expect } from 'vitest'
import { isTerminal } from '#shared/run-words.ts'
import { slowTest } from '../../support/slow.ts'
import { type Extent, holds, isWholeCampaign, RUNS } from './campaign.ts'
import { FuzzHost } from './fuzz-host.ts'
import { fuzzInputs, validInputs } from './inputs.ts'
import { leaksIn, problemsOf } from './judge.ts'
import { PROCEDURES, procedureNamed } from './procedures.ts'
import { resolve } from './references.ts'
import { feedAfter } from './event-streams.ts'
import { Tally } from './tally.ts'
import { Calls, type Transport, TRANSPORTS } from './transports.ts'
import { World } from './world.ts'

let host: FuzzHost
let world: World
let calls: Calls
const tally = new Tally()

beforeAll(async () => {
  host = await FuzzHost.start()
  world = new World(host)
  calls = new Calls(host)
})
afterAll(async () => {
  if (RUNS !== null) process.stderr.write(tally.report())
  calls.close()
  await host.stop()
})

/** What moves tasks, runs and batches from one state into another, some of it in states where it may not be done. */
const MOVES: Record<string, number> = {
  'tasks.execute': 8,
  'tasks.cancel': 1,
  'tasks.update': 2,
  'tasks.create': 1,
  'tasks.remove': 1,
  'runs.retry': 2,
  'runs.sendBack': 2,
  'runs.continue': 2,
  'runs.cancel': 1,
  'runs.pause': 3,
  'runs.message': 3,
  'runs.withdrawMessage': 2,
  'runs.discard': 2,
  'runs.merge': 3,
  'runs.diff': 1,
  'requests.answer': 6,
  'batches.create': 4,
  'batches.pause': 2,
  'batches.resume': 2,
  'batches.approve': 2,
  'batches.reorder': 1,
  'batches.cancel': 1,
  'batches.merge': 1,
  'batches.cancelTask': 1,
  'batches.skipTask': 1,
  'batches.retryTask': 2,
  'batches.checkTask': 1,
  'batches.sendBackTask': 1,
  'contests.create': 3,
  'contests.add': 1,
  'contests.take': 2,
  'contests.cancel': 1,
  'contests.diff': 1,
  'trash.restore': 2,
  'grants.revoke': 1,
  'projects.update': 1,
  'projects.remove': 1,
  'settings.update': 1,
  'comments.remove': 1,
  'labels.remove': 1,
  'views.create': 1,
  'views.update': 1,
  'templates.create': 1,
  'templates.update': 1,
  'inbox.mark': 1,
}

type Step = { look: true } | { name: string; transport: Transport; input: unknown }

const move: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Step>({ look: true }) },
  ...Object.entries(MOVES).map(([name, weight]) => ({
    weight,
    arbitrary: fc.record({
      name: fc.constant(name),
      transport: fc.constantFrom(...TRANSPORTS),
      input: fc.oneof(
        { weight: 5, arbitrary: validInputs(procedureNamed(name)) },
        { weight: 1, arbitrary: fuzzInputs(procedureNamed(name)) },
      ),
    }),
  })),
)
/** Steps that are taken at the same time. */
const together = fc.array(move, { minLength: 1, maxLength: 3 })

slowTest('a host that is told anything in any order keeps its books', async () => {
  const extent: Extent = { runs: 2, share: 0.05 }
  await holds(
    fc.asyncProperty(fc.array(together, { minLength: 10, maxLength: 16 }), async (steps) => {
      await world.refill()
      const { seq: start } = await world.client.labels.list()
      await world.begin()
      for (const step of steps) {
        await Promise.all(step.map(take))
        expect(host.isAlive).toBe(true)
      }
      await endRuns()
      await keptBooks(start)
    }),
    extent,
  )
  if (!isWholeCampaign(extent)) return
  // A campaign whose steps hang, or are all refused, has shown nothing.
  const { calls: made, answered, accepted } = tally.shares
  expect(made).toBeGreaterThan(10)
  expect(answered).toBeGreaterThan(0.95)
  expect(accepted).toBeGreaterThan(0.15)
})

async function take(step: Step): Promise<void> {
  if ('look' in step) {
    // Whoever waits for a moment meets runs in later states.
    await new Promise((resolve) => setTimeout(resolve, 150))
    // Where the project was removed there is nothing to be told any more.
    return world.refill()
  }
  const procedure = procedureNamed(step.name)
  const input = resolve(step.input, world.pool)
  const answer = await calls.call(procedure, step.transport, input)
  tally.add(step.name, step.transport, answer)
  if (answer === null) return
  expect([step.name, ...problemsOf(host, procedure, input, answer)]).toEqual([step.name])
}

/** Every batch, contest and run ends when it is told to, whatever came before. */
async function endRuns(): Promise<void> {
  const batches = () => world.client.batches.list({ open: true, limit: 1000 })
  await Promise.all(
    (await batches()).items.map(({ id }) => world.client.batches.cancel({ id }).catch(() => undefined)),
  )
  await expect
    .poll(async () => (await batches()).items.map(({ id, status, step }) => ({ id, status, step })), {
      timeout: 60_000,
      interval: 100,
    })
    .toEqual([])
  const contests = async () => (await world.client.contests.list()).items
  await Promise.all(
    (await contests()).map(({ id }) => world.client.contests.cancel({ id }).catch(() => undefined)),
  )
  await expect.poll(contests, { timeout: 60_000, interval: 100 }).toEqual([])
  const { items } = await world.client.runs.list()
  const open = items.filter(({ status }) => !isTerminal(status))
  await Promise.all(open.map(({ id }) => world.client.runs.cancel({ id }).catch(() => undefined)))
  await expect
    .poll(
      async () => {
        const runs = await world.client.runs.list()
        return runs.items
          .filter(({ status }) => !isTerminal(status))
          .map(({ id, status, stage }) => ({ id, status, stage }))
      },
      { timeout: 60_000, interval: 100 },
    )
    .toEqual([])
}

/** The host is well, every list is one of the contract, and feed and logs have neither gap nor double. */
async function keptBooks(start: number): Promise<void> {
  for (const procedure of PROCEDURES.filter(({ input, method }) => input === null && method === 'GET')) {
    // What asks the agent's program, or `gh`, which few have, is fuzzed by itself, in calls.test.ts.
    if (/^(agents|doctor|models|providers)\.|^github\.ghAccounts$/.test(procedure.name)) continue
    const answer = await calls.call(procedure, 'rpc', undefined)
    expect([procedure.name, answer && problemsOf(host, procedure, undefined, answer)]).toEqual([
      procedure.name,
      [],
    ])
    expect([procedure.name, answer?.status]).toEqual([procedure.name, 200])
  }
  const { seq } = await world.client.tasks.list({})
  const seqs = await feedAfter(host, start, seq)
  expect(seqs).toEqual(Array.from({ length: seq - start }, (_, index) => start + 1 + index))
  const { items } = await world.client.runs.list()
  for (const { id } of items) {
    const log = await world.client.runs.logs({ id, limit: 5000 })
    expect(log.items.map((item) => item.seq)).toEqual(log.items.map((_, index) => index + 1))
  }
  expect((await host.health()).polluted).toEqual([])
  expect(leaksIn(host, host.log)).toEqual([])
  expect(host.newErrors()).toEqual([])
}
