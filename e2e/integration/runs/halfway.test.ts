import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { TurnOutcome } from '#electron/agents/runtime.ts'
import type { RunStatus } from '#shared/run-words.ts'
import { git } from '../../support/repository.ts'
import { type Bench, type BenchOptions, clear, openBench } from './bench.ts'

// What a kill leaves half done outside a run's own steps, and what the next start makes of it.

const benches: Bench[] = []
const open = async (options?: BenchOptions) => {
  const bench = await openBench(options)
  benches.push(bench)
  return bench
}
afterEach(async () => {
  for (const bench of benches) await bench.close()
  for (const bench of benches.splice(0)) await clear(bench)
})

const finished = async (bench: Bench, title: string) =>
  bench.until((await bench.start(title)).id, 'succeeded')
const reopened = async (bench: Bench) => {
  await bench.close()
  benches.splice(0)
  return open({ on: bench })
}
const trashRefs = ({ repo }: Bench) => git(repo, 'for-each-ref', 'refs/openlinear/trash')

describe('a kill', () => {
  it('between the ref of a discard and its row leaves no ref that nobody names', async () => {
    const bench = await open()
    const run = await finished(bench, 'Nearly discarded')
    const { id, branch, worktreePath: worktree } = run
    await bench.git.keepInTrash({ repo: bench.repo, id, worktree, branch, message: 'x' })
    // The trash of another data folder on the same repository.
    const others = ['refs/openlinear/trash/of-another-host', run.headCommit ?? '']
    await git(bench.repo, 'update-ref', ...others)
    const later = await reopened(bench)
    await expect.poll(() => trashRefs(later), { timeout: 20_000 }).not.toContain(id)
    expect(await trashRefs(later)).toContain('of-another-host')
    expect(await later.runs.get(id)).toMatchObject({ discardedAt: null, worktreePath: worktree })
  })

  it('never costs work that only an unnamed ref has: it is in the trash again', async () => {
    const bench = await open()
    const run = await finished(bench, 'Of before')
    await bench.runs.discard(run.id)
    // As in a database that was restored from before the discard.
    await bench.store.db.deleteFrom('trash').execute()
    const later = await reopened(bench)
    await later.when(async () => ((await later.runs.listTrash()).items.length === 1 ? true : undefined))
    const { branch } = await later.runs.restoreTrash(run.id)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
  })

  it('costs nothing when a restored database has the run once more', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    const { id, branch, worktreePath: path } = run
    await bench.runs.discard(id)
    // It was in review in that database, and somebody has made other work in its worktree.
    await bench.store.db.deleteFrom('trash').execute()
    await bench.store.db
      .updateTable('runs')
      .set({ discarded_at: null, worktree_path: path })
      .where('id', '=', id)
      .execute()
    const commit = run.baseCommit ?? ''
    await bench.git.addWorktree({ repo: bench.repo, path: path ?? '', branch: branch ?? '', commit })
    await writeFile(join(path ?? '', 'other.txt'), 'other\n')
    const later = await reopened(bench)
    await later.when(async () => ((await later.runs.listTrash()).items.length === 1 ? true : undefined))
    const first = await later.runs.restoreTrash(id)
    expect(await git(bench.repo, 'show', `${first.branch}:work.txt`)).not.toBe('')
    await later.runs.discard(id)
    const second = await later.runs.restoreTrash(id)
    expect(await git(bench.repo, 'show', `${second.branch}:other.txt`)).toBe('other')
  })

  it('costs none of both when such a run is discarded again', async () => {
    const bench = await open()
    const run = await finished(bench, 'Twice')
    const { id, branch, worktreePath: path } = run
    await bench.runs.discard(id)
    await bench.store.db
      .updateTable('runs')
      .set({ discarded_at: null, worktree_path: path })
      .where('id', '=', id)
      .execute()
    const commit = run.baseCommit ?? ''
    await bench.git.addWorktree({ repo: bench.repo, path: path ?? '', branch: branch ?? '', commit })
    await writeFile(join(path ?? '', 'other.txt'), 'other\n')
    await bench.runs.discard(id)
    const restored = await bench.runs.restoreTrash(id)
    expect(await git(bench.repo, 'show', `${restored.branch}:other.txt`)).toBe('other')
    const log = ['log', '--full-history', '--format=%H', restored.branch, '--', 'work.txt']
    expect(await git(bench.repo, ...log)).not.toBe('')
  })

  it('between a discard and its sweep takes no branch that has more by then', async () => {
    const bench = await open({
      git: (plain) => ({ ...plain, removeWorktree: () => Promise.reject(new Error('killed')) }),
    })
    const run = await finished(bench, 'Discarded, then gone on with')
    const branch = run.branch ?? ''
    await bench.runs.discard(run.id)
    const more = await git(bench.repo, 'commit-tree', '-p', branch, '-m', 'more', `${branch}^{tree}`)
    await git(bench.repo, 'update-ref', `refs/heads/${branch}`, more)
    const later = await reopened(bench)
    await later.when(async () => ((await later.runs.get(run.id)).worktreePath === null ? true : undefined))
    expect(await git(bench.repo, 'rev-parse', branch)).toBe(more)
  })

  it('while an entry of the trash is let go of leaves none that cannot be restored', async () => {
    let isKilled = false
    const bench = await open({
      git: (plain) => ({
        ...plain,
        async dropTrash(options) {
          if (isKilled) throw new Error('killed before the ref was dropped')
          await plain.dropTrash(options)
        },
      }),
    })
    const run = await finished(bench, 'Nearly restored')
    await bench.runs.discard(run.id)
    isKilled = true
    await expect(bench.runs.restoreTrash(run.id)).rejects.toThrow('killed')
    const later = await reopened(bench)
    expect((await later.runs.listTrash()).items).toEqual([])
    await expect.poll(() => trashRefs(later), { timeout: 20_000 }).toBe('')
    expect(await git(bench.repo, 'show', `${run.branch}:work.txt`)).not.toBe('')
  })
})

describe('a tool that nobody has ended is ended in the log by the end of its run', () => {
  it.each<[RunStatus, TurnOutcome]>([
    ['failed', { kind: 'failed', code: 'agent_error', message: 'It broke.' }],
    ['succeeded', { kind: 'limit', limit: 'silent_model', message: 'Silent.' }],
  ])('%s', async (status, outcome) => {
    const bench = await open()
    bench.agent.onTurn = async ({ open: { directory, report } }) => {
      await writeFile(join(directory, 'work.txt'), 'work\n')
      const running = { kind: 'tool', tool: 'bash', state: 'running' } as const
      report([
        { ...running, partId: 'over' },
        { ...running, partId: 'own' },
      ])
      report([{ ...running, partId: 'sub', sessionId: 'ses_sub' }])
      report([{ ...running, partId: 'over', state: 'completed', output: 'x' }])
      return outcome
    }
    const { id } = await bench.start('Left at work')
    if (status === 'succeeded') {
      await bench.asked(id)
      await bench.runs.continue(id, 'finish')
    }
    await bench.until(id, status)
    const tools = (await bench.log(id)).filter(({ kind }) => kind === 'tool')
    expect(tools.slice(4)).toEqual([
      expect.objectContaining({ partId: 'own', tool: 'bash', state: 'interrupted' }),
      expect.objectContaining({ partId: 'sub', sessionId: 'ses_sub', state: 'interrupted' }),
    ])
  })
})
