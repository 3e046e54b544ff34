import assert from 'node:assert/strict'
import { TestHost } from '../../support/host.ts'
import { bash } from '../../support/scripted.ts'
import { expectDone, once, setStage, stageOn, toolIs, WORK } from '../agent.ts'
import type { Scenario } from '../scenario.ts'

const IN_USE = /OpenLinear already runs on/

export const scenarios: Scenario[] = [
  {
    name: 'hosts-ten-at-once',
    what: 'ten hosts started at once on one data folder: one wins, nine say why not',
    inCi: false,
    async run(world) {
      const started = await Promise.allSettled(Array.from({ length: 10 }, () => world.start()))
      const refused = started.filter((one) => one.status === 'rejected')
      assert.equal(refused.length, 9)
      for (const { reason } of refused) assert.match(String(reason), IN_USE)
    },
  },
  {
    name: 'hosts-second-refused',
    what: 'a second host while a run is at work: refused, also when the first is stopped (SIGSTOP); kill -9 frees the folder at once',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const first = stage.host
      const run = await stage.start('Hold', once, bash('sleep 6'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      await assert.rejects(TestHost.start(world.dataFolder), IN_USE)
      assert.equal((await first.client.runs.get({ id: run.id })).status, 'running')
      first.process.kill('SIGSTOP')
      try {
        await assert.rejects(TestHost.start(world.dataFolder), IN_USE)
      } finally {
        first.process.kill('SIGCONT')
      }
      await first.kill()
      await expectDone(stageOn(world, await world.start(), stage.project), run)
    },
  },
]
