import { afterEach, describe, expect, it } from 'vitest'
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
