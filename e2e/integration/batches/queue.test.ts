import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bash, write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'
import { post } from './rest.ts'

let bench: BatchBench
beforeAll(async () => {
  bench = await batchBench()
})
afterAll(() => bench.end())

const statuses = (batch: { tasks: { status: string }[] }) => batch.tasks.map(({ status }) => status)
const queue = (taskIds: string[], options: object = {}) =>
  bench.host.client.batches.create({ taskIds, mode: 'queue', options })
/** Waits until the queue waits for approval of its nth task. */
const awaiting = (id: string, index: number) =>
  bench.batchWith(id, ({ status, tasks }) => status === 'waiting' && tasks[index]?.awaitsApproval === true)

describe('a queue', () => {
  it('goes one by one, each from the result of those before, also past one that fails, one that is cancelled, one with nothing to do', async () => {
    const { host, task } = bench
    const first = await task('First', write('log.txt', 'first\n'))
    const failing = await task('Failing', { text: 'I cannot.' })
    const stuck = await task('Stuck', bash('sleep 100'))
    const second = await task('Second', bash('echo second >> log.txt'))
    const third = await task('Third', bash('echo third >> log.txt'))
    const all = [first, failing, stuck, second, third]
    const { id } = await queue(
      all.map((one) => one.id),
      { autoApprove: true, parallelLimit: 5 },
    )
    await bench.batchWith(id, ({ tasks }) => tasks[2]?.status === 'running')
    // Nothing is begun before its turn has come.
    expect(statuses(await host.client.batches.get({ id }))).toEqual([
      'merged',
      'failed',
      'running',
      'queued',
      'queued',
    ])
    await host.client.batches.cancelTask({ id, taskId: stuck.id })
    const batch = await bench.over(id)
    expect(batch.status).toBe('completed')
    expect(statuses(batch)).toEqual(['merged', 'failed', 'cancelled', 'merged', 'merged'])
    expect(batch.tasks.map(({ reason }) => reason?.code ?? null)).toEqual([
      null,
      'no_changes',
      'cancelled',
      null,
      null,
    ])
    expect(await bench.git('show', `${batch.branch}:log.txt`)).toBe('first\nsecond\nthird')
    const runs = await Promise.all(batch.tasks.map(({ runId }) => host.client.runs.get({ id: runId ?? '' })))
    expect(runs.map(({ baseCommit }) => baseCommit)).toEqual([
      batch.baseCommit,
      batch.tasks[0]?.mergeCommit,
      batch.tasks[0]?.mergeCommit,
      batch.tasks[0]?.mergeCommit,
      batch.tasks[3]?.mergeCommit,
    ])
    // One after the other: none starts before the one before it has ended.
    for (const [index, run] of runs.slice(1).entries())
      expect(Date.parse(run.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(runs[index]?.endedAt ?? ''))
    expect((await host.client.tasks.get({ id: stuck.id })).status).toBe('todo')
    expect((await host.client.tasks.get({ id: failing.id })).status).not.toBe('done')
  })

  it('waits after each task, also the last, for Approve, Send back or Skip', async () => {
    const { host, task } = bench
    const one = await task('One', write('one.txt', '1\n'))
    const two = await task('Two', write('two.txt', '1\n'), { onFix: [write('two.txt', '2\n')] })
    const three = await task('Three', write('three.txt', '1\n'))
    const four = await task('Four', bash('cat one.txt two.txt > four.txt; ls three.txt || true'))
    const { id } = await queue([one.id, two.id, three.id, four.id])
    const early = await post(host, `batches/${id}/approve`)
    expect(early).toMatchObject({
      status: 409,
      body: { code: 'ILLEGAL_TRANSITION', details: { status: 'running' } },
    })

    const waiting = await awaiting(id, 0)
    expect(waiting.tasks[0]).toMatchObject({ status: 'waiting', mergeCommit: null })
    expect(statuses(waiting)).toEqual(['waiting', 'queued', 'queued', 'queued'])
    // With the diff in view.
    const diff = await host.client.runs.diff({ id: waiting.tasks[0]?.runId ?? '' })
    expect(diff.files.map(({ path }) => path)).toEqual(['one.txt'])
    expect((await post(host, `batches/${id}/approve`)).status).toBe(200)

    const before = await awaiting(id, 1)
    expect(statuses(before)).toEqual(['merged', 'waiting', 'queued', 'queued'])
    const sentBack = await host.client.batches.sendBackTask({
      id,
      taskId: two.id,
      comments: 'It should be 2.',
    })
    expect(sentBack.tasks[1]).toMatchObject({ status: 'running', awaitsApproval: false })
    expect(sentBack.tasks[1]?.runId).not.toBe(before.tasks[1]?.runId)
    const approved = await post(host, `batches/${id}/approve`)
    expect(approved.status).toBe(409)
    await awaiting(id, 1)
    await host.client.batches.approve({ id })

    await awaiting(id, 2)
    await host.client.batches.skipTask({ id, taskId: three.id })

    const last = await awaiting(id, 3)
    expect(statuses(last)).toEqual(['merged', 'merged', 'skipped', 'waiting'])
    await host.client.batches.approve({ id })
    const batch = await bench.over(id)
    expect(batch.counts).toMatchObject({ merged: 3, skipped: 1, total: 4 })
    expect(batch.tasks[2]?.reason).toMatchObject({ code: 'skipped' })
    expect(await bench.git('show', `${batch.branch}:four.txt`)).toBe('1\n2')
    expect(await bench.git('ls-tree', '--name-only', batch.branch)).not.toContain('three.txt')
    // Its work is kept, and its task in review.
    const skipped = await host.client.runs.get({ id: batch.tasks[2]?.runId ?? '' })
    expect(await bench.git('show', `${skipped.branch}:three.txt`)).toBe('1')
    expect((await host.client.tasks.get({ id: three.id })).status).toBe('in_review')
    expect(await post(host, `batches/${id}/approve`)).toMatchObject({
      status: 409,
      body: { code: 'ILLEGAL_TRANSITION', details: { status: 'completed' } },
    })
  })
})
