import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Extent, holds, isWholeCampaign, RUNS } from './campaign.ts'
import { FuzzHost } from './fuzz-host.ts'
import { fuzzInputs, validInputs } from './inputs.ts'
import { leaksIn, problemsOf } from './judge.ts'
import { PROCEDURES, type Procedure } from './procedures.ts'
import { Pool, resolve } from './references.ts'
import { Calls, TRANSPORTS } from './transports.ts'
import { Tally } from './tally.ts'
import { World } from './world.ts'

/** What waits for the agent's program, which is started anew after most of these: a small share of the runs. */
const SLOW = /^(agents|providers|models|doctor)\.|^projects\.createSample$/

/** What needs an account at GitHub, which there is none of here, is mostly refused. */
const AT_GITHUB = /^(github|publications|issues)\./

/** Of each procedure that is not slow. */
const EXTENT: Extent = { runs: 4 }
/** Starting a host and its agent's program, and a run to its end, on a machine that is busy, in milliseconds. */
const START_MS = 300_000

let host: FuzzHost
let world: World
let calls: Calls
const tally = new Tally()
/** Whether something was asked since that could have taken away what is there to be asked for. */
let isOld = true

beforeAll(async () => {
  host = await FuzzHost.start()
  calls = new Calls(host)
  world = new World(host)
  await world.setKey()
  await world.refill()
  await world.work()
}, START_MS)
afterAll(async () => {
  if (RUNS !== null) process.stderr.write(tally.report())
  calls.close()
  await host.stop()
})

test('there are inputs for every procedure, most of them valid', () => {
  const nothing = new Pool()
  for (const procedure of PROCEDURES.filter(({ input }) => input !== null)) {
    const inputs = fc.sample(validInputs(procedure), { numRuns: 100, seed: 1 })
    const valid = inputs.filter((input) => procedure.input?.safeParse(resolve(input, nothing)).success)
    expect([procedure.name, valid.length > 50]).toEqual([procedure.name, true])
  }
  expect(PROCEDURES.length).toBeGreaterThan(60)
})

test.each(PROCEDURES.map((procedure) => [procedure.name, procedure] as const))(
  '%s holds against any input',
  async (_name, procedure) => {
    if (isOld) await world.refill()
    isOld = procedure.method !== 'GET'
    const share = SLOW.test(procedure.name) ? 0.1 : procedure.input === null ? 0.3 : 1
    await holds(
      fc.asyncProperty(fuzzInputs(procedure), (input) => tryOut(procedure, input)),
      { runs: Math.ceil(EXTENT.runs * share), share },
    )
  },
)

async function tryOut(procedure: Procedure, generated: unknown): Promise<void> {
  const input = resolve(generated, world.pool)
  for (const transport of TRANSPORTS) {
    const answer = await calls.call(procedure, transport, input)
    tally.add(procedure.name, transport, answer)
    if (answer !== null) {
      expect([transport, ...problemsOf(host, procedure, input, answer)]).toEqual([transport])
    }
    const health = await host.health()
    tally.held(procedure.name, health.delay)
    expect([host.isAlive, health.polluted, host.newErrors()]).toEqual([true, [], []])
  }
}

/** A campaign whose calls all hang, or are all refused at the door, has shown nothing. */
const theWhole = test.runIf(isWholeCampaign(EXTENT))
theWhole('every call was answered over every transport, and enough of them were obeyed', () => {
  const silent = PROCEDURES.filter(({ name }) => {
    const answered = TRANSPORTS.filter((transport) => tally.isAnswered(name, transport))
    // The first of the slow ones may be hung up on while the agent's program starts.
    return answered.length < (SLOW.test(name) ? 1 : TRANSPORTS.length)
  })
  expect(silent.map(({ name }) => name)).toEqual([])
  expect(tally.shares.answered).toBeGreaterThan(0.95)
  // Many want more than an id that is there: a desktop, a commit of this very run, a plan to accept.
  expect(tally.shares.accepted).toBeGreaterThan(0.18)
  const reached = PROCEDURES.filter(({ name }) => !AT_GITHUB.test(name))
  const obeyed = reached.filter(({ name }) => tally.accepted.has(name))
  expect(obeyed.length).toBeGreaterThan(reached.length / 2)
})

test('nothing was told to the log that it should not know, and everything can still be read', async () => {
  expect(leaksIn(host, host.log)).toEqual([])
  await world.look()
})
