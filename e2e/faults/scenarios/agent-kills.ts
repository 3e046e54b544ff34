import assert from 'node:assert/strict'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { bash } from '../../support/scripted.ts'
import {
  ASKING,
  commandRuns,
  expectDone,
  proseOf,
  refuse,
  serverPid,
  setStage,
  signalServer,
  speaks,
  startAsleep,
  until,
  work,
  WORK,
  wordsOf,
} from '../agent.ts'
import type { Scenario } from '../scenario.ts'

export const scenarios: Scenario[] = [
  {
    name: 'agent-killed-in-text',
    what: 'OpenCode kill -9 while the model speaks: the run goes on, its work is done once',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const run = await stage.start('Speak', ...work({ text: wordsOf(150), delayMs: 20 }))
      await speaks(stage, run)
      await signalServer(stage.host, 'SIGKILL')
      await expectDone(stage, run)
      // And between two turns, when nobody uses it.
      await signalServer(stage.host, 'SIGKILL')
      await expectDone(stage, await stage.start('Again', ...WORK))
    },
  },
  {
    name: 'agent-killed-in-tool',
    what: 'OpenCode kill -9 under three runs that share it, each in a tool: each goes on, its work once',
    inCi: true,
    async run(world) {
      const stage = await setStage(world)
      const runs = await Promise.all(['One', 'Two', 'Three'].map((title) => startAsleep(stage, title, 3)))
      await signalServer(stage.host, 'SIGKILL')
      await Promise.all(runs.map((run) => expectDone(stage, run)))
      const { crashes } = await stage.host.client.agents.health()
      assert.equal(crashes, 1)
    },
  },
  {
    name: 'agent-killed-while-asking',
    what: 'OpenCode kill -9 while a permission is asked: it is asked again, answered, and the run ends',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const { client } = stage.host
      const run = await stage.start('Ask', ...work(ASKING))
      await stage.host.runWith(run.id, 'waiting')
      const [before] = (await client.requests.list()).items
      await signalServer(stage.host, 'SIGKILL')
      const again = await until(async () => {
        const { items } = await client.requests.list()
        const open = items.find(({ runId, answer }) => runId === run.id && answer === null)
        return (await client.runs.get({ id: run.id })).status === 'waiting' && open
      }, 'the permission to be asked again')
      assert.equal(again.title, before?.title)
      await refuse(stage, run)
      await expectDone(stage, run)
    },
  },
  {
    name: 'agent-killed-at-session',
    what: 'OpenCode kill -9 while it is asked for a session, three times: the run goes on',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const run = await stage.start('Begin', ...WORK)
      let last: number | undefined
      for (let times = 0; times < 3; times++) {
        const pid = await until(async () => {
          const now = await serverPid(stage.host)
          return now !== last && now
        }, 'another server')
        process.kill(pid, 'SIGKILL')
        last = pid
      }
      await expectDone(stage, run)
    },
  },
  {
    name: 'agent-killed-for-ever',
    what: 'OpenCode kill -9 each time it works: the run gives up and says why, and another one works',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      // What was cut off is not done again, so that each time it is at something else.
      const commands = Array.from({ length: 6 }, (_, times) => `sleep ${600 + times}`)
      const run = await stage.start('Die', ...work(...commands.map(bash)))
      for (const command of commands) {
        await commandRuns(stage, run, command)
        await signalServer(stage.host, 'SIGKILL')
      }
      const ended = await stage.rest(run)
      assert.equal(ended.failure?.code, 'agent_error')
      assert.match(ended.failure?.message ?? '', /interrupted 6 times in a row/)
      await expectDone(stage, await stage.start('After', ...WORK))
    },
  },
  {
    name: 'agent-binary-missing',
    what: 'OpenCode cannot be started for a while: the run fails and says why, Retry works once it is back',
    inCi: false,
    async run(world) {
      const bin = join(world.dataFolder, 'faults-bin')
      await mkdir(bin)
      const stage = await setStage(world, { PATH: `${bin}:${process.env.PATH}` })
      const { client } = stage.host
      await client.settings.update({ openCodeBinary: 'path' })
      await symlink('/bin/false', join(bin, 'opencode'))
      const run = await stage.start('Missing', ...WORK)
      const ended = await stage.rest(run)
      assert.equal(ended.status, 'failed')
      assert.equal(ended.failure?.code, 'agent_error')
      assert.match(ended.failure?.message ?? '', /could not be started/)
      await rm(join(bin, 'opencode'))
      await client.settings.update({ openCodeBinary: 'bundled' })
      await expectDone(stage, await client.tasks.execute({ id: run.taskId }))
      assert.equal(proseOf(await stage.items(run)).length, 0)
    },
  },
]
