import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import { expectDone, once, setStage, toolIs, WORK } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import { lands, setFreeStage, worktreeOf } from './world-support.ts'

const commitFile = async (folder: string, name: string) => {
  await writeFile(join(folder, name), `${name}\n`)
  await git(folder, 'add', '--', name)
  await git(folder, 'commit', '--quiet', '-m', `Add ${name}`)
}

export const scenarios: Scenario[] = [
  {
    name: 'user-commits-meanwhile',
    what: 'the user commits to the base and to the run’s branch, stages files and runs gc while the agent works and while it is merged',
    inCi: true,
    async run(world) {
      const stage = await setStage(world)
      const { host } = stage
      const run = await stage.start('Meanwhile', once, bash('sleep 4'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      const { id } = run
      const worktree = worktreeOf(await host.client.runs.get({ id }))
      await commitFile(world.repo, 'base.txt')
      await git(world.repo, 'gc', '--quiet', '--prune=now')
      const done = await stage.rest(run)
      assert.equal(done.status, 'succeeded')

      // A commit of the user's on the run's branch, after its end.
      await commitFile(worktree, 'on-branch.txt')
      await git(world.repo, 'gc', '--quiet', '--prune=now')
      await host.client.runs.diff({ id })
      await assert.rejects(host.client.runs.merge({ id }), { code: 'BASE_CHECKED_OUT' })
      await assert.rejects(host.client.runs.merge({ id, strategy: 'ff', moveCheckout: true }), {
        code: 'NOT_FAST_FORWARD',
      })
      await writeFile(join(world.repo, 'README.md'), 'changed\n')
      await git(world.repo, 'add', '-A')
      await assert.rejects(host.client.runs.merge({ id, moveCheckout: true }), { code: 'CHECKOUT_DIRTY' })
      assert.equal(await git(world.repo, 'diff', '--cached', '--name-only'), 'README.md')
      await git(world.repo, 'reset', '--quiet', '--hard')
      await host.client.runs.merge({ id, moveCheckout: true })
      assert.equal(await git(world.repo, 'show', 'main:count.txt'), 'once')
      assert.equal(await git(world.repo, 'show', `${done.branch}:on-branch.txt`), 'on-branch.txt')
      await git(world.repo, 'update-ref', `refs/heads/${done.branch}`, done.headCommit ?? '')
      await world.rememberCheckout()
      assert.equal(await git(world.repo, 'status', '--porcelain'), '')
    },
  },
  {
    name: 'user-commits-on-branch',
    what: 'the user commits on the run’s branch in its worktree while the agent works: both are in it',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const run = await stage.start('Both', once, bash('sleep 3'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      const worktree = worktreeOf(await stage.host.client.runs.get({ id: run.id }))
      await commitFile(worktree, 'users.txt')
      const done = await stage.rest(run)
      assert.equal(done.status, 'succeeded')
      assert.equal(await git(world.repo, 'show', `${done.branch}:users.txt`), 'users.txt')
      await lands(stage, done)
    },
  },
  {
    name: 'user-rebases-base',
    what: 'the user rewrites the base branch while the agent works: the merge brings the work, and nothing else is moved',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const run = await stage.start('Rebase', once, bash('sleep 3'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      await git(world.repo, 'checkout', '--quiet', 'main')
      await commitFile(world.repo, 'rewritten.txt')
      await git(world.repo, 'commit', '--quiet', '--amend', '-m', 'Rewritten')
      await git(world.repo, 'checkout', '--quiet', 'elsewhere')
      await world.rememberCheckout()
      await expectDone(stage, run)
      await lands(stage, run)
      assert.equal(await git(world.repo, 'show', 'main:rewritten.txt'), 'rewritten.txt')
    },
  },
  {
    name: 'user-checks-out-our-branch',
    what: 'the user has the run’s branch checked out elsewhere and discards the run: the work is kept, the branch stays',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const run = await stage.start('Elsewhere', ...WORK)
      await expectDone(stage, run)
      const { branch } = await host.client.runs.get({ id: run.id })
      const other = `${world.repo}-other`
      world.cleanUps.push(() => rm(other, { recursive: true, force: true }))
      await git(world.repo, 'worktree', 'add', '--quiet', '--force', other, branch ?? '')
      await host.client.runs.discard({ id: run.id })
      assert.equal(await git(other, 'show', 'HEAD:count.txt'), 'once')
      assert.equal(await git(other, 'status', '--porcelain'), '')
      assert.equal((await host.client.trash.list()).items.length, 1)
      await git(world.repo, 'worktree', 'remove', '--force', other)
    },
  },
]
