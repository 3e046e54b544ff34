import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../support/repository.ts'
import { bash } from '../../support/scripted.ts'
import { expectDone, once, toolIs, WORK } from '../agent.ts'
import type { Scenario, World } from '../scenario.ts'
import { inReview, over, setFreeStage, succeeds, work, worktreeOf } from './world-support.ts'

type Harm = (worktree: string, branch: string) => Promise<unknown>

/** What a user may do to a run's worktree and branch, by name. */
const harms = ({ repo }: World): Record<string, Harm> => ({
  folder: (path) => rm(path, { recursive: true }),
  pointer: (path) => writeFile(join(path, '.git'), 'gitdir: /nowhere\n'),
  branch: (_path, branch) => git(repo, 'update-ref', '-d', `refs/heads/${branch}`),
})

export const scenarios: Scenario[] = [
  {
    name: 'deleted-in-review',
    what: 'in review: worktree deleted, its .git broken, pruned, branch deleted, renamed or carried on by the user; all merge, nothing is left',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const breaks: Record<string, Harm> = {
        ...harms(world),
        pruned: async (path) => {
          await rm(path, { recursive: true })
          await git(world.repo, 'worktree', 'unlock', path)
          await git(world.repo, 'worktree', 'prune')
        },
        renamed: (_path, branch) => git(world.repo, 'branch', '-m', branch, 'mine'),
        carried: async (path) => {
          await writeFile(join(path, 'users.txt'), 'of the user\n')
          await git(path, 'add', '-A')
          await git(path, 'commit', '--quiet', '-m', 'By the user')
        },
      }
      const done = await inReview(stage, Object.keys(breaks))
      for (const [index, harm] of Object.values(breaks).entries()) {
        const run = done[index]
        assert.ok(run)
        await harm(worktreeOf(run), run.branch ?? '')
      }
      for (const [index, name] of Object.keys(breaks).entries()) {
        const run = done[index]
        assert.ok(run)
        await host.client.runs.diff({ id: run.id })
        await host.client.runs.merge({ id: run.id })
        assert.equal(await git(world.repo, 'show', `main:${name}.txt`), name)
      }
      // What the user committed on top is theirs still.
      const carried = done.at(-1)?.branch ?? ''
      assert.equal(await git(world.repo, 'show', `${carried}:users.txt`), 'of the user')
      await git(world.repo, 'update-ref', `refs/heads/${carried}`, done.at(-1)?.headCommit ?? '')
    },
  },
  {
    name: 'deleted-discard',
    what: 'the same, then discarded: each ends in the trash and can be brought back, nothing is left',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const breaks = harms(world)
      const done = await inReview(stage, Object.keys(breaks))
      for (const [index, [name, harm]] of Object.entries(breaks).entries()) {
        const run = done[index]
        assert.ok(run)
        await harm(worktreeOf(run), run.branch ?? '')
        await host.client.runs.discard({ id: run.id })
        const { branch } = await host.client.trash.restore({ id: run.id })
        assert.equal(await git(world.repo, 'show', `${branch}:${name}.txt`), name)
      }
    },
  },
  {
    name: 'deleted-while-running',
    what: 'while the agent works: worktree deleted, its .git broken, branch deleted, renamed; each ends clearly and Retry works',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const breaks: Record<string, Harm> = {
        ...harms(world),
        renamed: (_path, name) => git(world.repo, 'branch', '-m', name, 'mine'),
      }
      // Each as soon as it is at work: how far the others are does not matter.
      const [folder, pointer, branch, renamed] = await Promise.all(
        Object.entries(breaks).map(async ([name, harm]) => {
          const started = await stage.start(name, bash('true'), bash('sleep 5'), ...work(name))
          await toolIs(stage, started, 'completed')
          const run = await host.client.runs.get({ id: started.id })
          await harm(worktreeOf(run), run.branch ?? '')
          return run
        }),
      )
      assert.ok(folder && pointer && branch && renamed)

      const { status, failure } = await over(host, folder)
      assert.deepEqual([status, failure?.code], ['failed', 'git_error'], failure?.message)
      assert.match(failure?.message ?? '', /Retry/)
      // The work is all there: these go on as if nothing had happened.
      for (const run of [pointer, branch, renamed]) await succeeds(host, run)
      assert.equal(await git(world.repo, 'show', `${branch.branch}:branch.txt`), 'branch')
      await succeeds(host, await host.client.runs.retry({ id: folder.id }))
    },
  },
  {
    name: 'deleted-while-queued',
    what: 'prepared ahead and queued: the worktree is deleted, the branch too; it is made anew',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      await host.client.settings.update({ parallelLimit: 1 })
      const first = await stage.start('First', bash('sleep 5'), ...work('first'))
      const second = await stage.start('Second', ...WORK)
      const ready = await host.when(async () => {
        const run = await host.client.runs.get({ id: second.id })
        return run.worktreePath !== null && run.branch !== null ? run : undefined
      })
      await host.logItem(second.id, (item) => item.kind === 'stage' && item.state === 'done')
      await rm(worktreeOf(ready), { recursive: true })
      await git(world.repo, 'update-ref', '-d', `refs/heads/${ready.branch}`)
      await succeeds(host, first)
      await expectDone(stage, second)
    },
  },
  {
    name: 'deleted-while-waiting',
    what: 'the agent waits with a question: the worktree is deleted, then the question is answered; it ends clearly and Retry works',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const question = { question: { text: 'Which?', options: ['A', 'B'] } }
      // Nothing before the question: what is deleted with the worktree would be missed.
      const run = await stage.start('Ask', question, ...work('asked'))
      const waiting = await host.runWith(run.id, 'waiting')
      await rm(worktreeOf(waiting), { recursive: true })
      const { items } = await host.client.requests.list()
      await host.client.requests.answer({ id: items[0]?.id ?? '', answers: [['A']] })
      const ended = await over(host, run)
      assert.deepEqual([ended.status, ended.failure?.code], ['failed', 'git_error'])
      const again = await host.client.runs.retry({ id: run.id })
      await host.runWith(again.id, 'waiting')
      const { items: asked } = await host.client.requests.list()
      await host.client.requests.answer({ id: asked[0]?.id ?? '', answers: [['A']] })
      const { branch } = await succeeds(host, again)
      assert.equal(await git(world.repo, 'show', `${branch}:asked.txt`), 'asked')
    },
  },
  {
    name: 'repository-moved',
    what: 'the repository is moved away while the agent works, and before a merge, and is brought back: try again works each time',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const away = `${world.repo}-away`
      world.cleanUps.push(() => rm(away, { recursive: true, force: true }))
      const run = await stage.start('Move', once, bash('sleep 3'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      await rename(world.repo, away)
      const waiting = await host.runWith(run.id, 'waiting', 'failed', 'succeeded')
      assert.equal(waiting.status, 'waiting', JSON.stringify(waiting.failure))
      const other = await stage.project.task('Other', ...WORK)
      await assert.rejects(host.client.tasks.execute({ id: other.id }), {
        code: /NOT_A_REPOSITORY|GIT_ERROR/,
      })
      await rename(away, world.repo)
      await host.client.runs.continue({ id: run.id, choice: 'again' })
      await expectDone(stage, run)
      await rename(world.repo, away)
      await assert.rejects(host.client.runs.merge({ id: run.id }), { code: 'NOT_A_REPOSITORY' })
      await rename(away, world.repo)
      await host.client.runs.merge({ id: run.id })
    },
  },
  {
    name: 'base-branch-deleted',
    what: 'the base branch is deleted while the agent works: the work is done, merging says why not, and works when it is back',
    inCi: false,
    async run(world) {
      const stage = await setFreeStage(world)
      const { host } = stage
      const run = await stage.start('Base', once, bash('sleep 2'), ...WORK.slice(1))
      await toolIs(stage, run, 'completed')
      const base = await git(world.repo, 'rev-parse', 'main')
      await git(world.repo, 'branch', '--quiet', '-D', 'main')
      await expectDone(stage, run)
      await assert.rejects(host.client.runs.merge({ id: run.id }), {
        code: 'GIT_ERROR',
        message: /no branch “main”/,
      })
      await git(world.repo, 'branch', 'main', base)
      await host.client.runs.merge({ id: run.id })
    },
  },
]
