import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import { expectDone, once, setStage, toolIs, WORK } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { over, setFreeStage, worktreeOf } from './world-support.ts'

/** Holds locks as a git of the user's does. @returns lets go of them */
export async function hold(repo: string, ...names: string[]): Promise<() => Promise<void>> {
  const files = names.map((name) => join(repo, '.git', `${name}.lock`))
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, '')
  }
  return async () => {
    for (const file of files) await rm(file)
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'locks-for-a-while',
    what: 'index, HEAD, config, packed-refs and shallow locked for 3 s at Execute, then the branch and index at the commit: waited for',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      await git(world.repo, 'pack-refs', '--all')
      const free = await hold(
        world.repo,
        'index',
        'HEAD',
        'config',
        'packed-refs',
        'shallow',
        'refs/heads/openlinear/fix-1',
      )
      const run = await stage.start('Locked', once, bash('sleep 2'), ...WORK.slice(1))
      await delay(3_000)
      await free()
      await toolIs(stage, run, 'completed')
      const { branch } = await stage.host.client.runs.get({ id: run.id })
      const freeBranch = await hold(world.repo, `refs/heads/${branch}`)
      await delay(4_000)
      await freeBranch()
      await expectDone(stage, run)
    },
  },
  {
    name: 'locks-for-ever',
    what: 'the new branch is locked for ever, then the branch at the commit, then the index at a merge: clear words, the locks stay, and it works once they are gone',
    inCi: false,
    async run(world) {
      const stage = await setStage(world)
      const { host } = stage
      const free = await hold(world.repo, 'refs/heads/openlinear/fix-1')
      const first = await stage.start('Locked', ...WORK)
      const failed = await over(host, first)
      assert.deepEqual([failed.status, failed.failure?.code], ['failed', 'git_error'])
      assert.match(failed.failure?.message ?? '', /fix-1\.lock/)
      await free()

      const run = await host.client.runs.retry({ id: first.id })
      await toolIs(stage, run, 'completed')
      const { branch } = await host.client.runs.get({ id: run.id })
      const freeBranch = await hold(world.repo, `refs/heads/${branch}`)
      const waiting = await host.runWith(run.id, 'waiting', 'failed', 'succeeded')
      assert.equal(waiting.status, 'waiting')
      assert.match(waiting.waiting?.title ?? '', /\.lock/)
      await freeBranch()
      await host.client.runs.continue({ id: run.id, choice: 'again' })
      await expectDone(stage, run)

      const freeIndex = await hold(world.repo, 'index')
      const merge = () => host.client.runs.merge({ id: run.id, strategy: 'ff', moveCheckout: true })
      await assert.rejects(merge(), { code: 'GIT_ERROR', message: /index\.lock/ })
      await freeIndex()
      await merge()
      await world.rememberCheckout()
    },
  },
  {
    name: 'locks-of-our-killed-git',
    what: 'kill -9 leaves index.lock and HEAD.lock in the run’s worktree: taken away, the run is committed',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const run = await stage.start('Stale', once, bash('sleep 2'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      const worktree = worktreeOf(await stage.host.client.runs.get({ id: run.id }))
      const gitDir = await git(worktree, 'rev-parse', '--absolute-git-dir')
      for (const name of ['index.lock', 'HEAD.lock']) await writeFile(join(gitDir, name), '')
      await expectDone(stage, run)
    },
  },
]
