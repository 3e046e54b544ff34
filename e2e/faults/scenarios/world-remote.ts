import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { hangingHost } from '#electron/git/testing.ts'
import type { Run } from '#shared/runs.ts'
import { git } from '../../support/repository.ts'
import { expectDone, type Stage, WORK } from '../agent.ts'
import type { Scenario, World } from '../scenario.ts'
import { setFreeStage } from './world-support.ts'

/** A stage that fetches before each run. */
async function fetchingStage(world: World): Promise<Stage> {
  const stage = await setFreeStage(world)
  await stage.host.client.settings.update({ fetchBeforeRun: true })
  return stage
}

/** Waits for the words with which a run goes on without its remote. */
const wentOn = (stage: Stage, run: Run, why: RegExp) =>
  stage.host.logItem(
    run.id,
    (item) =>
      item.kind === 'notice' && item.text.startsWith('Went on without fetching') && why.test(item.text),
  )

export const scenarios: Scenario[] = [
  {
    name: 'remote-gone',
    what: 'the remote is deleted, then takes no connections: runs begin at the local base and say so',
    inCi: false,
    async run(world) {
      const bare = `${world.repo}-origin.git`
      world.cleanUps.push(() => rm(bare, { recursive: true, force: true }))
      await git(world.repo, 'clone', '--quiet', '--bare', '.', bare)
      await git(world.repo, 'remote', 'add', 'origin', bare)
      await git(world.repo, 'fetch', '--quiet', 'origin')
      const stage = await fetchingStage(world)
      await rm(bare, { recursive: true })
      const deleted = await stage.start('Deleted', ...WORK)
      await wentOn(stage, deleted, /origin leads to no repository/)
      await expectDone(stage, deleted)

      const host = await hangingHost()
      await host.close()
      await git(world.repo, 'remote', 'set-url', 'origin', host.url)
      const refused = await stage.start('Refused', ...WORK)
      await wentOn(stage, refused, /takes no connections/)
      await expectDone(stage, refused)
      await stage.host.client.runs.merge({ id: refused.id })
    },
  },
  {
    name: 'remote-hangs',
    what: 'the remote takes a connection and says nothing, with four runs: one that is cancelled is at once, the others begin within 80 s, a close of the host waits for none',
    inCi: false,
    async run(world) {
      const host = await hangingHost()
      world.cleanUps.push(() => host.close())
      await git(world.repo, 'remote', 'add', 'origin', host.url)
      const stage = await fetchingStage(world)
      const { client } = stage.host
      const started = performance.now()
      const seconds = () => (performance.now() - started) / 1_000
      const runs = []
      for (const name of ['one', 'two', 'three', 'four']) runs.push(await stage.start(name, ...WORK))
      const [holder, cancelled, ...others] = runs
      assert.ok(holder && cancelled)
      assert.equal((await client.runs.cancel({ id: cancelled.id })).status, 'cancelled')
      assert.ok(seconds() < 10, `the run was cancelled after ${seconds()} s`)
      await Promise.all([holder, ...others].map((run) => wentOn(stage, run, /did not answer in time/)))
      assert.ok(seconds() < 80, `the runs began after ${seconds()} s`)
      for (const run of [holder, ...others]) await expectDone(stage, run)

      await stage.start('Last', ...WORK)
      const closing = performance.now()
      await stage.host.stop()
      assert.ok(performance.now() - closing < 10_000, 'the host waited for the remote')
      await git(world.repo, 'remote', 'remove', 'origin')
      const next = await world.start()
      for (const { id } of (await next.client.runs.list()).items)
        await next.runWith(id, 'succeeded', 'cancelled')
    },
  },
]
