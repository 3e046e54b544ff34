import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FakeRepository } from '../../support/github/repository.ts'
import { byName, EARLIER, openSyncRooms, type SyncRooms } from './sync-rooms.ts'

let at: SyncRooms
beforeAll(async () => {
  at = await openSyncRooms()
})
afterEach(() => {
  at.fake.heal()
})
afterAll(async () => {
  expect(at.fake.violations).toEqual([])
  expect(at.complaints).toEqual([])
  await at.end()
})

/** The newest change of each field at GitHub was long ago. */
function backdate(repository: FakeRepository, number: number) {
  const issue = repository.issue(number)
  for (const event of issue.events) event.at = EARLIER
  if (issue.edited !== null) issue.edited.at = EARLIER
}

describe('fields', () => {
  test('what is changed on one side comes to the other', async () => {
    const { repository, issue, id, projectId } = await at.linked({ body: 'It leaks.', labels: ['bug'] })
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Leaks', description: 'It leaks.', status: 'todo' })

    await at.tasks.update({ id, title: 'Leaks memory', status: 'done' })
    await at.settle()
    expect(issue).toMatchObject({ title: 'Leaks memory', body: 'It leaks.', stateReason: 'completed' })

    const changes = { body: 'It leaks\nmuch.', labels: ['bug', 'Urgent'], state: 'open' } as const
    repository.editIssue(1, { ...changes, labels: [...changes.labels], by: 'grace' })
    await at.settle(projectId)
    const task = await at.tasks.get(id)
    expect(task).toMatchObject({ title: 'Leaks memory', description: 'It leaks\nmuch.', status: 'todo' })
    const names = new Map((await at.labels.list()).items.map((label) => [label.id, label.name]))
    expect(task.labelIds.map((label) => names.get(label)).toSorted(byName)).toEqual(['Urgent', 'bug'])
    const { items } = await at.tasks.activity(id)
    expect(items.map(({ kind, actor, from, to }) => [kind, actor, from, to]).slice(-3)).toEqual([
      ['issue:body', 'engine', null, null],
      ['issue:state', 'engine', 'done', 'todo'],
      ['issue:labels', 'engine', 'bug', 'Urgent, bug'],
    ])
    expect(await at.link(id)).toMatchObject({ state: 'linked', waiting: [], failure: null })

    // Nobody has changed anything since: nothing is written, here or there.
    const before = [at.writes(), (await at.tasks.get(id)).updatedSeq]
    await at.settle(projectId)
    await at.restart()
    await at.settle(projectId)
    expect([at.writes(), (await at.tasks.get(id)).updatedSeq]).toEqual(before)
  })

  test('of two changes the later one stays, and the other can be taken back', async () => {
    const { repository, issue, id, projectId } = await at.linked({ body: 'As it was' })
    repository.editIssue(1, { title: 'Theirs', body: 'Theirs', by: 'grace' })
    for (const event of issue.events) event.at = EARLIER
    // The title was changed at GitHub before, the body after.
    if (issue.edited !== null) issue.edited.at = new Date(Date.now() + 60_000).toISOString()
    await at.tasks.update({ id, title: 'Ours', description: 'Ours' })
    await at.settle(projectId)
    expect(issue).toMatchObject({ title: 'Ours', body: 'Theirs' })
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Ours', description: 'Theirs' })
    const log = await at.log(id)
    const title = log.find(({ subject }) => subject === 'title')
    const body = log.find(({ subject }) => subject === 'body')
    expect(title).toMatchObject({
      direction: 'to_github',
      from: 'Theirs',
      to: 'Ours',
      lost: 'Theirs',
      status: 'written',
    })
    expect(body).toMatchObject({
      direction: 'to_task',
      from: 'Ours',
      to: 'Theirs',
      lost: 'Ours',
      by: 'grace',
    })

    backdate(repository, 1)
    expect(await at.issues.restore(body?.id ?? '')).toMatchObject({ description: 'Ours' })
    await at.settle()
    expect(issue.body).toBe('Ours')
    // Once: it says so, and what it took from GitHub is told apart from it.
    expect((await at.log(id)).filter(({ restored }) => restored)).toMatchObject([{ id: body?.id }])
    await expect(at.issues.restore(body?.id ?? '')).rejects.toMatchObject({ code: 'CONFLICT' })
    const own = (await at.log(id)).find(({ lost }) => lost === null)
    await expect(at.issues.restore(own?.id ?? '')).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('what GitHub alone has changed can be taken back, once', async () => {
    const { repository, issue, id, projectId } = await at.linked({ body: 'All that is known of it' })
    repository.editIssue(1, { title: 'Shorter', body: '', state: 'closed', by: 'grace' })
    await at.settle(projectId)
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Shorter', description: '', status: 'done' })
    const log = await at.log(id)
    for (const subject of ['title', 'body', 'state'])
      await at.issues.restore(log.find((write) => write.subject === subject)?.id ?? '')
    await at.settle()
    const was = { title: 'Leaks', body: 'All that is known of it', state: 'open' }
    expect(issue).toMatchObject(was)
    expect(await at.tasks.get(id)).toMatchObject({ title: was.title, description: was.body, status: 'todo' })
    for (const write of log)
      await expect(at.issues.restore(write.id)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('an issue that is closed and opened again at GitHub waits in the backlog as it did', async () => {
    const { repository, id, projectId } = await at.linked()
    await at.tasks.update({ id, status: 'backlog' })
    for (const [stateReason, status] of [
      ['completed', 'done'],
      ['not_planned', 'cancelled'],
    ] as const) {
      repository.editIssue(1, { state: 'closed', stateReason })
      await at.settle(projectId)
      expect(await at.tasks.get(id)).toMatchObject({ status })
      repository.editIssue(1, { state: 'open' })
      await at.settle(projectId)
      expect(await at.tasks.get(id)).toMatchObject({ status: 'backlog' })
    }
  })

  test('labels of both sides are joined, and those of a different case are one', async () => {
    const { repository, issue, id, projectId } = await at.linked({ labels: ['bug'] })
    const ours = await at.labels.create({ name: 'Ours', color: 'gray' })
    const big = await at.labels.create({ name: 'WIDE', color: 'gray' })
    repository.editIssue(1, { labels: ['theirs', 'wide'] })
    const task = await at.tasks.get(id)
    await at.tasks.update({ id, labelIds: [...task.labelIds, ours.id, big.id] })
    await at.settle(projectId)
    expect([...issue.labels].sort()).toEqual(['Ours', 'theirs', 'wide'])
    const names = new Map((await at.labels.list()).items.map((label) => [label.id, label.name]))
    expect((await at.tasks.get(id)).labelIds.map((label) => names.get(label)).toSorted(byName)).toEqual([
      'Ours',
      'WIDE',
      'theirs',
    ])
  })

  test('a task that is being executed, or waits for review, is closed by the user alone', async () => {
    const { repository, id, projectId } = await at.linked()
    await at.tasks.update({ id, status: 'in_progress' })
    await at.store.write((tx) => at.tasks.recordExecution(tx, id, { executionStatus: 'running' }))
    repository.editIssue(1, { state: 'closed', title: 'Renamed' })
    await at.settle(projectId)
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Renamed', status: 'in_progress' })
    expect((await at.link(id)).failure).toMatchObject({
      message: expect.stringContaining('when its run is over'),
    })
    await at.store.write((tx) =>
      at.tasks.recordExecution(tx, id, { executionStatus: 'succeeded', status: 'in_review' }),
    )
    await at.settle()
    await at.settle(projectId)
    expect(await at.tasks.get(id)).toMatchObject({ status: 'in_review' })
    expect(await at.link(id)).toMatchObject({
      waiting: [],
      failure: { code: 'conflict', message: expect.stringContaining('stays in review') },
    })
    // Its merge does so, or he does.
    await at.tasks.update({ id, status: 'done' })
    await at.settle()
    expect((await at.link(id)).failure).toBeNull()
    expect(repository.issue(1)).toMatchObject({ state: 'closed', stateReason: 'completed' })
  })

  test('a task whose run has made nothing to review is closed with its issue', async () => {
    const { repository, id, projectId } = await at.linked()
    await at.store.write((tx) => at.tasks.recordExecution(tx, id, { executionStatus: 'running' }))
    repository.editIssue(1, { state: 'closed' })
    await at.settle(projectId)
    await at.store.write((tx) =>
      at.tasks.recordExecution(tx, id, { executionStatus: 'failed', status: 'todo' }),
    )
    await at.settle()
    expect(await at.tasks.get(id)).toMatchObject({ status: 'done' })
    expect((await at.link(id)).failure).toBeNull()
  })

  test('what GitHub does not take is told once, and keeps nothing else from it', async () => {
    const { issue, id, projectId } = await at.linked({ body: 'As it was' })
    await at.tasks.update({ id, title: 'x'.repeat(300), description: 'Other words' })
    await at.settle()
    await at.settle(projectId)
    expect(issue).toMatchObject({ title: 'Leaks', body: 'Other words' })
    expect(await at.link(id)).toMatchObject({
      waiting: ['title'],
      failure: { code: 'invalid', message: expect.stringContaining('256') },
    })
    await at.restart()
    await at.settle()
    const failed = (await at.log(id)).filter(({ status }) => status === 'failed')
    // The second one is that of the sync by hand.
    expect(failed).toHaveLength(2)
    await at.tasks.update({ id, title: 'Short' })
    await at.settle()
    expect(issue.title).toBe('Short')
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
  })

  test('a field that goes to and fro is left alone until the user says so', async () => {
    const { repository, issue, id, projectId } = await at.linked()
    const before = at.writes()
    for (let turn = 1; turn <= 8; turn += 1) {
      await at.tasks.update({ id, title: `Ours ${turn}` })
      await at.settle()
      repository.editIssue(1, { title: `Theirs ${turn}`, by: 'grace' })
      await at.store.db
        .updateTable('issue_polls')
        .set({ polled_at: null })
        .where('project_id', '=', projectId)
        .execute()
      await at.settle()
    }
    expect(at.writes() - before).toBeLessThanOrEqual(4)
    expect((await at.link(id)).failure).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('by hand'),
    })
    await at.settle(projectId)
    expect(await at.link(id)).toMatchObject({ failure: null, waiting: [] })
    expect(issue.title).toBe((await at.tasks.get(id)).title)
  })
})
