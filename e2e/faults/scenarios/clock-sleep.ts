import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { bash } from '../../support/scripted.ts'
import { expectDone, proseOf, serverPid, setStage, sleepAll, speaks, work, wordsOf } from '../agent.ts'
import { HOUR_MS, wallClockOf } from '../clock.ts'
import type { Scenario, World } from '../scenario.ts'

const text = wordsOf(150)

/** Everything of the world stands still amid a text and a tool, and wakes again. */
async function sleep(world: World, ms: number, wake: () => Promise<void>, environment = {}): Promise<void> {
  const stage = await setStage(world, environment)
  await stage.host.client.settings.update({ silentModelMinutes: 1, totalLimitMinutes: 1 })
  const run = await stage.start('Speak', ...work({ text, delayMs: 20 }))
  const other = await stage.start('Work', ...work(bash('sleep 3')))
  await speaks(stage, run)
  const pid = await serverPid(stage.host)
  const rouse = await sleepAll(world, stage.host)
  await delay(ms)
  await wake()
  rouse()
  await Promise.all([expectDone(stage, run), expectDone(stage, other)])
  const items = await stage.items(run)
  assert.equal(proseOf(items).filter((one) => one === text).length, 1, 'the text is not whole')
  const prompts = items.filter((item) => item.kind === 'prompt')
  assert.equal(prompts.length, 1, 'the agent was prompted again')
  assert.equal(await serverPid(stage.host), pid, 'OpenCode was replaced')
}

export const scenarios: Scenario[] = [
  {
    name: 'sleep-shortly',
    what: 'the machine sleeps for 3 s, and the clock says an hour: runs go on, no time-out, nothing is doubled',
    inCi: false,
    async run(world) {
      const clock = await wallClockOf(world)
      await sleep(world, 3_000, () => clock.shift(HOUR_MS), clock.environment)
    },
  },
  {
    name: 'sleep-long',
    what: 'everything stands still for 90 s, longer than the limits and watchdogs: not counted, nothing is replaced',
    inCi: false,
    run: (world) => sleep(world, 90_000, async () => undefined),
  },
]
