import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { leftovers } from '../../support/host.ts'
import { bash } from '../../support/scripted.ts'
import {
  expectDone,
  isAlive,
  proseOf,
  serverPid,
  setStage,
  signalServer,
  speaks,
  stageOn,
  startAsleep,
  until,
  work,
  WORK,
  wordsOf,
} from '../agent.ts'
import type { Scenario } from '../scenario.ts'

const text = wordsOf(200)
const words = { text, delayMs: 10 }

export const scenarios: Scenario[] = [
  {
    name: 'agent-stopped-shortly',
    what: 'OpenCode SIGSTOP for 5 s while the model speaks and a prompt is due: nothing lost, nothing twice',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const run = await stage.start('Pause', ...work(words))
      await speaks(stage, run)
      const pid = await signalServer(stage.host, 'SIGSTOP')
      const second = await stage.start('Meanwhile', ...WORK)
      await delay(5_000)
      process.kill(pid, 'SIGCONT')
      await Promise.all([expectDone(stage, run), expectDone(stage, second)])
      assert.ok(proseOf(await stage.items(run)).includes(text), 'the text is not whole')
      assert.equal(await serverPid(stage.host), pid)
    },
  },
  {
    name: 'agent-stopped-for-ever',
    what: 'OpenCode SIGSTOP for good under two runs, and a third one starts: it is replaced, all three go on',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const runs = await Promise.all(['One', 'Two'].map((title) => startAsleep(stage, title, 2)))
      const pid = await signalServer(stage.host, 'SIGSTOP')
      runs.push(await stage.start('Three', ...WORK))
      await Promise.all(runs.map((run) => expectDone(stage, run)))
      assert.equal(isAlive(pid), false)
    },
  },
  {
    name: 'agent-stopped-cancel',
    what: 'OpenCode SIGSTOP, then Cancel: cancelled within 30 s, the other run on it goes on',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const [run, other] = await Promise.all([
        startAsleep(stage, 'Cancel', 300),
        startAsleep(stage, 'Other', 3),
      ])
      const pid = await signalServer(stage.host, 'SIGSTOP')
      const asked = performance.now()
      await stage.host.client.runs.cancel({ id: run.id })
      const { status } = await stage.host.runWith(run.id, 'cancelled')
      const took = performance.now() - asked
      assert.equal(status, 'cancelled')
      assert.ok(took < 30_000, `cancelling took ${Math.round(took)} ms`)
      // What it had begun must not go on in the worktree.
      await until(() => !isAlive(pid), 'the end of the stopped server')
      await expectDone(stage, other)
    },
  },
  {
    name: 'agent-stopped-close',
    what: 'OpenCode SIGSTOP, then the host is closed: gone within 10 s with all it started, and goes on later',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const run = await startAsleep(stage, 'Close', 4)
      await signalServer(stage.host, 'SIGSTOP')
      const asked = performance.now()
      await stage.host.stop()
      const took = performance.now() - asked
      assert.ok(took < 10_000, `closing took ${Math.round(took)} ms`)
      assert.deepEqual(await leftovers(world.dataFolder), [])
      await expectDone(stageOn(world, await world.start(), stage.project), run)
    },
  },
  {
    name: 'agent-slow',
    what: 'OpenCode gets a fifth of the time (SIGSTOP 400 ms of 500): nothing times out, nothing is doubled',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const first = await stage.start('First', ...WORK)
      const pid = await until(() => serverPid(stage.host), 'an OpenCode server')
      let isSlow = true
      const slow = async () => {
        while (isSlow) {
          process.kill(pid, 'SIGSTOP')
          await delay(400)
          process.kill(pid, 'SIGCONT')
          await delay(100)
        }
      }
      const slowing = slow()
      try {
        const run = await stage.start('Slow', ...work(words, bash('sleep 1')))
        await expectDone(stage, first)
        await expectDone(stage, run)
        assert.ok(proseOf(await stage.items(run)).includes(text), 'the text is not whole')
        assert.equal(await serverPid(stage.host), pid)
      } finally {
        isSlow = false
        await slowing
      }
    },
  },
]
