import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { git } from '../../support/repository.ts'
import { setStage, signalServer, until } from '../agent.ts'
import type { Scenario } from '../scenario.ts'
import {
  answerAll,
  approveAll,
  awaitingApproval,
  batchOver,
  batchWith,
  expectAllMerged,
  halfMerged,
  statusesOf,
} from './batch-support.ts'
import { onSmallDisk } from './disk-support.ts'
import { hold } from './world-locks.ts'
import { setFreeStage, worktreeOf } from './world-support.ts'

/** Commits a file to a branch that the user does not have checked out. */
async function commitTo(repo: string, branch: string, name: string): Promise<string> {
  const aside = `${repo}-aside`
  await git(repo, 'worktree', 'add', '--quiet', aside, branch)
  await writeFile(join(aside, name), `${name}\n`)
  await git(aside, 'add', '-A')
  await git(aside, 'commit', '--quiet', '-m', `Add ${name}`)
  const commit = await git(aside, 'rev-parse', 'HEAD')
  await git(repo, 'worktree', 'remove', '--force', aside)
  return commit
}

export const scenarios: Scenario[] = [
  {
    name: 'batch-agent-killed',
    what: 'OpenCode is killed while one task of a batch is merged, one asks and one waits for its turn: all are merged',
    inCi: false,
    async run(world) {
      const live = await halfMerged(await setFreeStage(world))
      await signalServer(live.host, 'SIGKILL')
      await answerAll(live)
      await expectAllMerged(live)
    },
  },
  {
    name: 'batch-branch-deleted',
    what: 'the branch of a batch is deleted by hand between two merges: it is made anew with all that is merged',
    inCi: false,
    async run(world) {
      const live = await halfMerged(await setFreeStage(world))
      await git(world.repo, 'branch', '--quiet', '-D', live.batch.branch)
      await answerAll(live)
      await expectAllMerged(live)
    },
  },
  {
    name: 'batch-user-commits',
    what: 'the user commits to the base and to the branch of a batch between two merges: all is in the branch, and it can be merged',
    inCi: false,
    async run(world) {
      const live = await halfMerged(await setFreeStage(world))
      await commitTo(world.repo, 'main', 'base.txt')
      const theirs = await commitTo(world.repo, live.batch.branch, 'users.txt')
      await answerAll(live)
      const { id, branch } = await expectAllMerged(live)
      await git(world.repo, 'merge-base', '--is-ancestor', theirs, branch)
      await live.host.client.batches.merge({ id })
      for (const name of ['base', 'users', 'early', 'asking', 'late'])
        assert.match(await git(world.repo, 'show', `main:${name}.txt`), new RegExp(name))
    },
  },
  {
    name: 'batch-branch-taken',
    what: 'the user moves the branch of a batch to something else: the batch ends in words, the branch stays theirs, the work is kept',
    inCi: false,
    async run(world) {
      const live = await halfMerged(await setFreeStage(world))
      const { branch, id } = live.batch
      await git(world.repo, 'branch', '--quiet', '--force', branch, 'main')
      const theirs = await commitTo(world.repo, branch, 'other.txt')
      await answerAll(live)
      const ended = await batchOver(live.host, id)
      assert.equal(ended.status, 'failed')
      assert.match(ended.failure ?? '', /moved by somebody else/)
      assert.equal(await git(world.repo, 'rev-parse', branch), theirs)
      // For the invariants: as it would be had the user kept away.
      await git(world.repo, 'branch', '--quiet', '--force', branch, ended.headCommit)
    },
  },
  {
    name: 'batch-worktrees-deleted',
    what: 'between two merges the integration worktree is deleted, and the worktree of a task that waits for its turn: set up anew, all merged',
    inCi: 'slow',
    async run(world) {
      await writeFile(join(world.repo, '.gitignore'), 'ready\n')
      await git(world.repo, 'add', '-A')
      await git(world.repo, 'commit', '--quiet', '-m', 'Ignore')
      await git(world.repo, 'checkout', '--quiet', '-b', 'elsewhere')
      await world.rememberCheckout()
      const options = { defaultBranch: 'main', setupCommand: 'touch ready', checkCommand: 'test -f ready' }
      const live = await halfMerged(await setStage(world, {}, options))
      const { batch, host } = live
      await rm(join(world.dataFolder, 'integration', batch.id), { recursive: true })
      const late = await host.client.runs.get({ id: batch.tasks[2]?.runId ?? '' })
      await rm(worktreeOf(late), { recursive: true })
      await answerAll(live)
      const ended = await expectAllMerged(live)
      assert.equal(ended.verified, true)
    },
  },
  {
    name: 'batch-locked',
    what: 'the branch of a batch and the index of its worktree are locked for 3 s at a merge: waited for',
    inCi: false,
    async run(world) {
      const live = await awaitingApproval(await setFreeStage(world))
      const free = await hold(world.repo, 'index', 'packed-refs', `refs/heads/${live.batch.branch}`)
      await live.host.client.batches.approve({ id: live.batch.id })
      await delay(3_000)
      await free()
      await approveAll(live)
      await expectAllMerged(live)
    },
  },
  {
    name: 'batch-repository-moved',
    what: 'the whole repository is moved away before a merge: the batch ends in words; brought back, the work is on its branches',
    inCi: false,
    async run(world) {
      const live = await awaitingApproval(await setFreeStage(world))
      const { host, batch } = live
      const away = `${world.repo}-away`
      world.cleanUps.push(() => rm(away, { recursive: true, force: true }))
      await rename(world.repo, away)
      await host.client.batches.approve({ id: batch.id })
      const ended = await batchOver(host, batch.id)
      await rename(away, world.repo)
      assert.equal(ended.status, 'failed', JSON.stringify(ended.tasks))
      assert.match(ended.failure ?? '', /is gone|not a git repository/)
      assert.equal(ended.counts.merged, 0)
      const run = await host.client.runs.get({ id: ended.tasks[0]?.runId ?? '' })
      assert.equal(await git(world.repo, 'show', `${run.branch}:first.txt`), 'first')
      // Nobody could take away the empty branch.
      await git(world.repo, 'branch', '--quiet', '-D', batch.branch)
    },
  },
  {
    name: 'batch-disk-full',
    what: 'the repository’s disk is full at a merge: the batch waits, and goes on with room',
    inCi: false,
    async run(world) {
      await git(world.repo, 'checkout', '--quiet', '-b', 'elsewhere')
      await world.rememberCheckout()
      const disk = await onSmallDisk(world, world.repo, 8)
      const live = await awaitingApproval(await setStage(world, {}, { defaultBranch: 'main' }))
      const { host, batch } = live
      await disk.fill()
      await host.client.batches.approve({ id: batch.id })
      await until(() => /a batch could not go on/.test(host.stderr.join('')), 'words of a full disk')
      const waiting = await host.client.batches.get({ id: batch.id })
      assert.deepEqual(statusesOf(waiting), ['completed', 'queued'])
      await disk.free()
      await batchWith(host, batch.id, ({ tasks }) => tasks[0]?.status === 'merged')
      await approveAll(live)
      await expectAllMerged(live)
    },
  },
]
