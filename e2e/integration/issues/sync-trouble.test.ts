import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refusals } from '../../support/github/faults.ts'
import { EARLIER, openSyncRooms, type SyncRooms } from './sync-rooms.ts'

const PATCH = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

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

describe('what stands in the way', () => {
  test('offline, changes wait and are written once they can be', async () => {
    const { issue, id } = await at.linked()
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
    const { id } = await at.linked()
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
    const { issue, id } = await at.linked()
    await at.issues.close()
    await at.tasks.update({ id, title: 'Changed unseen' })
    await at.comments.add(id, 'Said unseen')
    await at.restart()
    await at.settle()
    expect(issue.title).toBe('Changed unseen')
    expect(issue.comments.map(({ body }) => body)).toEqual(['Said unseen'])
  })

  test('a limit of GitHub is kept to by all that its account does', async () => {
    const [one, two] = [await at.linked(), await at.linked()]
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
    const { issue, id, projectId } = await at.linked()
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
    const { issue, id } = await at.linked()
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
    const { id, projectId, issue } = await at.linked()
    at.fake.fail('rest', { status: 404, message: 'Not Found' }, { times: 100 })
    await at.tasks.update({ id, title: 'Kept' })
    await at.settle()
    expect(await at.link(id)).toMatchObject({ state: 'linked', waiting: ['title'] })
    at.fake.heal()
    await at.settle(projectId)
    expect(issue.title).toBe('Kept')
  })

  test('an issue that is gone stays unlinked from what is changed here, and comes back', async () => {
    const { repository, id, projectId, issue } = await at.linked()
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
