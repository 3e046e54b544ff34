import { afterAll, beforeAll, expect, it } from 'vitest'
import { issueFilter } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { refusals } from '#e2e/support/github/faults.ts'
import type { Pull } from '#e2e/support/github/records.ts'
import { openSyncRooms, type SyncRooms } from './sync-rooms.ts'

let at: SyncRooms
beforeAll(async () => {
  at = await openSyncRooms()
})
afterAll(async () => {
  expect(at.fake.violations).toEqual([])
  await at.end()
})

const PULL = { draft: false, mergedAt: null } as Pull
const OFF = { enabled: false }
const labelsOf = async ({ labelIds }: Task) => {
  const { items } = await at.labels.list()
  return items.filter(({ id }) => labelIds.includes(id)).map(({ name }) => name)
}
const histories = async (id: string) =>
  (await at.tasks.activity(id)).items.map(({ kind, to }) => ({ kind, to }))

/** Does all that is due within the next minutes: what failed is tried again. */
async function later(): Promise<void> {
  const then = Date.now() + 5 * 60_000
  while ((await at.issues.step(then)) === then);
}

it('issues are listed with the tasks that they are linked with, found by words and by number', async () => {
  const { repository, project } = await at.place(OFF)
  repository.addIssue('Leaks', { body: `It ${'leaks '.repeat(100)}` })
  repository.addIssue('Rattles', { by: 'grace' })
  for (let number = 3; number <= 60; number += 1) repository.addIssue(`Pull ${number}`, { pull: PULL })
  const projectId = project.id
  const { taskIds } = await at.issues.import({ projectId, numbers: [1], status: 'todo' })
  const { identifier } = await at.tasks.get(taskIds[0] ?? '')
  // A page of pull requests alone is gone past.
  const listed = await at.issues.list({ projectId })
  expect(listed).toMatchObject({
    items: [
      { number: 2, title: 'Rattles', author: 'grace', linkedTo: null },
      { number: 1, title: 'Leaks', linkedTo: identifier },
    ],
  })
  expect(listed.nextCursor).toBeUndefined()
  expect(listed.items[1]?.body).toHaveLength(300)
  expect((await at.issues.list({ projectId, q: 'rattles' })).items).toMatchObject([{ number: 2 }])
  expect((await at.issues.list({ projectId, q: '#1' })).items).toMatchObject([{ number: 1 }])
  for (const q of ['#3', '#99']) expect((await at.issues.list({ projectId, q })).items).toEqual([])
  await expect(at.issues.list({ projectId, cursor: '-1' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(await at.issues.choices(projectId)).toMatchObject({
    repository: project.github,
    assignees: ['ada', 'grace'],
  })
})

it('a list of several pages goes on where it ended', async () => {
  const { repository, project } = await at.place(OFF)
  for (let number = 1; number <= 70; number += 1) repository.addIssue(`Issue ${number}`)
  const filter = issueFilter.parse({ state: 'all' })
  const first = await at.issues.list({ projectId: project.id, filter })
  const cursor = first.nextCursor ?? ''
  const second = await at.issues.list({ projectId: project.id, filter, cursor })
  expect([...first.items, ...second.items].map(({ number }) => number)).toEqual(
    Array.from({ length: 70 }, (_, index) => 70 - index),
  )
  expect(second.nextCursor).toBeUndefined()
})

it('issues become tasks with all that is in them, and their comments follow', async () => {
  const { repository, project } = await at.place(OFF)
  const labels = ['bug', 'good first issue']
  repository.addIssue('  Leaks here ', { body: 'One\r\ntwo', labels, by: 'grace' })
  repository.addIssue('Done', { state: 'closed', stateReason: 'completed' })
  repository.addIssue('Never', { state: 'closed', stateReason: 'duplicate' })
  repository.addIssue('A pull request', { pull: PULL, state: 'closed' })
  repository.addComment(1, 'Me too', 'grace')
  repository.addComment(1, 'Looking at it')
  const order = { projectId: project.id, status: 'backlog' } as const
  // A pull request is no issue, and nothing is made where one of them is not there.
  await expect(at.issues.import({ ...order, numbers: [1, 4, 99] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringMatching(/^#4, #99 are no issues of ada\//),
  })
  expect((await at.tasks.list({ projectId: project.id, archived: false, limit: 1 })).items).toEqual([])
  const imported = await at.issues.import({ ...order, numbers: [1, 2, 3, 3] })
  expect(imported).toMatchObject({ skipped: 1 })
  const tasks = await Promise.all(imported.taskIds.map((id) => at.tasks.get(id)))
  expect(tasks).toMatchObject([
    { title: 'Leaks here', description: 'One\ntwo', status: 'backlog' },
    { title: 'Done', status: 'done' },
    { title: 'Never', status: 'cancelled' },
  ])
  const [task] = tasks
  if (task === undefined) throw new Error('nothing was imported')
  expect(await labelsOf(task)).toEqual(labels)
  expect(await at.link(task.id)).toMatchObject({ number: 1, state: 'linked', waiting: [], failure: null })
  await at.settle()
  expect((await at.comments.list(task.id)).items).toMatchObject([
    { author: 'grace', body: 'Me too' },
    { author: 'user', body: 'Looking at it' },
  ])
  expect(await at.log(task.id)).toContainEqual(expect.objectContaining({ subject: 'link', by: 'grace' }))
  // What is linked is not imported again; what was deleted here is.
  expect(await at.issues.import({ projectId: project.id, numbers: [1], status: 'todo' })).toEqual({
    taskIds: [],
    skipped: 1,
  })
  await at.tasks.remove(task.id)
  await at.settle()
  const again = await at.issues.import({ projectId: project.id, numbers: [1], status: 'todo' })
  expect(again.taskIds).toHaveLength(1)
  // With the sync off, GitHub was only read.
  const writes = at.fake.calls('rest').filter(({ method }) => method !== 'GET')
  expect(writes.filter(({ path }) => path.includes(repository.fullName))).toEqual([])
})

it('many issues are imported with few questions, all or none', async () => {
  const { repository, project } = await at.place(OFF)
  for (let number = 1; number <= 120; number += 1) repository.addIssue(`Issue ${number}`)
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1)
  const input = { projectId: project.id, numbers, status: 'todo' } as const
  const calls = () => at.fake.calls('rest').filter(({ path }) => path.includes(repository.fullName)).length
  const seq = await at.store.seq()
  at.fake.fail('GET /repos/{owner}/{repo}/issues', refusals.serverError, { skip: 1 })
  await expect(at.issues.import(input)).rejects.toMatchObject({ failure: 'server_error' })
  expect(await at.store.seq()).toBe(seq)
  const before = calls()
  const { taskIds } = await at.issues.import(input)
  expect(calls() - before).toBeLessThanOrEqual(3)
  expect((await at.tasks.get(taskIds[0] ?? '')).title).toBe('Issue 1')
  expect((await at.tasks.get(taskIds[119] ?? '')).title).toBe('Issue 120')
})

it.each(['task', 'issue'] as const)(
  'a task and an issue are tied, and the words of the %s are kept',
  async (keep) => {
    const { repository, project } = await at.place(OFF)
    repository.addIssue('Leaks', {
      body: 'of GitHub',
      labels: ['bug'],
      state: 'closed',
      stateReason: 'completed',
    })
    const own = await at.labels.create({ name: `own ${keep}`, color: 'blue' })
    const { id } = await at.task(project.id, {
      title: 'It leaks',
      description: 'of mine',
      labelIds: [own.id],
    })
    const link = await at.issues.link({ id, number: 1, keep })
    expect(link).toMatchObject({ taskId: id, number: 1, url: expect.stringContaining('/issues/1') })
    await at.settle()
    const labels = ['bug', own.name]
    const kept =
      keep === 'task'
        ? { title: 'It leaks', body: 'of mine', state: 'open' }
        : { title: 'Leaks', body: 'of GitHub', state: 'closed' }
    expect(repository.issue(1)).toMatchObject(kept)
    expect(repository.issue(1).labels.sort()).toEqual(labels)
    const task = await at.tasks.get(id)
    expect(task).toMatchObject({
      title: kept.title,
      description: kept.body,
      status: keep === 'task' ? 'todo' : 'done',
    })
    expect(await labelsOf(task)).toEqual(labels)
    expect(await histories(id)).toContainEqual({ kind: 'issue:linked', to: '#1' })
    // Once: with the sync off, later changes stay where they are.
    await at.tasks.update({ id, title: 'Later' })
    await at.settle()
    expect(repository.issue(1).title).toBe(kept.title)
  },
)

it('what is tied already, or not there, is not tied, and can be parted', async () => {
  const { repository, project } = await at.place(OFF)
  repository.addIssue('One')
  repository.addIssue('Two')
  repository.addIssue('A pull request', { pull: PULL, state: 'closed' })
  const [one, other] = [await at.task(project.id), await at.task(project.id)]
  await at.issues.link({ id: one.id, number: 1, keep: 'issue' })
  const link = (id: string, number: number) => at.issues.link({ id, number, keep: 'issue' })
  await expect(link(one.id, 2)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('#1'),
  })
  await expect(link(other.id, 1)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(one.identifier),
  })
  await expect(link(other.id, 3)).rejects.toMatchObject({ failure: 'not_found' })
  await expect(at.issues.make(one.id)).rejects.toMatchObject({ code: 'CONFLICT' })
  await at.issues.unlink(one.id)
  await expect(at.issues.unlink(one.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await link(other.id, 1)).number).toBe(1)
  expect(repository.issue(1)).toMatchObject({ state: 'open', title: 'One' })
})

it('an issue is made of a task, once, however its answer is lost', async () => {
  const { repository, project } = await at.place(OFF)
  const label = await at.labels.create({ name: 'x'.repeat(60), color: 'blue' })
  const fields = { title: 'Leaks', description: 'One\ntwo', labelIds: [label.id] }
  const { id } = await at.task(project.id, fields)
  expect(await at.issues.make(id)).toMatchObject({ state: 'making', number: null, url: null })
  await expect(at.issues.make(id)).rejects.toMatchObject({ code: 'CONFLICT' })
  at.fake.fail('POST /repos/{owner}/{repo}/issues', { cut: 'after' })
  await at.settle()
  const { failure } = await at.link(id)
  expect(failure).toMatchObject({ code: 'offline', retryAt: expect.any(String) })
  await later()
  expect(await at.link(id)).toMatchObject({ state: 'linked', number: 1, waiting: [] })
  // It is told which label GitHub does not take.
  expect(await at.log(id)).toContainEqual(
    expect.objectContaining({ subject: 'labels', to: label.name, status: 'failed' }),
  )
  expect([...repository.issues.values()]).toMatchObject([{ title: 'Leaks', body: 'One\ntwo', labels: [] }])
  expect(await histories(id)).toContainEqual({ kind: 'issue:made', to: '#1' })

  for (const moment of ['issue:begin', 'issue:worked'] as const) {
    const task = await at.task(project.id, { title: moment })
    await at.issues.make(task.id)
    at.onMoment = (now) => {
      if (now !== moment) return
      at.onMoment = null
      throw new Error('The host was killed.')
    }
    await at.settle()
    await at.restart()
    await later()
    const { number } = await at.link(task.id)
    expect([...repository.issues.values()].filter(({ title }) => title === moment)).toMatchObject([
      { number },
    ])
  }
})

it('what GitHub does not take is told, and not asked for again and again', async () => {
  const { repository, project } = await at.place(OFF)
  const { id } = await at.task(project.id, { title: 'x'.repeat(300) })
  await at.issues.make(id)
  await at.settle()
  expect(await at.link(id)).toMatchObject({
    state: 'making',
    failure: { code: 'invalid', message: expect.stringContaining('256') },
  })
  const other = await at.task(project.id, { title: 'Two' })
  repository.hasIssues = false
  await at.issues.make(other.id)
  await at.settle()
  expect(await at.link(other.id)).toMatchObject({ state: 'making', failure: { code: 'not_found' } })
  expect(await at.log(other.id)).toMatchObject([{ subject: 'issue', status: 'failed' }])
  expect(repository.issues.size).toBe(0)
  // Parted, it can be made anew.
  repository.hasIssues = true
  await at.issues.unlink(other.id)
  await at.issues.make(other.id)
  await at.settle()
  expect(await at.link(other.id)).toMatchObject({ state: 'linked', number: 1 })
})

it('what GitHub leaves out without a word is told, and not asked for again', async () => {
  const { project } = await at.place()
  at.fake.addRepositories('grace', 1, { name: 'lent', access: { ada: 'read' } })
  const lent = at.fake.repository('grace/lent-1')
  const place = JSON.stringify({ host: at.fake.host, owner: 'grace', name: 'lent-1' })
  await at.store.db.updateTable('projects').set({ github: place }).where('id', '=', project.id).execute()
  lent.addIssue('Of Ada', { by: 'ada' })
  const [id = ''] = (await at.issues.import({ projectId: project.id, numbers: [1], status: 'todo' })).taskIds
  await at.settle()
  const label = await at.labels.create({ name: 'left out', color: 'blue' })
  await at.tasks.update({ id, labelIds: [label.id], status: 'done' })
  await at.settle()
  expect(lent.issue(1)).toMatchObject({ labels: [], state: 'closed', stateReason: 'completed' })
  expect(await at.link(id)).toMatchObject({ state: 'linked', waiting: [] })
  await at.tasks.update({ id, status: 'cancelled' })
  await at.settle()
  expect(lent.issue(1).stateReason).toBe('completed')
  expect((await at.tasks.get(id)).status).toBe('cancelled')
  const lines = (await at.log(id)).filter(({ status }) => status === 'failed')
  expect(lines).toMatchObject([
    { subject: 'state', to: 'not_planned', problem: expect.stringContaining('completed') },
    { subject: 'labels', problem: expect.stringContaining('(left out): ada may not') },
  ])
  const calls = at.fake.calls('PATCH /repos/{owner}/{repo}/issues/{issue_number}').length
  await at.settle(project.id)
  expect(at.fake.calls('PATCH /repos/{owner}/{repo}/issues/{issue_number}')).toHaveLength(calls)
})
