import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { git, makeRepository } from '../../support/repository.ts'
import { bash, practiceProject, write } from '../../support/scripted.ts'
import { type BatchBench, batchBench } from './fixture.ts'
import { type Answer, feedOf, post } from './rest.ts'

let bench: BatchBench
let otherRepo: string
beforeAll(async () => {
  bench = await batchBench()
  otherRepo = await makeRepository()
})
afterAll(async () => {
  await bench.end()
  await rm(otherRepo, { recursive: true, force: true, maxRetries: 3 })
})

const create = (taskIds: string[], more: object = {}) =>
  post(bench.host, 'batches', { taskIds, mode: 'parallel', ...more })

/** What is there once the calls are over; a refusal must leave all of it as it was. */
async function traces() {
  const { items } = await bench.host.client.batches.list({})
  return {
    batches: items.length,
    runs: (await bench.host.client.runs.list()).items.length,
    branches: await bench.git('branch', '--list', 'openlinear/*'),
    worktrees: await bench.git('worktree', 'list'),
  }
}
async function refused(taskIds: string[], more?: object): Promise<Answer> {
  const before = await traces()
  const answer = await create(taskIds, more)
  expect(await traces()).toEqual(before)
  return answer
}

describe('a batch is refused', () => {
  it('for tasks of several projects, with the groups', async () => {
    const { task, host, projectId } = bench
    const other = await practiceProject(host.client, otherRepo, { name: 'Other' })
    const [a, b, c] = [await task('A'), await other.task('B'), await task('C')]
    const { status, body } = await refused([a.id, b.id, c.id])
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'MIXED_PROJECTS' })
    expect(body.details).toEqual({
      groups: [
        { projectId, taskIds: [a.id, c.id] },
        { projectId: other.projectId, taskIds: [b.id] },
      ],
    })
  })

  it('for more tasks than the limit, which the answer names', async () => {
    const { task, host } = bench
    await host.client.settings.update({ maxBatchSize: 2 })
    const tasks = [await task('A'), await task('B'), await task('C')]
    const { status, body } = await refused(tasks.map(({ id }) => id))
    expect({ status, code: body.code, details: body.details }).toEqual({
      status: 409,
      code: 'BATCH_TOO_LARGE',
      details: { limit: 2, tasks: 3 },
    })
    await host.client.settings.update({ maxBatchSize: 20 })
  })

  it('for a task that is unknown, named twice, archived or blocked, by its name', async () => {
    const { task, host } = bench
    const [good, archived, child, parent] = [
      await task('Good'),
      await task('Archived'),
      await task('Child'),
      await task('Parent'),
    ]
    await host.client.tasks.update({ id: archived.id, archived: true })
    await host.client.tasks.update({ id: child.id, dependsOn: [parent.id] })
    expect(await refused([good.id, 'FIX-9999'])).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: expect.stringContaining('FIX-9999') },
    })
    expect(await refused([good.id, good.identifier])).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', message: expect.stringContaining(good.identifier) },
    })
    expect(await refused([good.id, archived.id])).toMatchObject({
      status: 409,
      body: { code: 'TASK_ARCHIVED', message: expect.stringContaining(archived.identifier) },
    })
    expect(await refused([good.id, child.id])).toMatchObject({
      status: 409,
      body: {
        code: 'BLOCKED',
        message: expect.stringMatching(new RegExp(`${child.identifier}.*${parent.identifier}`)),
      },
    })
  })

  it('for a mode and for options that are not offered', async () => {
    const { id } = await bench.task('Good')
    for (const more of [
      { mode: 'combined' },
      { mode: 'Parallel' },
      { options: { parallelLimit: 0 } },
      { options: { parallelLimit: 21 } },
      { options: { parallelLimit: 1.5 } },
      { options: { conflictBehavior: 'sometimes' } },
      { options: { autoApprove: 'yes' } },
      { options: { unknown: true } },
      { base: 'somewhere' },
      { dryRun: 'yes' },
    ])
      expect(await refused([id], more), JSON.stringify(more)).toMatchObject({
        status: 400,
        body: { code: 'BAD_REQUEST' },
      })
    expect(await refused([])).toMatchObject({ status: 400 })
    expect(await refused(Array.from({ length: 101 }, () => id))).toMatchObject({ status: 400 })
  })

  it('while a task runs, and while it is in another batch; two at once make one', async () => {
    const { task, host } = bench
    const [busy, other] = [await task('Busy', bash('sleep 60')), await task('Other', bash('sleep 60'))]
    const run = await host.client.tasks.execute({ id: busy.id })
    await host.when(async () => (await host.client.runs.get({ id: run.id })).sessionId ?? undefined)
    expect(await refused([other.id, busy.id])).toMatchObject({
      status: 409,
      body: { code: 'TASK_RUNNING', message: expect.stringContaining(busy.identifier) },
    })
    await host.client.runs.cancel({ id: run.id })

    const answers = await Promise.all([create([other.id]), create([busy.id, other.id])])
    const [made, not] = answers.toSorted((one, next) => one.status - next.status)
    expect(made).toMatchObject({ status: 202, body: { status: 'running' } })
    expect(not).toMatchObject({ status: 409, body: { code: 'IN_BATCH', details: { taskId: other.id } } })
    expect(not?.body.details?.batchId).toBe(made?.body.id)
    const id = String(made?.body.id)

    await host.when(async () => {
      const [task] = (await host.client.batches.get({ id })).tasks
      const runId = task?.runId ?? null
      if (runId === null) return undefined
      return (await host.client.runs.get({ id: runId })).sessionId ?? undefined
    })
    expect(await refused([other.id])).toMatchObject({ body: { code: 'IN_BATCH' } })
    // What would reach into the batch from outside.
    await expect(host.client.tasks.remove({ id: other.id })).rejects.toMatchObject({ code: 'TASK_RUNNING' })
    await expect(host.client.projects.remove({ id: bench.projectId })).rejects.toMatchObject({
      code: 'PROJECT_BUSY',
    })
    expect(await post(host, `batches/${id}/merge`)).toMatchObject({
      status: 409,
      body: { code: 'ILLEGAL_TRANSITION', details: { status: expect.any(String) } },
    })
    const over = await host.client.batches.cancel({ id })
    expect(over).toMatchObject({
      status: 'cancelled',
      step: 'done',
      counts: { cancelled: over.counts.total },
    })
    expect(await bench.git('branch', '--list', over.branch)).toBe('')
  })

  it('when both sides of the base have moved, until one is named', async () => {
    const { task, host, repo } = bench
    const bare = join(bench.dataFolder, 'origin.git')
    await mkdir(bare)
    await git(bare, 'init', '--quiet', '--bare', '--initial-branch=main')
    await bench.git('remote', 'add', 'origin', bare)
    await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Theirs')
    await bench.git('push', '--quiet', 'origin', 'main')
    const theirs = await bench.git('rev-parse', 'HEAD')
    await bench.git('reset', '--quiet', '--hard', 'HEAD~1')
    await bench.git('commit', '--quiet', '--allow-empty', '-m', 'Ours')
    await host.client.settings.update({ fetchBeforeRun: true, onDiverged: 'ask' })
    const one = await task('From theirs', bash('sleep 60'))
    expect(await refused([one.id])).toMatchObject({
      status: 409,
      body: { code: 'BASE_DIVERGED', details: { ahead: 1, behind: 1, choices: ['local', 'remote'] } },
    })
    const { status, body } = await create([one.id], { base: 'remote' })
    expect({ status, baseCommit: body.baseCommit }).toEqual({ status: 202, baseCommit: theirs })
    await host.client.batches.cancel({ id: String(body.id) })
    expect(await git(repo, 'rev-parse', 'HEAD')).not.toBe(theirs)
  })
})

describe('the contract of batches', () => {
  it('stands in the OpenAPI document, and unknown ids are 404', async () => {
    const { host } = bench
    const document = (await (await host.fetch('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
    }
    const paths = Object.keys(document.paths).filter(
      (path) => path.startsWith('/api/batches') || path.startsWith('/batches'),
    )
    const shown = paths.map((path) => path.replace(/^\/api/, '')).sort()
    const ofTask = ['cancel', 'retry', 'send-back', 'skip'].map(
      (verb) => `/batches/{id}/tasks/{taskId}/${verb}`,
    )
    const ofBatch = ['approve', 'cancel', 'merge', 'pause', 'reorder', 'resume'].map(
      (verb) => `/batches/{id}/${verb}`,
    )
    expect(shown).toEqual(expect.arrayContaining(['/batches', '/batches/{id}', ...ofBatch, ...ofTask]))
    const creating = paths.find((path) => path.endsWith('/batches')) ?? ''
    expect(document.paths[creating]?.post?.responses).toHaveProperty('202')

    const nobody = '00000000-0000-7000-8000-000000000000'
    for (const path of [...ofBatch, ...ofTask]) {
      const body = path.endsWith('send-back')
        ? { comments: 'x' }
        : path.endsWith('reorder')
          ? { taskIds: [nobody] }
          : {}
      const address = path.slice(1).replace('{id}', nobody).replace('{taskId}', nobody)
      expect((await post(host, address, body)).status, path).toBe(404)
    }
    expect((await host.fetch(`/api/batches/${nobody}`)).status).toBe(404)
  })

  it('lists newest first, page by page, and by what is open', async () => {
    const { client } = bench.host
    const { items } = await client.batches.list({})
    expect(items.map(({ id }) => id)).toEqual(
      items
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    )
    const first = await client.batches.list({ limit: 1 })
    const second = await client.batches.list({ limit: 1, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
      items.slice(0, 2).map(({ id }) => id),
    )
    expect((await client.batches.list({ open: true })).items).toEqual([])
    expect(await (await bench.host.fetch('/api/batches?open=true')).json()).toMatchObject({ items: [] })
  })

  it('is told on the feed with id, changed tasks and counts', async () => {
    const { task, host } = bench
    const one = await task('Told', write('told.txt', 'told\n'))
    const { id } = await host.client.batches.create({ taskIds: [one.id], mode: 'parallel', base: 'local' })
    await bench.over(id)
    const events = (await feedOf(host, /^batch:/)).filter(({ data }) => data.id === id)
    const names = events.map(({ event }) => event)
    for (const name of [
      'created',
      'started',
      'task:started',
      'task:completed',
      'merging',
      'task:merged',
      'completed',
    ])
      expect(names).toContain(`batch:${name}`)
    expect(names.at(-1)).toBe('batch:completed')
    for (const { event, data } of events) {
      if (!event.startsWith('batch:task:') && event !== 'batch:merging') continue
      expect(data.tasks).toHaveLength(1)
      expect(data.counts).toMatchObject({ total: 1 })
      expect(data.counts?.[data.tasks?.[0]?.status ?? '']).toBe(1)
    }
    expect(events.at(-1)?.data).toMatchObject({
      status: 'completed',
      summary: expect.stringContaining('1 of 1'),
    })
  })
})
