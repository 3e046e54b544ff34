import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bash, write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'

let bench: BatchBench
beforeAll(async () => {
  bench = await batchBench()
})
afterAll(() => bench.end())

const statuses = (batch: { tasks: { identifier: string; status: string }[] }) =>
  batch.tasks.map(({ status }) => status)

describe('a parallel batch', () => {
  it('merges every task in the fixed order into one branch, whoever is ready first', async () => {
    const { host, task } = bench
    const slow = await task('Slow', bash('sleep 1.5'), write('slow.txt', 'slow\n'))
    const quick = await task('Quick', write('quick.txt', 'quick\n'))
    const urgent = await task('Urgent', write('urgent.txt', 'urgent\n'))
    await host.client.tasks.update({ id: urgent.id, priority: 'urgent' })
    const { id } = await host.client.batches.create({
      taskIds: [slow.id, quick.id, urgent.id],
      mode: 'parallel',
    })
    expect((await host.client.batches.diff({ id })).files).toEqual([])
    const batch = await bench.over(id)
    expect(batch).toMatchObject({ status: 'completed', step: 'done', verified: false })
    expect(statuses(batch)).toEqual(['merged', 'merged', 'merged'])
    expect(await bench.merges(batch.branch)).toEqual([
      `Merge ${urgent.identifier}: Urgent`,
      `Merge ${slow.identifier}: Slow`,
      `Merge ${quick.identifier}: Quick`,
    ])
    expect(await bench.git('show', `${batch.branch}:slow.txt`)).toBe('slow')
    expect(await bench.git('rev-parse', batch.branch)).toBe(batch.headCommit)
    expect(batch.summary).toContain('3 of 3 tasks merged')
    expect(batch.summary).toContain('Unverified')
    for (const one of [slow, quick, urgent])
      expect((await host.client.tasks.get({ id: one.id })).status).toBe('in_review')
    expect(await bench.git('worktree', 'list')).not.toContain(bench.dataFolder)

    const diff = await host.client.batches.diff({ id })
    const before = await bench.git('rev-parse', 'main')
    await host.client.batches.merge({ id, moveCheckout: true })
    expect(await bench.git('show', 'main:quick.txt')).toBe('quick')
    // It told what the merge brings, and tells it still, without the branch as well.
    expect(diff.files.map(({ path }) => path).join('\n')).toBe(
      await bench.git('diff', '--name-only', before, 'main'),
    )
    expect(diff.files.map(({ path }) => path)).toEqual(['quick.txt', 'slow.txt', 'urgent.txt'])
    expect(diff.files[0]?.patch).toContain('+quick\n')
    await bench.git('branch', '-D', batch.branch)
    expect(await host.client.batches.diff({ id })).toEqual(diff)
    for (const one of [slow, quick, urgent])
      expect((await host.client.tasks.get({ id: one.id })).status).toBe('done')
  })

  it('leaves out what conflicts, names the files, and keeps its work', async () => {
    const { host, task } = bench
    const first = await task('First', write('same.txt', 'one\n'))
    const second = await task('Second', write('same.txt', 'two\n'))
    const third = await task('Third', write('third.txt', 'three\n'))
    const { id } = await host.client.batches.create({
      taskIds: [first.id, second.id, third.id],
      mode: 'parallel',
    })
    const batch = await bench.over(id)
    expect(statuses(batch)).toEqual(['merged', 'skipped', 'merged'])
    expect(batch.tasks[1]?.reason).toMatchObject({ code: 'conflict', files: ['same.txt'] })
    expect(await bench.merges(batch.branch)).toHaveLength(2)
    const kept = await host.client.runs.get({ id: batch.tasks[1]?.runId ?? '' })
    expect(await bench.git('show', `${kept.branch}:same.txt`)).toBe('two')
    expect(kept.worktreePath).not.toBeNull()
    expect((await host.client.tasks.get({ id: second.id })).status).toBe('in_review')
  })

  it('ends and publishes nothing on a conflict, when it is told to', async () => {
    const { host, task } = bench
    const first = await task('First', write('clash.txt', 'one\n'))
    const second = await task('Second', write('clash.txt', 'two\n'))
    const { id } = await host.client.batches.create({
      taskIds: [first.id, second.id],
      mode: 'parallel',
      options: { conflictBehavior: 'fail' },
    })
    const batch = await bench.over(id)
    expect(batch.status).toBe('failed')
    expect(batch.failure).toContain(second.identifier)
    expect(statuses(batch)).toEqual(['merged', 'skipped'])
  })

  it('begins a task once its parents are merged, from a base that has them, and blocks it when one fails', async () => {
    const { host, task } = bench
    const parent = await task('Parent', bash('sleep 0.5'), write('parent.txt', 'parent\n'))
    const child = await task('Child', bash('cat parent.txt > child.txt'))
    const failing = await task('Failing')
    const orphan = await task('Orphan', write('orphan.txt', 'orphan\n'))
    await host.client.tasks.update({ id: child.id, dependsOn: [parent.id] })
    await host.client.tasks.update({ id: orphan.id, dependsOn: [failing.id] })
    await host.client.tasks.update({
      id: failing.id,
      description: 'Nothing.\n\n```openlinear-script\n[{"text":"No."}]\n```',
    })
    const { id } = await host.client.batches.create({
      taskIds: [child.id, orphan.id, parent.id, failing.id],
      mode: 'parallel',
    })
    const batch = await bench.over(id)
    const of = (taskId: string) => batch.tasks.find((one) => one.taskId === taskId)
    expect(of(parent.id)?.status).toBe('merged')
    expect(of(child.id)?.status).toBe('merged')
    expect(await bench.git('show', `${batch.branch}:child.txt`)).toBe('parent')
    expect(of(failing.id)).toMatchObject({ status: 'failed', reason: { code: 'no_changes' } })
    expect(of(orphan.id)).toMatchObject({
      status: 'blocked',
      runId: null,
      reason: {
        code: 'parent_left_out',
        message: `It depends on ${failing.identifier}, which failed.`,
      },
    })
    expect(batch.counts).toMatchObject({ total: 4, merged: 2, failed: 1, blocked: 1 })
  })
})
