import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { byName, EARLIER, openSyncRooms, type SyncRooms } from './sync-rooms.ts'

const POST = 'POST /repos/{owner}/{repo}/issues'

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

describe('links', () => {
  test('of two that are tied one keeps its words; once, though the sync is off', async () => {
    const { repository, project } = await at.place({ enabled: false })
    const one = repository.addIssue('Theirs', { body: 'Theirs', labels: ['bug'] })
    const two = repository.addIssue('Kept', { body: 'Kept' })
    repository.addComment(1, 'Said there', 'grace')
    const [ours, other] = [
      await at.task(project.id, { title: 'Ours', description: 'Ours', status: 'done' }),
      await at.task(project.id, { title: 'Given up' }),
    ]
    await at.comments.add(ours.id, 'Said here')
    await at.issues.link({ id: ours.id, number: 1, keep: 'task' })
    await at.issues.link({ id: other.id, number: 2, keep: 'issue' })
    await at.settle()
    expect(one).toMatchObject({ title: 'Ours', body: 'Ours', state: 'closed', labels: ['bug'] })
    expect(await at.tasks.get(other.id)).toMatchObject({ title: 'Kept', description: 'Kept' })
    expect((await at.tasks.get(ours.id)).labelIds).toHaveLength(1)
    expect((await at.comments.ofTask(ours.id)).map(({ body }) => body).sort()).toEqual([
      'Said here',
      'Said there',
    ])
    // What was said here is not sent unasked.
    expect(one.comments).toHaveLength(1)
    // What the choice has overwritten is in the log.
    const given = async (id: string) =>
      (await at.log(id))
        .filter(({ lost }) => lost !== null)
        .map(({ direction, subject, lost }) => [direction, subject, lost])
        .toSorted(byName)
    expect(await given(ours.id)).toEqual([
      ['to_github', 'body', 'Theirs'],
      ['to_github', 'state', 'open'],
      ['to_github', 'title', 'Theirs'],
    ])
    expect(await given(other.id)).toEqual([
      ['to_task', 'body', ''],
      ['to_task', 'title', 'Given up'],
    ])

    const asked = () => at.fake.calls().filter(({ path }) => path.includes(repository.fullName)).length
    const before = asked()
    await at.tasks.update({ id: ours.id, title: 'Ours, changed' })
    repository.editIssue(2, { title: 'Theirs, changed' })
    await at.restart()
    await at.settle()
    expect(asked()).toBe(before)
    expect(await at.link(ours.id)).toMatchObject({ waiting: [] })
    await expect(at.issues.sync(project.id)).rejects.toMatchObject({ code: 'CONFLICT' })

    const { changes } = await at.issues.plan(project.id)
    expect(
      changes.map(({ identifier, direction, subject, from, to }) => [
        identifier,
        direction,
        subject,
        from,
        to,
      ]),
    ).toEqual([
      [ours.identifier, 'to_github', 'title', 'Ours', 'Ours, changed'],
      [ours.identifier, 'to_github', 'comment', null, 'Said here'],
      [other.identifier, 'to_task', 'title', 'Kept', 'Theirs, changed'],
    ])
    await at.projects.update({ id: project.id, issueSync: { enabled: true, newIssues: null } })
    await at.settle()
    expect(one.title).toBe('Ours, changed')
    expect(one.comments).toHaveLength(2)
    expect(await at.tasks.get(other.id)).toMatchObject({ title: 'Theirs, changed' })
    expect((await at.issues.plan(project.id)).changes).toEqual([])
    expect(two.title).toBe('Theirs, changed')
  })

  test('an issue is made of a task once, though the answer is lost', async () => {
    const { repository, project } = await at.place()
    const task = await at.task(project.id, { title: 'Made here', description: 'Why', status: 'cancelled' })
    at.fake.fail(POST, { cut: 'after' })
    await at.issues.make(task.id)
    await at.settle()
    expect(await at.link(task.id)).toMatchObject({ state: 'making', number: null, waiting: ['issue'] })
    await at.store.db.updateTable('issue_links').set({ due_at: EARLIER }).execute()
    await at.restart()
    await at.settle()
    expect([...repository.issues.values()]).toMatchObject([
      { title: 'Made here', body: 'Why', state: 'closed', stateReason: 'not_planned' },
    ])
    expect(await at.link(task.id)).toMatchObject({ state: 'linked', number: 1, waiting: [], failure: null })
  })

  test('new issues that pass the filter come into the backlog, once', async () => {
    const { repository, project } = await at.place({
      newIssues: { state: 'open', labels: ['bug'], milestone: null, assignee: null },
    })
    const later = new Date(Date.now() + 2_000).toISOString().replace(/\.\d+Z$/, 'Z')
    const old = { createdAt: EARLIER, updatedAt: later, labels: ['bug'] }
    repository.addIssue('Old', old)
    repository.addIssue('New', { labels: ['bug'], by: 'grace', createdAt: later, updatedAt: later })
    repository.addIssue('Other', { createdAt: later, updatedAt: later })
    await at.settle(project.id)
    const tasks = async () =>
      (await at.tasks.list({ projectId: project.id, archived: false, limit: 100 })).items
    expect(await tasks()).toMatchObject([{ title: 'New', status: 'backlog' }])
    // Once it was here it is not new any more.
    const [task] = await tasks()
    await at.tasks.remove(task?.id ?? '')
    repository.editIssue(2, { title: 'New again' })
    await at.settle(project.id)
    expect(await tasks()).toEqual([])
    expect((await at.issues.links({ projectId: project.id, limit: 10 })).items).toEqual([])
    // But whoever wants it can have it again.
    await at.issues.import({ projectId: project.id, numbers: [2], status: 'todo' })
    expect(await tasks()).toMatchObject([{ title: 'New again', status: 'todo' }])
  })

  test('what the choice at linking has overwritten can be taken back, on either side', async () => {
    const { repository, project } = await at.place()
    const issue = repository.addIssue('Theirs', { body: 'Theirs' })
    const task = await at.task(project.id, { title: 'Ours', description: 'Ours' })
    const { id } = task
    const takeBack = async () => {
      const write = (await at.log(id)).find(({ subject, lost }) => subject === 'title' && lost !== null)
      await at.issues.restore(write?.id ?? '')
      await at.settle()
      return [issue.title, (await at.tasks.get(id)).title]
    }
    await at.issues.link({ id, number: 1, keep: 'task' })
    await at.settle()
    expect([issue.title, issue.body]).toEqual(['Ours', 'Ours'])
    expect(await takeBack()).toEqual(['Theirs', 'Theirs'])
    await at.issues.unlink(id)
    await at.tasks.update({ id, title: 'Ours' })
    await at.issues.link({ id, number: 1, keep: 'issue' })
    await at.settle()
    expect((await at.tasks.get(id)).title).toBe('Theirs')
    expect(await takeBack()).toEqual(['Ours', 'Ours'])
    // What is changed later is no choice any more.
    await at.tasks.update({ id, title: 'Ours, later' })
    await at.settle()
    expect((await at.log(id))[0]).toMatchObject({ subject: 'title', to: 'Ours, later', lost: null })
  })

  test('that are parted leave both as they are', async () => {
    const { issue, id, projectId, repository } = await at.linked()
    await at.issues.unlink(id)
    await at.tasks.update({ id, title: 'Alone' })
    repository.editIssue(1, { body: 'Alone' })
    await at.settle(projectId)
    expect(issue).toMatchObject({ title: 'Leaks' })
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Alone', description: '' })
    expect((await at.tasks.activity(id)).items.at(-2)).toMatchObject({ kind: 'issue:unlinked', from: '#1' })
  })
})
