import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Batch } from '#shared/batches.ts'
import { clear, openRooms, type Rooms } from './rooms.ts'

// What can be asked of a batch and of its tasks in each state, with an agent that does as told.

let rooms: Rooms
/** Lets the agent of a task go on. */
let gates: Map<string, PromiseWithResolvers<void>>
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

/**
 * Rooms with an agent that does what the title of its task says: `… held` waits for its gate, `… idle` changes
 * nothing, everything else writes a file of its name.
 */
async function open(): Promise<void> {
  rooms = await openRooms()
  gates = new Map()
  rooms.agent.onTurn = async ({ open: { directory }, text, aborted }) => {
    const title = /^# (.+)$/m.exec(text)?.[1] ?? 'again'
    if (title.includes('held')) {
      const gate = Promise.withResolvers<void>()
      gates.set(title, gate)
      const isAborted = await Promise.race([gate.promise.then(() => false), aborted.then(() => true)])
      if (isAborted) return { kind: 'aborted' }
    }
    if (!title.includes('idle')) await writeFile(join(directory, `${title}.txt`), `${title}\n`)
    return { kind: 'completed', text: 'Done.' }
  }
}
const letGo = async (title: string) => {
  await expect.poll(() => gates.has(title), { timeout: 20_000 }).toBe(true)
  gates.get(title)?.resolve()
}
const statuses = (batch: Batch) => batch.tasks.map(({ status }) => status).join(' ')
const idOf = (batch: Batch, index: number) => batch.tasks[index]?.taskId ?? ''
const until = (id: string, wanted: string) => rooms.batchWith(id, (batch) => statuses(batch) === wanted)
const branches = () => rooms.user('branch', '--list', 'openlinear/batch-*')

const CALLS = ['cancelTask', 'skipTask', 'retryTask', 'sendBackTask'] as const
const call = (name: (typeof CALLS)[number], id: string, taskId: string) =>
  name === 'sendBackTask' ? rooms.batches.sendBackTask(id, taskId, 'Again.') : rooms.batches[name](id, taskId)

describe('a task of a batch', () => {
  it('takes in each state only what fits, and else says how it is', async () => {
    await open()
    // merged, running, completed, failed, blocked, queued.
    const titles = ['done', 'held', 'ready', 'idle', 'child', 'queued']
    const made: string[] = []
    for (const title of titles)
      made.push((await rooms.tasks.create({ projectId: rooms.projectId, title })).id)
    await rooms.tasks.update({ id: made[4] ?? '', dependsOn: [made[3] ?? ''] })
    await rooms.tasks.update({ id: made[5] ?? '', dependsOn: [made[1] ?? ''] })
    const { id } = await rooms.batches.create({ taskIds: made, mode: 'parallel' })
    const batch = await until(id, 'merged running completed failed blocked queued')
    const refused: Record<string, readonly string[]> = {
      merged: CALLS,
      running: ['retryTask', 'sendBackTask'],
      completed: ['retryTask'],
      failed: ['cancelTask', 'skipTask', 'sendBackTask'],
      blocked: ['retryTask', 'sendBackTask'],
      queued: ['retryTask', 'sendBackTask'],
    }
    for (const { taskId, status } of batch.tasks)
      for (const name of CALLS.filter((one) => refused[status]?.includes(one)))
        await expect(call(name, id, taskId), `${name} when ${status}`).rejects.toMatchObject({
          code: 'ILLEGAL_TRANSITION',
          details: { status: expect.any(String) },
        })
    expect(statuses(await rooms.batches.get(id))).toBe(statuses(batch))

    // The failed one succeeds the second time, and its child with it.
    rooms.agent.onTurn = async ({ open: { directory }, text }) => {
      const title = /^# (.+)$/m.exec(text)?.[1] ?? 'again'
      await writeFile(join(directory, `${title}.txt`), 'x\n')
      return { kind: 'completed', text: 'Done.' }
    }
    await rooms.batches.retryTask(id, idOf(batch, 3))
    await rooms.batches.sendBackTask(id, idOf(batch, 2), 'Again.')
    await rooms.batches.skipTask(id, idOf(batch, 5))
    await letGo('held')
    const over = await rooms.over(id)
    expect(statuses(over)).toBe('merged merged merged merged merged skipped')
    const { branch } = over
    expect((await rooms.user('ls-tree', '--name-only', branch)).split('\n')).toEqual([
      'README.md',
      'again.txt',
      'child.txt',
      'done.txt',
      'held.txt',
      'idle.txt',
      'ready.txt',
    ])
    for (const { taskId } of over.tasks)
      for (const name of CALLS)
        await expect(call(name, id, taskId)).rejects.toMatchObject({
          code: 'ILLEGAL_TRANSITION',
          details: { status: 'completed' },
        })
    for (const name of ['pause', 'resume', 'approve'] as const)
      await expect(rooms.batches[name](id)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    // Asked to end once more it is answered as it is.
    expect(await rooms.batches.cancel(id)).toEqual(over)
    expect(rooms.complaints).toEqual([])
  })

  it('that waits in a queue is left out without stopping it, and done after all when asked to', async () => {
    await open()
    const { id, ...made } = await rooms.batch(['held a', 'b', 'c', 'held d'], {
      mode: 'queue',
      options: { autoApprove: true },
    })
    const batch = { id, ...made }
    await until(id, 'running queued queued queued')
    await rooms.batches.cancelTask(id, idOf(batch, 1))
    await letGo('held a')
    await until(id, 'merged cancelled merged running')
    // One at a time, though its place is before that of the one that runs.
    await rooms.batches.retryTask(id, idOf(batch, 1))
    expect(statuses(await rooms.batches.get(id))).toBe('merged queued merged running')
    await letGo('held d')
    const over = await rooms.over(id)
    expect(statuses(over)).toBe('merged merged merged merged')
    const runs = await Promise.all(over.tasks.map(({ runId }) => rooms.runs.get(runId ?? '')))
    expect(Date.parse(runs[1]?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(runs[3]?.endedAt ?? ''))
  })
})

describe('a batch', () => {
  it('that is cancelled ends its runs, keeps what is merged and all work, and says what became of each task', async () => {
    await open()
    const { id } = await rooms.batch(['a', 'held b', 'c', 'held d'], { options: { parallelLimit: 2 } })
    const batch = await until(id, 'merged running completed running')
    const over = await rooms.batches.cancel(id)
    expect(over).toMatchObject({ status: 'cancelled', step: 'done', counts: { merged: 1, cancelled: 3 } })
    expect(over.summary).toContain('1 of 4 tasks merged')
    expect(await rooms.user('ls-tree', '--name-only', over.branch)).toBe('README.md\na.txt')
    const board = await Promise.all(batch.tasks.map(({ taskId }) => rooms.tasks.get(taskId)))
    expect(board.map(({ status, executionStatus }) => `${status} ${executionStatus}`)).toEqual([
      'in_review succeeded',
      'todo cancelled',
      'in_review succeeded',
      'todo cancelled',
    ])
    const worktrees = await rooms.user('worktree', 'list')
    expect(worktrees).not.toContain(join('integration', id))
    expect(await rooms.batches.mergeState(id)).toEqual({
      checkout: { path: rooms.repo, changes: [] },
      canForward: true,
    })
    await expect(rooms.batches.merge(id, false, true)).rejects.toMatchObject({ code: 'BASE_CHECKED_OUT' })
    const main = (await rooms.user('rev-parse', 'main')).trim()
    expect(await rooms.batches.merge(id, true, true)).toEqual({ commit: main })
    expect([
      (await rooms.batches.get(id)).mergedCommit,
      (await rooms.user('rev-parse', 'main')).trim(),
    ]).toEqual([null, main])
    expect(await rooms.batches.merge(id, true)).toEqual(await rooms.batches.merge(id, false))
    expect((await rooms.tasks.get(idOf(batch, 0))).status).toBe('done')
  })

  it('with nothing merged leaves no branch, and has nothing to merge', async () => {
    await open()
    const { id } = await rooms.batch(['held a'])
    await expect.poll(() => gates.has('held a'), { timeout: 20_000 }).toBe(true)
    await expect(rooms.batches.merge(id, false)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' })
    const over = await rooms.batches.cancel(id)
    expect(over.counts).toMatchObject({ cancelled: 1 })
    expect(await branches()).toBe('')
    await expect(rooms.batches.merge(id, false)).rejects.toMatchObject({ code: 'NOTHING_TO_MERGE' })
  })

  it('is merged past a task that was deleted since, and calls none done that is at work again', async () => {
    await open()
    const { id } = await rooms.batch(['a', 'held b', 'c'])
    await letGo('held b')
    const over = await rooms.over(id)
    await rooms.runs.releaseTask(idOf(over, 0))
    await rooms.tasks.remove(idOf(over, 0))
    gates.clear()
    const again = await rooms.runs.execute(idOf(over, 1))
    await expect.poll(() => gates.has('held b'), { timeout: 20_000 }).toBe(true)
    const { commit } = await rooms.batches.merge(id, true)
    expect(await rooms.user('rev-parse', 'main')).toBe(commit)
    expect((await rooms.tasks.get(idOf(over, 2))).status).toBe('done')
    expect((await rooms.tasks.get(idOf(over, 1))).status).toBe('in_progress')
    await letGo('held b')
    await rooms.until(again.id, 'succeeded')
    expect((await rooms.tasks.get(idOf(over, 1))).status).toBe('in_review')
  })

  it('that stops on a failure begins nothing after it, finishes what runs, and keeps what is merged', async () => {
    await open()
    const { id } = await rooms.batch(['a', 'idle b', 'c', 'd'], {
      options: { stopOnFailure: true, parallelLimit: 1 },
    })
    const over = await rooms.over(id)
    expect(statuses(over)).toBe('merged failed cancelled cancelled')
    expect(over.tasks.map(({ reason }) => reason?.code)).toEqual([
      undefined,
      'no_changes',
      'stopped',
      'stopped',
    ])
    expect(over.tasks.map(({ runId }) => runId === null)).toEqual([false, false, true, true])
    expect(await rooms.user('ls-tree', '--name-only', over.branch)).toBe('README.md\na.txt')
  })

  it('merges in the order that the user gives, as far as nothing is merged and parents stay first', async () => {
    await open()
    const titles = ['first', 'held a', 'b', 'c']
    const made: string[] = []
    for (const title of titles)
      made.push((await rooms.tasks.create({ projectId: rooms.projectId, title })).id)
    const [first = '', a = '', b = '', c = ''] = made
    await rooms.tasks.update({ id: c, dependsOn: [first] })
    const { id } = await rooms.batches.create({ taskIds: made, mode: 'parallel' })
    await until(id, 'merged running completed completed')
    for (const [order, code] of [
      [[a, b, c, first], 'ILLEGAL_TRANSITION'],
      [[first, a, b], 'BAD_REQUEST'],
      [[first, a, b, b], 'BAD_REQUEST'],
      [[first, a, b, c, c], 'BAD_REQUEST'],
    ] as const)
      await expect(rooms.batches.reorder(id, order), order.join()).rejects.toMatchObject({ code })
    const reordered = await rooms.batches.reorder(id, [first, c, b, a])
    expect(reordered.tasks.map(({ taskId, position }) => [taskId, position])).toEqual(
      [first, c, b, a].map((taskId, index) => [taskId, index + 1]),
    )
    // What was held up by the one that runs is merged at once.
    await until(id, 'merged merged merged running')
    await letGo('held a')
    const over = await rooms.over(id)
    const merges = await rooms.user(
      'log',
      '--first-parent',
      '--reverse',
      '--format=%s',
      `main..${over.branch}`,
    )
    expect(merges.split('\n').map((line) => line.split(': ')[1])).toEqual(['first', 'c', 'b', 'held a'])
  })
})
