import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import { once, stageOn, toolIs, WORK } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { over, setFreeStage, succeeds, worktreeOf } from './world-support.ts'

const GONE = { code: 'NOT_A_REPOSITORY', message: /Put it back in its place.*If it is lost/ }

export const scenarios: Scenario[] = [
  {
    name: 'repository-deleted',
    what: 'the whole repository is deleted while one run works, one stands in line and one is in review: each says so and ends, over a restart too; the files of the work stay',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const reviewed = await succeeds(host, await stage.start('Reviewed', ...WORK))
      await host.client.settings.update({ parallelLimit: 1 })
      const working = await stage.start('Working', bash('true'), bash('sleep 4'), ...WORK)
      const inLine = await stage.start('In line', ...WORK)
      await toolIs(stage, working, 'completed')
      await host.logItem(inLine.id, (item) => item.kind === 'stage' && item.state === 'done')
      await rm(world.repo, { recursive: true })

      const waiting = await host.runWith(working.id, 'waiting', 'failed', 'succeeded')
      assert.equal(waiting.status, 'waiting', JSON.stringify(waiting.failure))
      assert.match(waiting.waiting?.title ?? '', /is not there any more/)
      assert.ok(existsSync(join(worktreeOf(waiting), 'done.txt')))
      const { failure } = await over(host, inLine)
      assert.equal(failure?.code, 'git_error')
      assert.match(failure?.message ?? '', GONE.message)

      await host.kill()
      const next = stageOn(world, await world.start(), stage.project)
      const { client } = next.host
      assert.equal((await client.runs.get({ id: working.id })).status, 'waiting')
      const task = await next.project.task('New', ...WORK)
      for (const call of [
        () => client.tasks.execute({ id: task.id }),
        () => client.runs.retry({ id: inLine.id }),
        () => client.runs.diff({ id: reviewed.id }),
        () => client.runs.merge({ id: reviewed.id }),
        () => client.runs.sendBack({ id: reviewed.id, comments: 'Again.' }),
        () => client.runs.discard({ id: reviewed.id }),
      ])
        await assert.rejects(call(), GONE)
      await client.runs.continue({ id: working.id, choice: 'stop' })
      await next.host.runWith(working.id, 'cancelled')
      assert.ok(existsSync(join(worktreeOf(reviewed), 'done.txt')))
      await client.projects.remove({ id: stage.project.projectId })
      await endsByItself(next.host)
    },
  },
  {
    name: 'repository-replaced',
    what: 'the repository is deleted and cloned anew while a run works and one is in review: nothing is put over it, no file is thrown away, new runs work',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const copy = `${world.repo}-copy.git`
      world.cleanUps.push(() => rm(copy, { recursive: true, force: true }))
      await git(world.repo, 'clone', '--quiet', '--bare', '.', copy)
      const reviewed = await succeeds(host, await stage.start('Reviewed', ...WORK))
      const working = await stage.start('Working', bash('true'), bash('sleep 4'), ...WORK)
      await toolIs(stage, working, 'completed')
      await rm(world.repo, { recursive: true })
      await git(copy, 'clone', '--quiet', '--branch', 'elsewhere', '.', world.repo)
      await git(world.repo, 'branch', '--quiet', 'main', 'origin/main')
      await world.rememberCheckout()

      const waiting = await host.runWith(working.id, 'waiting', 'failed', 'succeeded')
      assert.equal(waiting.status, 'waiting', JSON.stringify(waiting.failure))
      await host.client.runs.continue({ id: working.id, choice: 'stop' })
      await host.runWith(working.id, 'cancelled')
      await assert.rejects(host.client.runs.merge({ id: reviewed.id }), { code: 'GIT_ERROR' })
      for (const run of [reviewed, working]) {
        await assert.rejects(host.client.runs.discard({ id: run.id }), {
          code: 'GIT_ERROR',
          message: /files cannot be kept/,
        })
        const path = worktreeOf(await host.client.runs.get({ id: run.id }))
        assert.ok((await readdir(path)).includes('done.txt'))
        await rm(path, { recursive: true })
        await host.client.runs.discard({ id: run.id })
      }
      assert.deepEqual((await host.client.trash.list()).items, [])
      await succeeds(host, await stage.start('New', once, { text: 'Done.' }))
    },
  },
]

/** Closed in good order, with nothing that would go on for ever. */
async function endsByItself(host: TestHost): Promise<void> {
  const started = performance.now()
  await host.stop()
  assert.ok(performance.now() - started < 15_000, 'the host took long to close')
}
