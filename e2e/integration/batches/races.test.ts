import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { BatchesRoom } from '#electron/batches/batches.ts'
import { clear, namedFile, openRooms, type Rooms, type RoomsOptions } from './rooms.ts'

// What a person asks for in the very moment in which the engine has looked away.

let rooms: Rooms
afterEach(async () => {
  await rooms.close()
  await clear(rooms)
})

async function open(options: RoomsOptions = {}): Promise<Rooms> {
  rooms = await openRooms(options)
  rooms.agent.onTurn = namedFile
  return rooms
}

/** Does something once, when the batch is as `when` wants it and the engine has just looked at it. */
function once(
  when: (batch: Awaited<ReturnType<BatchesRoom['get']>>) => boolean,
  act: (id: string) => Promise<unknown>,
) {
  let isDone = false
  return {
    get isDone() {
      return isDone
    },
    async look(batches: BatchesRoom, id: string): Promise<void> {
      if (isDone || !when(await batches.get(id))) return
      isDone = true
      await act(id)
    },
  }
}

/** Acts when the engine has read its rows and not yet decided. */
const beforeDeciding =
  (race: ReturnType<typeof once>): RoomsOptions['between'] =>
  ({ runs }, batches) => ({
    runs: {
      ...runs,
      async ofBatch(id) {
        const found = await runs.ofBatch(id)
        await race.look(batches(), id)
        return found
      },
    },
  })

describe('in the same moment', () => {
  it('a pause and the engine’s word that it waits do not end the batch', async () => {
    const race = once(
      ({ status, tasks }) => status === 'running' && tasks[0]?.awaitsApproval === true,
      (id) => rooms.batches.pause(id),
    )
    await open({ between: beforeDeciding(race) })
    const { id } = await rooms.batch(['one'], { mode: 'queue' })
    await rooms.batchWith(id, ({ status }) => status === 'paused' || status === 'failed')
    expect(race.isDone).toBe(true)
    expect((await rooms.batches.get(id)).status).toBe('paused')
    await rooms.batches.resume(id)
    await rooms.batches.approve(id)
    expect(await rooms.over(id)).toMatchObject({ status: 'completed', counts: { merged: 1 } })
    expect(rooms.complaints).toEqual([])
  })

  it('an Execute and the batch: the batch is refused, and nothing of it is left', async () => {
    await open({
      between: ({ git, runs }) => ({
        git: {
          ...git,
          // Fetches, which may take a while.
          async resolveBase(options) {
            const [task] = (await rooms.tasks.list({ archived: false, limit: 1 })).items
            await runs.execute(task?.id ?? '')
            return git.resolveBase(options)
          },
        },
      }),
    })
    await expect(rooms.batch(['one'])).rejects.toMatchObject({
      code: 'TASK_RUNNING',
      message: expect.stringContaining('BEN-1'),
    })
    expect((await rooms.batches.list({ open: false, limit: 10 })).items).toEqual([])
    const [run] = (await rooms.runs.list()).items
    await rooms.until(run?.id ?? '', 'succeeded')
    expect(await rooms.user('branch', '--list', 'openlinear/batch-*')).toBe('')
  })

  it('a retry of the last task keeps the batch from its end', async () => {
    const race = once(
      ({ tasks, step }) => step === 'tasks' && tasks[0]?.status === 'failed',
      async (id) => {
        rooms.agent.onTurn = namedFile
        const [task] = (await rooms.batches.get(id)).tasks
        await rooms.batches.retryTask(id, task?.taskId ?? '')
      },
    )
    await open({ between: beforeDeciding(race) })
    rooms.agent.onTurn = async () => ({ kind: 'completed', text: 'I did nothing.' })
    const { id } = await rooms.batch(['one'])
    const batch = await rooms.over(id)
    expect(race.isDone).toBe(true)
    expect(batch.tasks[0]).toMatchObject({ status: 'merged', reason: null })
  })

  it('a pause and the end of the last task end well', async () => {
    const race = once(
      ({ tasks }) => tasks[0]?.status === 'merged',
      (id) => rooms.batches.pause(id),
    )
    await open({ between: beforeDeciding(race) })
    const { id } = await rooms.batch(['one'])
    await rooms.batchWith(id, ({ tasks }) => tasks[0]?.status === 'merged')
    await rooms.batchWith(id, ({ status }) => status === 'paused')
    // Writes come one after the other: what the engine has decided is written by then.
    for (let turn = 0; turn < 20; turn += 1) await rooms.store.write(() => Promise.resolve())
    await rooms.batches.resume(id)
    expect((await rooms.over(id)).counts).toMatchObject({ merged: 1 })
    expect(rooms.complaints).toEqual([])
  })

  it('a pause and the push: what is pushed stays, and the batch ends once it is resumed', async () => {
    let pushes = 0
    await open({
      between: ({ git }, batches) => ({
        git: {
          ...git,
          async pushBranch(options) {
            const pushed = await git.pushBranch(options)
            pushes += 1
            const [batch] = (await batches().list({ open: true, limit: 1 })).items
            if (pushes === 1) await batches().pause(batch?.id ?? '')
            return pushed
          },
        },
      }),
    })
    const bare = join(rooms.folder, 'origin.git')
    await rooms.user('clone', '--quiet', '--bare', rooms.repo, bare)
    await rooms.user('remote', 'add', 'origin', bare)
    const { id } = await rooms.batch(['one'], { options: { publish: 'push' } })
    const { branch } = await rooms.batchWith(id, ({ pushedCommit }) => pushedCommit !== null)
    expect((await rooms.batches.get(id)).status).toBe('paused')
    await rooms.batches.resume(id)
    const batch = await rooms.over(id)
    expect(batch).toMatchObject({ status: 'completed', counts: { merged: 1 } })
    expect(await rooms.user('--git-dir', bare, 'rev-parse', branch)).toBe(batch.headCommit)
    expect(rooms.complaints).toEqual([])
  })

  it.each(['skipTask', 'sendBackTask'] as const)('%s and the merge: one of them wins', async (call) => {
    let isDone = false
    await open({
      between: ({ projects }, batches) => ({
        projects: {
          ...projects,
          // Looked up when a merge begins.
          async get(projectId) {
            const project = await projects.get(projectId)
            const { items } = await batches().list({ open: true, limit: 1 })
            const [task] = items[0]?.tasks ?? []
            if (isDone || items[0] === undefined || task?.status !== 'completed') return project
            isDone = true
            await (call === 'skipTask'
              ? batches().skipTask(items[0].id, task.taskId)
              : batches().sendBackTask(items[0].id, task.taskId, 'Again.'))
            return project
          },
        },
      }),
    })
    const { id } = await rooms.batch(['one', 'two'], { options: { parallelLimit: 1 } })
    const batch = await rooms.over(id)
    expect(isDone).toBe(true)
    expect(batch.status).toBe('completed')
    expect(batch.tasks.map(({ status }) => status)).toEqual([
      call === 'skipTask' ? 'skipped' : 'merged',
      'merged',
    ])
    expect(rooms.complaints).toEqual([])
  })

  it('a resume while the runs are being paused leaves none behind', async () => {
    let isDone = false
    await open({
      between: ({ runs }, batches) => ({
        runs: {
          ...runs,
          async pause(runId) {
            const [batch] = (await batches().list({ open: true, limit: 1 })).items
            if (!isDone && batch?.status === 'paused') {
              isDone = true
              await batches().resume(batch.id)
            }
            return runs.pause(runId)
          },
        },
      }),
    })
    let isFirst = true
    rooms.agent.onTurn = async (turn) => {
      if (!isFirst) return namedFile(turn)
      isFirst = false
      await turn.aborted
      // What it was told is told again.
      rooms.agent.onTurn = async ({ open }) => {
        await writeFile(join(open.directory, 'one.txt'), 'one\n')
        return { kind: 'completed', text: 'Done.' }
      }
      return { kind: 'aborted' }
    }
    const { id } = await rooms.batch(['one'])
    await expect.poll(() => rooms.agent.told.length, { timeout: 20_000 }).toBe(1)
    await rooms.batches.pause(id)
    expect(await rooms.over(id)).toMatchObject({ counts: { merged: 1 } })
    expect(isDone).toBe(true)
  })
})

it('a run whose pause waits for a command goes on when its batch is resumed before', async () => {
  await open()
  const [started, go] = ['started', 'go'].map((name) => join(rooms.folder, name))
  const checkCommand = `touch '${started}'; while [ ! -f '${go}' ]; do sleep 0.05; done`
  await rooms.projects.update({ id: rooms.projectId, checkCommand })
  const { id } = await rooms.batch(['one'])
  await expect
    .poll(
      () =>
        readFile(started ?? '').then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true)
  await rooms.batches.pause(id)
  // Until its driver has told the run.
  await expect
    .poll(() => rooms.store.db.selectFrom('runs').select('pause_requested_at').executeTakeFirst(), {
      timeout: 20_000,
    })
    .not.toEqual({ pause_requested_at: null })
  await rooms.batches.resume(id)
  await writeFile(go ?? '', '')
  expect(await rooms.over(id)).toMatchObject({ verified: true, counts: { merged: 1 } })
})

it('a task whose merge was killed can be left out before the next one', async () => {
  await open()
  const held = Promise.withResolvers<void>()
  rooms.agent.onTurn = async (turn) => {
    if (turn.text.includes('# two')) await Promise.race([held.promise, turn.aborted])
    return namedFile(turn)
  }
  const { id } = await rooms.batch(['two', 'one'])
  const { tasks } = await rooms.batchWith(id, (batch) => batch.tasks[1]?.status === 'completed')
  await rooms.batches.pause(id)
  await rooms.batchWith(id, (batch) => batch.tasks[0]?.status === 'waiting')
  await rooms.close()
  const before = rooms
  const later = await openRooms({ on: before })
  // As a kill leaves it.
  await later.batches.close()
  await later.store.db
    .updateTable('batch_tasks')
    .set({ stage: 'verifying' })
    .where('status', '=', 'completed')
    .execute()
  await later.close()
  rooms = await openRooms({ on: before })
  await rooms.batchWith(id, (batch) => batch.tasks[1]?.stage === null)
  const batch = await rooms.batches.skipTask(id, tasks[1]?.taskId ?? '')
  expect(batch.tasks[1]).toMatchObject({ status: 'skipped', stage: null })
  held.resolve()
  await rooms.batches.cancel(id)
})
