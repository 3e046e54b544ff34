import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { git } from '../../support/repository.ts'
import { type Bench, clear, openBench } from '../runs/bench.ts'

// What runs need is deleted by hand while they stand in line, work, or are in review.

let bench: Bench
afterEach(async () => {
  await bench.close()
  await clear(bench)
})

/** One run in its turn, which ends when `finish` is called, and one that is prepared and waits for its slot. */
async function workAndLine(): Promise<{ working: Run; inLine: Run; finish: () => void }> {
  bench = await openBench()
  await bench.settings.update({ parallelLimit: 1 })
  const begun = Promise.withResolvers<void>()
  const { promise, resolve: finish } = Promise.withResolvers<void>()
  const work = bench.agent.onTurn
  bench.agent.onTurn = async (turn) => {
    begun.resolve()
    await Promise.race([promise, turn.aborted])
    return work(turn)
  }
  const working = await bench.start('Working')
  await begun.promise
  const queued = await bench.start('In line')
  const step = () =>
    bench.store.db.selectFrom('runs').select('step').where('id', '=', queued.id).executeTakeFirst()
  await expect.poll(step, { timeout: 10_000 }).toEqual({ step: 'session' })
  return {
    working: await bench.runs.get(working.id),
    inLine: await bench.runs.get(queued.id),
    finish,
  }
}

describe('the worktree of a run in line', () => {
  it('is made anew, its branch too', async () => {
    const { inLine, finish } = await workAndLine()
    await rm(inLine.worktreePath ?? '', { recursive: true })
    await git(bench.repo, 'update-ref', '-d', `refs/heads/${inLine.branch}`)
    finish()
    const { branch } = await bench.until(inLine.id, 'succeeded')
    expect(branch).toBe(inLine.branch)
    expect(await git(bench.repo, 'show', `${branch}:work.txt`)).not.toBe('')
  })

  it('is not made anew for a setup command that deletes it', async () => {
    bench = await openBench()
    await bench.projects.update({ id: bench.projectId, setupCommand: 'rm .git' })
    const { failure } = await bench.until((await bench.start('Deletes')).id, 'failed')
    expect(failure).toMatchObject({
      code: 'worktree_gone',
      message: expect.stringMatching(/worktree is gone. Retry/),
    })
  })
})

describe('the repository with all its objects', () => {
  const GONE = { code: 'NOT_A_REPOSITORY', message: expect.stringMatching(/Put it back .*If it is lost/) }

  it('while runs work and stand in line: each says so, nothing is paid for in vain', async () => {
    const { working, inLine, finish } = await workAndLine()
    await rm(bench.repo, { recursive: true })
    finish()
    const [request] = await bench.asked(working.id)
    expect(request?.title).toContain(`${bench.repo} is not there any more. Put it back`)
    expect(request?.title).not.toContain('hooks')
    const { failure } = await bench.until(inLine.id, 'failed')
    expect(failure).toMatchObject({ code: 'git_error', message: GONE.message })
    expect(bench.agent.told).toHaveLength(1)
    await expect(bench.runs.retry(inLine.id)).rejects.toMatchObject(GONE)

    // As often as one likes: it is told again, and the run can be ended. The files of its work are there.
    await bench.runs.continue(working.id, 'again')
    await bench.when(async () => {
      const { items } = await bench.runs.requests()
      return items.find(({ id, runId }) => runId === working.id && id !== request?.id)
    })
    await bench.runs.continue(working.id, 'stop')
    await bench.until(working.id, 'cancelled')
    expect(await readFile(join(working.worktreePath ?? '', 'work.txt'), 'utf8')).not.toBe('')
  })

  it('while work is in review: every button says so, and the task can be deleted', async () => {
    bench = await openBench()
    const { id, taskId, worktreePath } = await bench.until((await bench.start('Reviewed')).id, 'succeeded')
    await rm(bench.repo, { recursive: true })
    const how = { strategy: 'merge', moveCheckout: false } as const
    for (const call of [
      () => bench.runs.diff(id),
      () => bench.runs.merge(id, how),
      () => bench.runs.sendBack(id, 'Again.'),
      () => bench.runs.retry(id),
      () => bench.runs.discard(id),
    ])
      await expect(call()).rejects.toMatchObject(GONE)
    expect(bench.agent.told).toHaveLength(1)

    const before = bench
    await before.close()
    bench = await openBench({ on: before, agent: before.agent })
    expect((await bench.runs.get(id)).status).toBe('succeeded')
    await bench.runs.releaseTask(taskId)
    await bench.tasks.remove(taskId)
    // The only copy of the work that is left.
    expect(existsSync(join(worktreePath ?? '', 'work.txt'))).toBe(true)
  })
})
