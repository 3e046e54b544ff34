import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { git } from '../../support/repository.ts'
import { closeBenches, code, finished, open, restart } from './benches.ts'

// Finished work, asked for by several at once or taken away by hand.

closeBenches()

/** Something to wait for and to let go. */
const gate = () => Promise.withResolvers<void>()

it('says beforehand how a merge would find the checkout of the base branch, and refuses as that would', async () => {
  const bench = await open()
  const run = await finished(bench, 'Ahead')
  const state = () => bench.runs.mergeState(run.id)
  expect(await state()).toEqual({ checkout: { path: bench.repo, changes: [] }, canForward: true })
  await writeFile(join(bench.repo, 'README.md'), 'mine\n')
  expect(await state()).toMatchObject({ checkout: { changes: ['README.md'] } })
  await git(bench.repo, 'checkout', '--quiet', '--', '.')
  await bench.runs.discard(run.id)
  expect(await state().catch(code)).toBe('NOTHING_TO_MERGE')
})

it('work that has failed its check is checked again where it lies, and goes to review when it passes', async () => {
  const bench = await open()
  const mended = join(bench.folder, 'mended')
  await bench.projects.update({ id: bench.projectId, checkCommand: `test -e '${mended}'` })
  await bench.settings.update({ maxFixAttempts: 0 })
  const first = await bench.until((await bench.start('Checked')).id, 'failed')
  const second = await bench.runs.check(first.id)
  expect(second).toMatchObject({ attempt: 2, worktreePath: first.worktreePath, summary: first.summary })
  expect(await bench.until(second.id, 'failed')).toMatchObject({ failure: { code: 'check_failed' } })
  // Of an earlier attempt nothing is left to be checked.
  expect(await bench.runs.check(first.id).catch(code)).toBe('ILLEGAL_TRANSITION')
  await writeFile(mended, '')
  const third = await bench.until((await bench.runs.check(second.id)).id, 'succeeded')
  expect(third).toMatchObject({ checkPassed: true, branch: first.branch })
  expect(third.headCommit).not.toBeNull()
  expect((await bench.tasks.get(first.taskId)).status).toBe('in_review')
  expect(bench.agent.told).toHaveLength(1)
})

describe('reviewing one task from two sides', () => {
  it('merges once when asked twice at once', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    await writeFile(join(run.worktreePath ?? '', 'left.txt'), 'mine\n')
    const how = { strategy: 'merge', moveCheckout: true } as const
    const [one, two] = await Promise.all([bench.runs.merge(run.id, how), bench.runs.merge(run.id, how)])
    expect(two).toEqual(one)
    expect(existsSync(run.worktreePath ?? '')).toBe(false)
    const { items } = await bench.tasks.activity(run.taskId)
    expect(items.filter((item) => item.kind === 'run:merged')).toHaveLength(1)
    expect((await bench.runs.listTrash()).items).toMatchObject([{ reason: 'merged', runId: run.id }])
  })

  it('discards once when asked twice at once', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    const before = await bench.store.seq()
    await Promise.all([bench.runs.discard(run.id), bench.runs.discard(run.id)])
    const replay = await bench.store.replay(before)
    const made = replay.kind === 'events' ? replay.events.filter((one) => one.event === 'trash:created') : []
    expect(made).toHaveLength(1)
  })

  it('does not take the worktree from under work that was sent back during the merge', async () => {
    const merging = gate()
    const sent = gate()
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async merge(options) {
          merging.resolve()
          await Promise.race([sent.promise, pause(300)])
          return plain.merge(options)
        },
      }),
    })
    const run = await finished(bench, 'Sent back')
    const merged = bench.runs.merge(run.id, { strategy: 'merge', moveCheckout: true })
    await merging.promise
    const back = await bench.runs.sendBack(run.id, 'Again.').catch(code)
    sent.resolve()
    await merged
    expect(back).toBe('ILLEGAL_TRANSITION')
    expect((await bench.tasks.get(run.taskId)).status).toBe('done')
  })

  it('waits for a run to let go of its folder before it is sent back or put away', async () => {
    const bench = await open()
    const leaving = gate()
    bench.agent.onClose = () => leaving.promise
    const run = await finished(bench, 'Slow to leave')
    const back = bench.runs.sendBack(run.id, 'Again.')
    const early = await Promise.race([back.then(() => 'sent back'), pause(100)])
    leaving.resolve()
    expect(early).toBeUndefined()
    await bench.until((await back).id, 'succeeded')
  })

  it('does not send back what was discarded', async () => {
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async removeWorktree() {
          throw new AppError('GIT_ERROR', 'not now')
        },
      }),
    })
    const run = await finished(bench, 'Discarded')
    // The removal is made up for later; what was asked for is done.
    expect((await bench.runs.discard(run.id)).discardedAt).not.toBeNull()
    expect(await bench.runs.sendBack(run.id, 'Again.').catch(code)).toBe('ILLEGAL_TRANSITION')
  })
})

describe('what went away by hand', () => {
  it('the branch, into its base: the task is done at the next start, and nobody is said to have done it', async () => {
    const before = await open()
    const run = await finished(before, 'Pulled')
    await git(before.repo, 'merge', '--quiet', '--no-ff', '-m', 'Merge pull request #1', run.branch ?? '')
    const bench = await restart(before)
    const last = async () => (await bench.tasks.activity(run.taskId)).items.at(-1)
    await bench.when(async () => ((await last())?.to === 'done' ? true : undefined))
    expect(await last()).toMatchObject({ kind: 'run:found_merged', actor: 'engine' })
  })

  it('the worktree of finished work: it can still be merged', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rm(run.worktreePath ?? '', { recursive: true })
    const { commit } = await bench.runs.merge(run.id, { strategy: 'merge', moveCheckout: true })
    expect(commit).toBe(await git(bench.repo, 'rev-parse', 'main'))
    expect(await bench.runs.get(run.id)).toMatchObject({ mergedCommit: commit, worktreePath: null })
  })

  it('the worktree of a run at work: the run fails and says so', async () => {
    const bench = await open()
    await bench.projects.update({ id: bench.projectId, checkCommand: 'true' })
    bench.agent.onTurn = async ({ open: { directory } }) => {
      await rm(directory, { recursive: true })
      return { kind: 'completed', text: 'Done.' }
    }
    const { id } = await bench.start('Gone')
    const run = await bench.until(id, 'failed')
    expect(run.failure).toMatchObject({ code: 'worktree_gone' })
    expect(run.failure?.message).toMatch(/worktree.* is gone/)
  })

  it('the worktree of work that is sent back: the run fails and says so', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rm(run.worktreePath ?? '', { recursive: true })
    const back = await bench.runs.sendBack(run.id, 'Again.')
    const failed = await bench.until(back.id, 'failed')
    expect(failed.failure?.message).toMatch(/worktree.* is gone/)
  })

  it('the repository: its project can still be removed, and the work stays on the disk', async () => {
    const bench = await open()
    const run = await finished(bench, 'Gone')
    await rename(bench.repo, `${bench.repo}-moved`)
    try {
      await bench.runs.releaseProject(bench.projectId)
      await bench.projects.remove(bench.projectId)
      expect(await readFile(join(run.worktreePath ?? '', 'work.txt'), 'utf8')).not.toBe('')
    } finally {
      await rename(`${bench.repo}-moved`, bench.repo)
    }
  })

  it('the session: the agent is told the task again', async () => {
    const bench = await open()
    const run = await finished(bench, 'Remember the milk')
    bench.agent.known.clear()
    const back = await bench.runs.sendBack(run.id, 'And the honey.')
    await bench.until(back.id, 'succeeded')
    const said = bench.agent.told.at(-1)
    expect(said?.sessionId).not.toBe(run.sessionId)
    expect(said?.text).toContain('# Remember the milk')
    expect(said?.text).toContain('And the honey.')
  })
})
