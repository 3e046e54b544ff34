import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refusals } from '../../support/github/faults.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { openSyncRooms, type SyncRooms } from './sync-rooms.ts'

const PATCH = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
const POST = 'POST /repos/{owner}/{repo}/issues'
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
const EARLIER = '2026-01-01T00:00:00Z'

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

/** A task that is linked with an issue of a repository of its own. */
async function linked(fields: { title?: string; body?: string; labels?: string[] } = {}) {
  const place = await at.place()
  const { title = 'Leaks', ...rest } = fields
  const issue = place.repository.addIssue(title, rest)
  const [id = ''] = (
    await at.issues.import({ projectId: place.project.id, numbers: [issue.number], status: 'todo' })
  ).taskIds
  await at.settle()
  return { ...place, issue, id, projectId: place.project.id }
}

const writes = () =>
  at.fake.calls().filter(({ method, path }) => method !== 'GET' && !path.includes('graphql')).length

const byName = (one: unknown, other: unknown) => (String(one) < String(other) ? -1 : 1)

/** The newest change of each field at GitHub was long ago. */
function backdate(repository: FakeRepository, number: number) {
  const issue = repository.issue(number)
  for (const event of issue.events) event.at = EARLIER
  if (issue.edited !== null) issue.edited.at = EARLIER
}

describe('fields', () => {
  test('what is changed on one side comes to the other', async () => {
    const { repository, issue, id, projectId } = await linked({ body: 'It leaks.', labels: ['bug'] })
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
    const before = [writes(), (await at.tasks.get(id)).updatedSeq]
    await at.settle(projectId)
    await at.restart()
    await at.settle(projectId)
    expect([writes(), (await at.tasks.get(id)).updatedSeq]).toEqual(before)
  })

  test('of two changes the later one stays, and the other can be taken back', async () => {
    const { repository, issue, id, projectId } = await linked({ body: 'As it was' })
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
    const { repository, issue, id, projectId } = await linked({ body: 'All that is known of it' })
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
    const { repository, id, projectId } = await linked()
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
    const { repository, issue, id, projectId } = await linked({ labels: ['bug'] })
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
    const { repository, id, projectId } = await linked()
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
    const { repository, id, projectId } = await linked()
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
    const { issue, id, projectId } = await linked({ body: 'As it was' })
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
    const { repository, issue, id, projectId } = await linked()
    const before = writes()
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
    expect(writes() - before).toBeLessThanOrEqual(4)
    expect((await at.link(id)).failure).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('by hand'),
    })
    await at.settle(projectId)
    expect(await at.link(id)).toMatchObject({ failure: null, waiting: [] })
    expect(issue.title).toBe((await at.tasks.get(id)).title)
  })
})

describe('comments', () => {
  test('go both ways one by one, with who wrote them', async () => {
    const { repository, issue, id, projectId } = await linked()
    const ours = await at.comments.add(id, 'From here')
    const theirs = repository.addComment(1, 'From there', 'grace')
    await at.settle(projectId)
    expect(issue.comments.map(({ body, author }) => [author.login, body])).toEqual([
      ['grace', 'From there'],
      ['ada', 'From here'],
    ])
    const here = await at.comments.ofTask(id)
    expect(here.map(({ author, body }) => [author, body]).toSorted(byName)).toEqual([
      ['grace', 'From there'],
      ['user', 'From here'],
    ])
    expect(here.every(({ url }) => url?.includes('#issuecomment-'))).toBe(true)

    await at.comments.update(ours.id, 'From here, better')
    repository.editComment(theirs.id, 'From there, better')
    await at.settle(projectId)
    expect(issue.comments.map(({ body }) => body)).toEqual(['From there, better', 'From here, better'])
    expect((await at.comments.ofTask(id)).map(({ body }) => body).sort()).toEqual([
      'From here, better',
      'From there, better',
    ])

    repository.removeComment(theirs.id)
    await at.comments.remove(ours.id)
    await at.settle(projectId)
    expect(issue.comments).toEqual([])
    expect(await at.comments.ofTask(id)).toEqual([])
    const before = writes()
    await at.settle(projectId)
    expect(writes()).toBe(before)
  })

  test('are posted once, though the answer is lost', async () => {
    const { issue, id } = await linked()
    const comment = await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    expect(await at.log(id)).toContainEqual(expect.objectContaining({ subject: 'comment', status: 'begun' }))
    // Changed while it is not known whether it is there.
    await at.comments.update(comment.id, 'Once, better')
    await at.restart()
    await at.store.db.updateTable('issue_links').set({ due_at: EARLIER }).execute()
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Once, better'])
    expect((await at.log(id)).filter(({ status }) => status !== 'written')).toEqual([])
  })

  test('are posted once, though the answer is lost and they were changed there since', async () => {
    const { repository, issue, id, projectId } = await linked()
    // What was said there before, and what nobody has changed, is not taken for it.
    repository.addComment(1, 'Said before', 'ada')
    await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    repository.addComment(1, 'Said by hand', 'ada')
    const made = issue.comments.find(({ body }) => body === 'Once')
    repository.editComment(made?.id ?? 0, 'Once, changed there')
    Object.assign(made ?? {}, { updatedAt: new Date(Date.now() + 5_000).toISOString() })
    await at.restart()
    await at.settle(projectId)
    const bodies = ['Once, changed there', 'Said before', 'Said by hand']
    expect(issue.comments.map(({ body }) => body).toSorted()).toEqual(bodies)
    expect((await at.comments.ofTask(id)).map(({ body }) => body).toSorted()).toEqual(bodies)
  })

  test('are known again when task and issue are linked anew', async () => {
    const { repository, issue, id, projectId } = await linked()
    await at.comments.add(id, 'From here')
    const lines = ['From there', 'Changed there', 'Removed there'].map((body) =>
      repository.addComment(1, body, 'grace'),
    )
    repository.addComment(1, 'By hand')
    await at.settle(projectId)
    await at.issues.unlink(id)
    repository.editComment(lines[1]?.id ?? 0, 'Changed there, meanwhile')
    repository.removeComment(lines[2]?.id ?? 0)
    const before = at.fake.calls(COMMENT).length
    await at.issues.link({ id, number: 1, keep: 'issue' })
    const { changes } = await at.issues.plan(projectId)
    expect(changes.map(({ direction, from, to }) => [direction, from, to])).toEqual([
      ['to_task', 'Changed there', 'Changed there, meanwhile'],
      ['to_task', 'Removed there', null],
    ])
    await at.settle()
    const bodies = ['By hand', 'Changed there, meanwhile', 'From here', 'From there']
    expect((await at.comments.ofTask(id)).map(({ body }) => body).toSorted()).toEqual(bodies)
    expect(issue.comments.map(({ body }) => body).toSorted()).toEqual(bodies)
    expect(at.fake.calls(COMMENT).length).toBe(before)
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
    const [own] = (await at.comments.ofTask(id)).filter(({ body }) => body === 'From here')
    await at.comments.update(own?.id ?? '', 'From here, better')
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toContain('From here, better')
    expect(issue.comments).toHaveLength(4)
  })

  test('whose answer was lost are known by the next link', async () => {
    const { issue, id } = await linked()
    const comment = await at.comments.add(id, 'Once')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle()
    await at.issues.unlink(id)
    await at.comments.update(comment.id, 'Once, better')
    await at.issues.link({ id, number: 1, keep: 'issue' })
    // It waits no longer for the account that did not answer.
    await at.restart()
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Once, better'])
    expect((await at.log(id)).filter(({ status }) => status !== 'written')).toEqual([])
  })

  test('that were removed there and changed here come back once, though the answer is lost', async () => {
    const { repository, issue, id, projectId } = await linked()
    const comment = await at.comments.add(id, 'Said')
    await at.settle()
    repository.removeComment(issue.comments[0]?.id ?? 0)
    await at.comments.update(comment.id, 'Said again')
    at.fake.fail(COMMENT, { cut: 'after' })
    await at.settle(projectId)
    expect(await at.link(id)).toMatchObject({ waiting: ['comment'] })
    await at.settle(projectId)
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said again'])
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
    await at.comments.update(comment.id, 'Said better')
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said better'])
  })

  test('that both sides have changed are those of the later one; a change outlives a removal', async () => {
    const { repository, issue, id, projectId } = await linked()
    for (const body of ['One', 'Two', 'Three']) await at.comments.add(id, body)
    await at.settle()
    const [one, two, three] = issue.comments
    const [here1, here2, here3] = await at.comments.ofTask(id)
    repository.editComment(one?.id ?? 0, 'One of theirs')
    Object.assign(one ?? {}, { updatedAt: EARLIER })
    await at.comments.update(here1?.id ?? '', 'One of ours')
    repository.removeComment(two?.id ?? 0)
    await at.comments.update(here2?.id ?? '', 'Two of ours')
    repository.editComment(three?.id ?? 0, 'Three of theirs')
    await at.comments.remove(here3?.id ?? '')
    await at.settle(projectId)
    await at.settle(projectId)
    const bodies = ['One of ours', 'Three of theirs', 'Two of ours']
    expect(issue.comments.map(({ body }) => body.replaceAll('\r', '')).sort()).toEqual(bodies)
    expect((await at.comments.ofTask(id)).map(({ body }) => body).sort()).toEqual(bodies)
    expect((await at.log(id)).find(({ lost }) => lost !== null)).toMatchObject({ lost: 'One of theirs' })
  })
})

describe('what stands in the way', () => {
  test('offline, changes wait and are written once they can be', async () => {
    const { issue, id } = await linked()
    at.fake.fail('*', { cut: 'before' }, { times: 100 })
    await at.tasks.update({ id, title: 'Changed offline' })
    await at.tasks.update({ id, title: 'Changed offline twice' })
    await at.comments.add(id, 'Said offline')
    await at.settle()
    const link = await at.link(id)
    expect(link).toMatchObject({ waiting: ['title', 'comment'], failure: { code: 'offline' } })
    expect(Date.parse(link.failure?.retryAt ?? '')).toBeGreaterThan(Date.now())
    at.fake.heal()
    await at.restart()
    await at.issues.sync(link.projectId)
    await at.settle()
    expect(issue).toMatchObject({ title: 'Changed offline twice' })
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said offline'])
    expect((await at.log(id)).filter(({ subject }) => subject === 'title')).toHaveLength(1)
  })

  test('an answer that is lost is not asked for again', async () => {
    const { id } = await linked()
    at.fake.fail(PATCH, { cut: 'after' })
    await at.tasks.update({ id, title: 'Asked once' })
    await at.settle()
    const before = at.fake.calls(PATCH).length
    await at.store.db.updateTable('issue_links').set({ due_at: EARLIER }).execute()
    await at.restart()
    await at.settle()
    expect(at.fake.calls(PATCH).length).toBe(before)
    expect((await at.log(id))[0]).toMatchObject({ subject: 'title', status: 'written' })
    expect(await at.link(id)).toMatchObject({ waiting: [], failure: null })
  })

  test('what was changed while nobody was there to note it is found at a start', async () => {
    const { issue, id } = await linked()
    await at.issues.close()
    await at.tasks.update({ id, title: 'Changed unseen' })
    await at.comments.add(id, 'Said unseen')
    await at.restart()
    await at.settle()
    expect(issue.title).toBe('Changed unseen')
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said unseen'])
  })

  test('a limit of GitHub is kept to by all that its account does', async () => {
    const [one, two] = [await linked(), await linked()]
    at.fake.fail('rest', refusals.secondaryRateLimit(90), { times: 100 })
    await at.tasks.update({ id: one.id, title: 'One' })
    await at.tasks.update({ id: two.id, title: 'Two' })
    const before = at.fake.calls('rest').length
    await at.settle()
    await at.settle()
    expect(at.fake.calls('rest').length - before).toBe(1)
    const { failure } = await at.link(one.id)
    expect(failure).toMatchObject({ code: 'rate_limited' })
    expect(Date.parse(failure?.retryAt ?? '')).toBeGreaterThan(Date.now() + 60_000)
    expect((await at.link(two.id)).waiting).toEqual(['title'])
    at.fake.heal()
    await at.settle(one.projectId)
    await at.settle(two.projectId)
    expect([one.issue.title, two.issue.title]).toEqual(['One', 'Two'])
  })

  test('an account that is refused waits for another token', async () => {
    const { issue, id, projectId } = await linked()
    at.fake.fail('rest', refusals.unauthorized, { times: 100 })
    await at.tasks.update({ id, title: 'Unheard' })
    await at.settle()
    expect((await at.link(id)).failure).toMatchObject({ code: 'unauthorized', retryAt: null })
    const before = at.fake.calls('rest').length
    await at.settle(projectId)
    expect(at.fake.calls('rest').length).toBe(before)
    const { items } = await at.issues.status()
    expect(items.find((one) => one.id === projectId)).toMatchObject({
      enabled: true,
      linked: 1,
      waiting: 1,
      failure: { code: 'unauthorized' },
    })
    at.fake.heal()
    await at.signIn()
    await expect.poll(async () => (await at.link(id)).failure).not.toBeNull()
    await at.settle()
    await at.settle()
    expect(issue.title).toBe('Unheard')
    expect(await at.link(id)).toMatchObject({ failure: null, waiting: [] })
  })

  test('one comment that is refused keeps nothing else from GitHub', async () => {
    const { issue, id } = await linked()
    at.fake.fail(COMMENT, { status: 403, message: 'Unable to create comment because issue is locked.' })
    await at.comments.add(id, 'Refused')
    await at.tasks.update({ id, title: 'Taken' })
    await at.settle()
    expect(issue).toMatchObject({ title: 'Taken', comments: [] })
    expect(await at.link(id)).toMatchObject({ waiting: ['comment'], failure: { retryAt: null } })
    const before = at.fake.calls(COMMENT).length
    await at.comments.add(id, 'Taken, too')
    await at.settle()
    expect(issue.comments.map(({ body }) => body)).toEqual(['Taken, too'])
    expect(at.fake.calls(COMMENT).length - before).toBe(1)
    await at.settle((await at.link(id)).projectId)
    expect(issue.comments).toHaveLength(2)
  })

  test('a repository that is out of reach makes no issue gone', async () => {
    const { id, projectId, issue } = await linked()
    at.fake.fail('rest', { status: 404, message: 'Not Found' }, { times: 100 })
    await at.tasks.update({ id, title: 'Kept' })
    await at.settle()
    expect(await at.link(id)).toMatchObject({ state: 'linked', waiting: ['title'] })
    at.fake.heal()
    await at.settle(projectId)
    expect(issue.title).toBe('Kept')
  })

  test('an issue that is gone stays unlinked from what is changed here, and comes back', async () => {
    const { repository, id, projectId, issue } = await linked()
    repository.deleteIssue(1)
    await at.tasks.update({ id, title: 'Alone' })
    await at.settle()
    expect(await at.link(id)).toMatchObject({ state: 'gone', failure: { code: 'not_found' }, waiting: [] })
    repository.gone.delete(1)
    repository.issues.set(1, issue)
    await at.settle(projectId)
    expect(await at.link(id)).toMatchObject({ state: 'linked', failure: null })
    expect(issue.title).toBe('Alone')
  })
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
    const { issue, id, projectId, repository } = await linked()
    await at.issues.unlink(id)
    await at.tasks.update({ id, title: 'Alone' })
    repository.editIssue(1, { body: 'Alone' })
    await at.settle(projectId)
    expect(issue).toMatchObject({ title: 'Leaks' })
    expect(await at.tasks.get(id)).toMatchObject({ title: 'Alone', description: '' })
    expect((await at.tasks.activity(id)).items.at(-2)).toMatchObject({ kind: 'issue:unlinked', from: '#1' })
  })
})
