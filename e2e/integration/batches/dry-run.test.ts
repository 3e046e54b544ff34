import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchPreview } from '#shared/forecasts.ts'
import { git } from '../../support/repository.ts'
import { write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'
import { post } from './rest.ts'

let bench: BatchBench
beforeAll(async () => {
  bench = await batchBench({ setupCommand: 'echo ready', checkCommand: 'test -e README.md' })
})
afterAll(() => bench.end())

/** Everything that a batch would write to. */
async function traces() {
  const { client } = bench.host
  return {
    seq: (await client.batches.list({})).seq,
    runs: (await client.runs.list()).items.length,
    refs: await bench.git('for-each-ref'),
    worktrees: await bench.git('worktree', 'list'),
    objects: (await readdir(join(bench.repo, '.git', 'objects'), { recursive: true })).sort(),
    folders: (await readdir(bench.dataFolder)).filter((name) => !name.startsWith('openlinear.db')).sort(),
  }
}
const dryRun = (taskIds: string[], more: object = {}) =>
  post(bench.host, 'batches', { taskIds, mode: 'parallel', dryRun: true, ...more })

describe('a dry run', () => {
  it('says what would happen and writes nothing; the batch then is so', async () => {
    const { host, task } = bench
    await host.client.settings.update({ parallelLimit: 2 })
    const [parent, child, urgent] = [
      await task('Parent', write('parent.txt', 'x\n')),
      await task('Child', write('child.txt', 'x\n')),
      await task('Urgent', write('urgent.txt', 'x\n')),
    ]
    await host.client.tasks.update({ id: child.id, dependsOn: [parent.id], priority: 'high' })
    await host.client.tasks.update({ id: urgent.id, priority: 'urgent' })
    const taskIds = [child.id, parent.id, urgent.id]
    const options = { parallelLimit: 5, conflictBehavior: 'fail' }
    const before = await traces()
    const { status, body } = await dryRun(taskIds, { options })
    expect(status).toBe(202)
    expect(await traces()).toEqual(before)
    const head = await bench.git('rev-parse', 'main')
    expect(body).toMatchObject({
      dryRun: true,
      projectId: bench.projectId,
      mode: 'parallel',
      branch: 'openlinear/batch-<id>',
      baseBranch: 'main',
      baseCommit: head,
      baseFrom: 'local',
      fetchProblem: null,
      slots: 2,
      options: { parallelLimit: 5, conflictBehavior: 'fail', publish: 'local', stopOnFailure: false },
      commands: { setup: 'echo ready', check: 'test -e README.md', finalCheck: null },
      estimate: null,
      forecast: null,
    })
    const planned = (body as unknown as BatchPreview).tasks
    expect(planned).toMatchObject([
      { taskId: urgent.id, position: 1, wave: 1, startsFrom: 'base', after: [] },
      { taskId: parent.id, position: 2, wave: 1, startsFrom: 'base', after: [] },
      { taskId: child.id, position: 3, wave: 2, startsFrom: 'tip', after: [parent.id] },
    ])
    // The page asks the same by another name.
    const typed = await host.client.batches.preview({
      taskIds,
      mode: 'parallel',
      options: { parallelLimit: 5, conflictBehavior: 'fail' },
    })
    expect(typed).toEqual(body)

    const made = await post(host, 'batches', { taskIds, mode: 'parallel', options })
    const batch = await bench.over(String(made.body['id']))
    expect(batch).toMatchObject({ baseCommit: head, options: typed.options, counts: { merged: 3 } })
    expect(batch.tasks.map(({ taskId, position }) => ({ taskId, position }))).toEqual(
      planned.map(({ taskId, position }) => ({ taskId, position })),
    )
    expect(batch.branch).toMatch(/^openlinear\/batch-[0-9a-f]{8}$/)

    const { notes } = typed
    expect(notes).toEqual([])
    const again = async () => ((await dryRun(taskIds)).body as unknown as BatchPreview).notes
    const noted = (why: string) =>
      planned.map(({ taskId, identifier }) => ({
        taskId,
        message: `${identifier} ${why}: it would be done again.`,
      }))
    expect(await again()).toEqual(noted(`is in ${batch.branch}, which is not merged yet`))
    await host.client.batches.merge({ id: batch.id, moveCheckout: true })
    expect(await again()).toEqual(noted('is done already'))
  })

  it('says how a queue and a combined batch go, and goes by runs that have finished', async () => {
    const { task } = bench
    const taskIds = [(await task('A')).id, (await task('B')).id, (await task('C')).id]
    const queue = (await dryRun(taskIds, { mode: 'queue' })).body as unknown as BatchPreview
    expect(queue.slots).toBe(1)
    expect(queue.tasks.map(({ wave, startsFrom, after }) => ({ wave, startsFrom, after }))).toEqual([
      { wave: 1, startsFrom: 'base', after: [] },
      { wave: 2, startsFrom: 'tip', after: [taskIds[0]] },
      { wave: 3, startsFrom: 'tip', after: [taskIds[1]] },
    ])
    const combined = (await dryRun(taskIds, { mode: 'combined' })).body as unknown as BatchPreview
    expect(combined.tasks.map(({ wave, startsFrom }) => ({ wave, startsFrom }))).toEqual(
      taskIds.map(() => ({ wave: 1, startsFrom: 'base' })),
    )
    const parallel = (await dryRun(taskIds)).body as unknown as BatchPreview
    for (const { estimate } of [queue, combined, parallel]) expect(estimate?.runs).toBe(3)
    expect(queue.estimate?.minutes).toBeGreaterThan(parallel.estimate?.minutes ?? Number.NaN)
    expect(parallel.estimate?.minutes).toBeGreaterThan(0)
  })

  it('is refused as the batch would be, in the same words', async () => {
    const { host, task } = bench
    const [good, archived, child, parent] = [
      await task('Good'),
      await task('Archived'),
      await task('Child'),
      await task('Parent'),
    ]
    await host.client.tasks.update({ id: archived.id, archived: true })
    await host.client.tasks.update({ id: child.id, dependsOn: [parent.id] })
    const cases: [string, string[], object][] = [
      ['NOT_FOUND', ['FIX-9999'], {}],
      ['BAD_REQUEST', [good.id, good.identifier], {}],
      ['TASK_ARCHIVED', [good.id, archived.id], {}],
      ['BLOCKED', [good.id, child.id], {}],
      ['BAD_REQUEST', [good.id], { options: { parallelLimit: 0 } }],
      ['BAD_REQUEST', [good.id], { mode: 'Parallel' }],
    ]
    for (const [code, taskIds, more] of cases) {
      const refusal = await dryRun(taskIds, more)
      expect(refusal.body.code, code).toBe(code)
      expect(refusal).toEqual(await post(host, 'batches', { taskIds, mode: 'parallel', ...more }))
    }
    await host.client.settings.update({ maxBatchSize: 1 })
    expect(await dryRun([good.id, parent.id])).toMatchObject({
      status: 409,
      body: { code: 'BATCH_TOO_LARGE', details: { limit: 1, tasks: 2 } },
    })
    await host.client.settings.update({ maxBatchSize: 20 })
  })

  it('forecasts from what earlier runs left, and that is gone from the disk afterwards', async () => {
    const { host, task } = bench
    const tasks = [
      await task('First', write('clash.txt', 'first\n')),
      await task('Second', write('clash.txt', 'second\n')),
      await task('Fresh', write('fresh.txt', 'fresh\n')),
    ]
    for (const { id } of tasks.slice(0, 2)) {
      const run = await host.client.tasks.execute({ id })
      await host.runWith(run.id, 'succeeded')
    }
    const before = await traces()
    const { body } = await dryRun(tasks.map(({ id }) => id))
    const { forecast } = body as unknown as BatchPreview
    expect(forecast?.overlaps).toMatchObject([
      { taskId: tasks[1]?.id, withTaskId: tasks[0]?.id, files: [{ path: 'clash.txt', kind: 'added' }] },
    ])
    expect(forecast?.compared).toEqual([tasks[0]?.id, tasks[1]?.id])
    const { refs, worktrees, objects } = await traces()
    expect({ refs, worktrees, objects }).toEqual({
      refs: before.refs,
      worktrees: before.worktrees,
      objects: before.objects,
    })
    expect(await readdir(join(bench.dataFolder, 'forecast')).catch(() => [])).toEqual([])
  })

  it('names both sides of a base that has moved on both', async () => {
    const { host, task } = bench
    const bare = join(bench.dataFolder, 'origin.git')
    await git(bench.dataFolder, 'init', '--quiet', '--bare', '--initial-branch=main', bare)
    await bench.git('remote', 'add', 'origin', bare)
    await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Theirs')
    await bench.git('push', '--quiet', 'origin', 'main')
    const theirs = await bench.git('rev-parse', 'HEAD')
    await bench.git('reset', '--quiet', '--hard', 'HEAD~1')
    await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Ours')
    await host.client.settings.update({ fetchBeforeRun: true, onDiverged: 'ask' })
    const { id } = await task('From theirs')
    expect(await dryRun([id])).toMatchObject({ status: 409, body: { code: 'BASE_DIVERGED' } })
    expect(await dryRun([id], { base: 'remote' })).toMatchObject({
      status: 202,
      body: { baseCommit: theirs, baseFrom: 'remote' },
    })
  })
})
