import assert from 'node:assert/strict'
import { stageOn } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { endKilled, halfChosen } from './contest-support.ts'
import type { Death } from './deaths.ts'
import { lands, setFreeStage } from './world-support.ts'

/** Between the steps of the journal, too: each life comes a little further than the one before. */
const DEATHS: Death[] = [4, 8, 12, 16, 20].flatMap((nth) => [
  { at: 'store:before', nth },
  { at: 'git:spawned', nth },
  { at: 'store:after', nth },
])

export const scenarios: Scenario[] = [
  {
    name: 'contest-killed',
    what: 'of one task a candidate is taken, of another all are cancelled, by hosts that die in transactions and in git: each other one is once in the trash',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const [first, second] = [await halfChosen(stage, true), await halfChosen(stage, false)]
      const [other = '', taken = ''] = first.runIds
      await stage.host.stop()
      const { host, contests, killed } = await endKilled(
        world,
        [
          { contest: first, end: ({ client }) => client.contests.take({ id: first.id, runId: taken }) },
          { contest: second, end: ({ client }) => client.contests.cancel({ id: second.id }) },
        ],
        DEATHS,
      )
      assert.ok(killed > 0, 'no host was killed')
      assert.deepEqual(
        contests.map(({ status, takenRunId }) => [status, takenRunId]),
        [
          ['taken', taken],
          ['cancelled', null],
        ],
      )
      const { items: trash } = await host.client.trash.list()
      assert.deepEqual(new Set(trash.map(({ runId }) => runId)), new Set([other, ...second.runIds]))
      await lands(stageOn(world, host, stage.project), await host.client.runs.get({ id: taken }))
    },
  },
]
