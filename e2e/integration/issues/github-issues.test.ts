import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient } from '#electron/github/client.ts'
import { createIssueApi } from '#electron/issues/github-issues.ts'
import type { IssueApi } from '#electron/issues/issue-api.ts'
import { issueFilter } from '#shared/issues.ts'
import { FakeGithub } from '#e2e/support/github/fake-github.ts'
import { type Fault, refusals } from '#e2e/support/github/faults.ts'
import type { Pull } from '#e2e/support/github/records.ts'
import type { FakeRepository } from '#e2e/support/github/repository.ts'

let github: FakeGithub
let engine: FakeRepository
let ada: IssueApi
const closing = new AbortController()
const filter = (given: object = {}) => issueFilter.parse(given)
/** Enough of one for lists. */
const PULL = { draft: false, mergedAt: null } as Pull
const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}'

/** The issues of a repository, with a token of somebody; a repository of its own unless one is given. */
function apiOf(login: string, repository: FakeRepository, scopes = ['repo']): IssueApi {
  const { value: token } = github.addToken(login, { scopes })
  const { host } = github
  const api = createClient({ host, token, login, scopes, version: '0', fetch, now: Date.now })
  const [owner = '', name = ''] = repository.fullName.split('/')
  return createIssueApi({ api, repository: { host, owner, name }, signal: closing.signal })
}

beforeAll(async () => {
  github = await FakeGithub.start()
  for (const login of ['ada', 'grace', 'bob']) github.addUser(login)
})
afterAll(async () => {
  expect(github.violations).toEqual([])
  await github.stop()
})

let made = 0
beforeEach(async () => {
  github.heal()
  made += 1
  const access = { grace: 'write' } as const
  github.addRepositories('ada', 1, { name: `engine-${made}`, access })
  github.addRepositories('ada', 1, { name: `other-${made}`, access })
  engine = github.repository(`ada/engine-${made}-1`)
  ada = apiOf('ada', engine)
})

describe('a list', () => {
  it('is filtered, newest first, and has no pull request in it', async () => {
    const release = engine.addMilestone('1.0')
    const mine = { assignees: [github.world.user('ada')] }
    const both = { labels: ['bug', 'good, first'], milestone: release }
    engine.addIssue('Plain', { createdAt: '2026-01-01T00:00:00Z' })
    engine.addIssue('Bug', { ...both, createdAt: '2026-01-02T00:00:00Z' })
    engine.addIssue('Mine', { labels: ['bug'], ...mine, createdAt: '2026-01-03T00:00:00Z' })
    engine.addIssue('A pull request', { pull: PULL, createdAt: '2026-01-04T00:00:00Z' })
    engine.addIssue('Over', { state: 'closed', stateReason: 'duplicate', createdAt: '2026-01-05T00:00:00Z' })
    const titles = async (given?: object) =>
      (await ada.list(filter(given), 1)).items.map(({ title }) => title)
    expect(await titles()).toEqual(['Mine', 'Bug', 'Plain'])
    expect(await titles({ state: 'all' })).toEqual(['Over', 'Mine', 'Bug', 'Plain'])
    expect(await titles({ labels: ['bug'] })).toEqual(['Mine', 'Bug'])
    expect(await titles({ labels: ['bug', 'good, first'] })).toEqual(['Bug'])
    expect(await titles({ milestone: release.number })).toEqual(['Bug'])
    expect(await titles({ milestone: 'none' })).toEqual(['Mine', 'Plain'])
    expect(await titles({ assignee: 'ada' })).toEqual(['Mine'])
    expect(await titles({ assignee: 'none' })).toEqual(['Bug', 'Plain'])
    expect((await ada.list(filter(), 1)).items[1]).toEqual({
      number: 2,
      url: `${github.url}/${engine.fullName}/issues/2`,
      title: 'Bug',
      body: '',
      state: 'open',
      labels: ['bug', 'good, first'],
      author: 'ada',
      milestone: '1.0',
      assignees: [],
      comments: 0,
      createdAt: '2026-01-02T00:00:00.000Z',
      updatedAt: expect.any(String),
    })
  })

  it('goes on for as long as there are pages, and says where issues are turned off', async () => {
    for (let number = 1; number <= 51; number += 1) engine.addIssue(`Issue ${number}`)
    const first = await ada.list(filter(), 1)
    expect(first).toMatchObject({ hasNext: true })
    expect(first.items).toHaveLength(50)
    const second = await ada.list(filter(), 2)
    expect(second).toMatchObject({ items: [{ title: 'Issue 1' }], hasNext: false })
    engine.hasIssues = false
    await expect(ada.list(filter(), 1)).rejects.toMatchObject({ failure: 'not_found' })
    await expect(ada.choices()).rejects.toThrow(`Issues are turned off in ${engine.fullName}.`)
  })

  it('tells what a filter can name', async () => {
    engine.addLabel('urgent')
    engine.addMilestone('1.0')
    engine.addMilestone('0.9', { state: 'closed' })
    expect(await ada.choices()).toEqual({
      labels: ['bug', 'enhancement', 'urgent'],
      milestones: [{ number: 1, title: '1.0' }],
      assignees: ['ada', 'grace'],
    })
  })
})

describe('a search', () => {
  it('finds words in this repository alone, by the same filter', async () => {
    const release = engine.addMilestone('The "first" one')
    engine.addIssue('Valves leak', { labels: ['good, first'], milestone: release })
    engine.addIssue('Leaks of memory', { body: 'in the valves', state: 'closed' })
    engine.addIssue('Pistons')
    const other = github.repository(`ada/other-${made}-1`)
    other.addIssue('Valves elsewhere')
    const found = async (words: string, given?: object) =>
      (await ada.search(words, filter(given), 1)).items.map(({ number }) => number)
    expect(await found('valves')).toEqual([1])
    expect(await found('valves', { state: 'all' })).toEqual([2, 1])
    expect(await found('valves', { labels: ['good, first'] })).toEqual([1])
    expect(await found('leak', { milestone: release.number })).toEqual([1])
    expect(await found('leak', { milestone: 'none', state: 'all' })).toEqual([2])
    // Not obeyed: it would find the other repository's.
    expect(await found(`valves repo:${other.fullName}`)).toEqual([])
    expect(await found('-valves "leak')).toEqual([1])
  })
})

describe('what was changed since', () => {
  it('is read once, then told to be the same at no cost', async () => {
    engine.addIssue('One')
    engine.addIssue('Two')
    const first = await ada.changedSince(null, null, 1000)
    expect(first).toMatchObject({ issues: [{ number: 1 }, { number: 2 }], isWhole: true })
    expect(Math.abs(first?.clockOffset ?? Number.NaN)).toBeLessThan(2000)
    const since = first?.until ?? ''
    const again = await ada.changedSince(since, null, 1000)
    expect(await ada.changedSince(since, again?.etag ?? '', 1000)).toBeNull()
    // A pull request moves the clock on too, or each look would read all of them again.
    const pull = engine.addIssue('A pull request', { pull: PULL, state: 'closed' })
    pull.updatedAt = '2036-01-01T00:00:00Z'
    expect(await ada.changedSince(since, again?.etag ?? '', 1000)).toMatchObject({
      until: '2036-01-01T00:00:00.000Z',
    })
    engine.editIssue(1, { state: 'closed' }).updatedAt = '2036-01-01T00:00:00Z'
    expect(await ada.changedSince('2036-01-01T00:00:00.000Z', null, 1000)).toMatchObject({
      issues: [{ number: 1, state: 'completed' }],
    })
  })

  it('misses none that stands behind one that is changed meanwhile', async () => {
    for (let number = 1; number <= 150; number += 1) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, 0, Math.ceil(number / 2))).toISOString().replace('.000', '')
      engine.addIssue(`Issue ${number}`, { createdAt: at, updatedAt: at })
    }
    const held = github.fail('GET /repos/{owner}/{repo}/issues', { hold: 'after' })
    const reading = ada.changedSince(null, null, 1000)
    await held.arrived
    engine.editIssue(1, { title: 'Changed meanwhile' })
    held.release()
    const changed = await reading
    expect(changed?.issues.map(({ number }) => number).sort((one, other) => one - other)).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 1),
    )
    expect(changed?.issues.find(({ number }) => number === 1)?.title).toBe('Changed meanwhile')
    expect(changed).toMatchObject({ etag: null, isWhole: true })
    expect(await ada.changedSince(null, null, 100)).toMatchObject({ isWhole: false })
  })

  it('is read to the end where more than a page was changed in one second', async () => {
    const at = '2026-01-01T00:00:00Z'
    for (let number = 1; number <= 120; number += 1)
      engine.addIssue(`Issue ${number}`, { createdAt: at, updatedAt: at })
    expect((await ada.changedSince(at, null, 1000))?.issues).toHaveLength(120)
  })

  it('goes on further than it began, however many were changed within a few seconds', async () => {
    const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:02Z']
    for (const at of times)
      for (let number = 1; number <= 110; number += 1)
        engine.addIssue(`At ${at}, ${number}`, { createdAt: at, updatedAt: at })
    const seen = new Set<number>()
    let since = times[0] ?? ''
    for (let isWhole = false; !isWhole; ) {
      const answer = await ada.changedSince(since, null, 50)
      for (const { number } of answer?.issues ?? []) seen.add(number)
      isWhole = answer?.isWhole ?? true
      if (!isWhole) expect(answer?.until).not.toBe(since)
      since = answer?.until ?? since
    }
    expect(seen.size).toBe(220)
  })
})

describe('one issue', () => {
  it('is told with line feeds alone, its state in one word', async () => {
    engine.addIssue('One', { state: 'closed', stateReason: 'not_planned' })
    engine.editIssue(1, { body: 'first\nsecond' })
    expect(engine.issue(1).body).toBe('first\r\nsecond')
    expect(await ada.get(1)).toMatchObject({ body: 'first\nsecond', state: 'not_planned' })
  })

  it('that was deleted, moved, or is a pull request is not found, and told why', async () => {
    engine.addIssue('A pull request', { pull: PULL, state: 'closed' })
    engine.addIssue('Deleted')
    engine.addIssue('Moved')
    const other = github.repository(`ada/other-${made}-1`)
    engine.deleteIssue(2)
    engine.transferIssue(3, other)
    await expect(ada.get(1)).rejects.toThrow(`#1 of ${engine.fullName} is a pull request.`)
    await expect(ada.get(2)).rejects.toMatchObject({ failure: 'not_found' })
    await expect(ada.get(3)).rejects.toMatchObject({
      failure: 'not_found',
      message: `Issue #3 was moved to ${other.fullName}#1.`,
      url: `${github.url}/${other.fullName}/issues/1`,
    })
    await expect(ada.get(4)).rejects.toMatchObject({ failure: 'not_found' })
    // GitHub does not tell so to those who write.
    await expect(ada.update(3, { title: 'New' })).rejects.toThrow('was moved to')
    await expect(ada.addComment(3, 'Hello')).rejects.toThrow('was moved to')
    await expect(ada.update(2, { title: 'New' })).rejects.toMatchObject({ failure: 'not_found' })
    expect(other.issue(1)).toMatchObject({ title: 'Moved', comments: [] })
  })

  it('is still there when its repository has another name, but not when it moved out of it', async () => {
    engine.addIssue('One')
    engine.addIssue('Two')
    const other = github.repository(`ada/other-${made}-1`)
    other.addIssue('First')
    engine.transferIssue(2, other)
    github.renameRepository(engine.fullName, `motor-${made}`)
    expect(await ada.get(1)).toMatchObject({ number: 1, title: 'One' })
    expect(await ada.update(1, { title: 'Uno' })).toMatchObject({ title: 'Uno' })
    expect((await ada.list(filter(), 1)).items).toMatchObject([{ number: 1 }])
    // It has the same number there.
    await expect(ada.get(2)).rejects.toThrow(`Issue #2 was moved to ${other.fullName}#2.`)
  })
})

describe('what is written', () => {
  it('is answered as GitHub keeps it', async () => {
    const made = await ada.create({ title: ' One ', body: 'first\r\nsecond', labels: ['bug', 'new one'] })
    expect(made).toMatchObject({ number: 1, title: 'One', body: 'first\nsecond', labels: ['bug', 'new one'] })
    expect(await ada.update(1, { title: 'Two', body: '', labels: ['BUG'] })).toMatchObject({
      title: 'Two',
      body: '',
      labels: ['bug'],
    })
    expect(await ada.update(1, { state: 'not_planned' })).toMatchObject({ state: 'not_planned' })
    // GitHub takes a reason only from what closes it.
    expect(await ada.update(1, { state: 'completed' })).toMatchObject({ state: 'not_planned' })
    expect(await ada.update(1, { state: 'open' })).toMatchObject({ state: 'open' })
    expect(await ada.update(1, { state: 'completed' })).toMatchObject({ state: 'completed', title: 'Two' })
  })

  it('of somebody who may not write is refused, or left out without a word', async () => {
    const bob = apiOf('bob', engine)
    engine.addIssue('Of Ada')
    expect(await bob.create({ title: 'Of Bob', body: '', labels: ['bug'] })).toMatchObject({ labels: [] })
    expect(await bob.update(2, { title: 'Still of Bob', labels: ['bug'] })).toMatchObject({
      title: 'Still of Bob',
      labels: [],
    })
    await expect(bob.update(1, { title: 'Of Bob' })).rejects.toMatchObject({ failure: 'missing_permission' })
    const { id } = await ada.addComment(1, 'Of Ada')
    await expect(bob.editComment(id, 'Of Bob')).rejects.toMatchObject({ failure: 'missing_permission' })
    await expect(bob.removeComment(id)).rejects.toMatchObject({ failure: 'missing_permission' })
    engine.lockIssue(1)
    await expect(bob.addComment(1, 'Of Bob')).rejects.toThrow('issue is locked')
    expect(await ada.addComment(1, 'Of Ada again')).toMatchObject({ body: 'Of Ada again' })
  })

  it('is refused in words where GitHub has its limits', async () => {
    engine.addIssue('One')
    const long = { title: 'x'.repeat(257), body: 'x'.repeat(65_537), labels: ['x'.repeat(51)] }
    await expect(ada.update(1, { title: long.title })).rejects.toThrow('title is too long')
    await expect(ada.update(1, { title: ' ' })).rejects.toMatchObject({ failure: 'invalid' })
    await expect(ada.update(1, { body: long.body })).rejects.toThrow('body is too long')
    await expect(ada.update(1, { labels: long.labels })).rejects.toMatchObject({ failure: 'invalid' })
    await expect(ada.addComment(1, long.body)).rejects.toThrow('Body is too long')
    expect(engine.issue(1)).toMatchObject({ title: 'One', labels: [], comments: [] })
    engine.hasIssues = false
    await expect(ada.create({ title: 'Two', body: '', labels: [] })).rejects.toThrow('Issues are disabled')
  })

  it('can be looked up when its answer was lost', async () => {
    const before = new Date(Date.now() - 60_000).toISOString()
    engine.addIssue('Of somebody else', { by: 'grace' })
    engine.addIssue('Long ago', { createdAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-01T00:00:00Z' })
    github.fail('POST /repos/{owner}/{repo}/issues', { cut: 'after' })
    const lost = ada.create({ title: 'Lost', body: 'words', labels: [] })
    await expect(lost).rejects.toMatchObject({ failure: 'offline' })
    expect(await ada.madeSince(before)).toMatchObject([{ title: 'Lost', body: 'words', number: 3 }])
  })
})

describe('comments', () => {
  it('are added, changed, removed and read, oldest first', async () => {
    engine.addIssue('One')
    const { id, url } = await ada.addComment(1, 'first')
    expect(url).toBe(`${github.url}/${engine.fullName}/issues/1#issuecomment-${id}`)
    engine.addComment(1, 'second\r\nline', 'grace')
    expect(await ada.editComment(id, 'first, changed')).toMatchObject({ id, url, body: 'first, changed' })
    expect(await ada.comments(1)).toMatchObject([
      { id, author: 'ada', body: 'first, changed', url },
      { author: 'grace', body: 'second\nline' },
    ])
    await ada.removeComment(id)
    await ada.removeComment(id)
    expect(await ada.comments(1)).toMatchObject([{ author: 'grace' }])
    await expect(ada.editComment(id, 'again')).rejects.toMatchObject({ failure: 'not_found' })
  })

  it('of several pages are all read, though one is removed meanwhile', async () => {
    engine.addIssue('One')
    const ids = Array.from({ length: 201 }, (_, index) => engine.addComment(1, `${index}`).id)
    const removed = ids[0] ?? 0
    // The last page is answered; what stands on the others moves up by one.
    const held = github.fail(`GET ${ISSUE}/comments`, { hold: 'after' }, { skip: 1 })
    const reading = ada.comments(1)
    await held.arrived
    engine.removeComment(removed)
    held.release()
    const read = (await reading).map(({ id }) => id)
    expect(read.filter((id) => id !== removed)).toEqual(ids.slice(1))
  })

  it('that are changed in any way are seen by their marks', async () => {
    engine.addIssue('One')
    engine.addIssue('Two')
    engine.addIssue('Deleted')
    const first = engine.addComment(1, 'first')
    const second = engine.addComment(1, 'second')
    engine.deleteIssue(3)
    const before = await ada.commentMarks([1, 2, 3, 4])
    expect([...before.keys()]).toEqual([1, 2])
    expect(before.get(1)).toMatchObject({ count: 2 })
    expect(before.get(2)).toEqual({ count: 0, changedAt: null })
    engine.editComment(first.id, 'changed')
    const changed = await ada.commentMarks([1])
    expect(changed.get(1)?.changedAt).not.toBe(before.get(1)?.changedAt)
    const { updatedAt } = await ada.get(1)
    engine.removeComment(second.id)
    expect(await ada.get(1)).toMatchObject({ updatedAt, comments: 1 })
    expect((await ada.commentMarks([1])).get(1)?.count).toBe(1)
  })
})

describe('when fields were changed last', () => {
  it('is told field by field, and by whom', async () => {
    engine.addIssue('One', { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' })
    const untouched = { at: '2026-01-01T00:00:00.000Z', by: 'ada' }
    expect(await ada.changeTimes(1)).toEqual({
      title: untouched,
      body: untouched,
      state: untouched,
      labels: untouched,
    })
    const time = () => new Date(engine.issue(1).updatedAt).toISOString()
    engine.editIssue(1, { title: 'Two', by: 'grace' })
    const title = { at: time(), by: 'grace' }
    engine.editIssue(1, { body: 'new', by: 'grace' })
    const body = { at: time(), by: 'grace' }
    await ada.update(1, { state: 'completed' })
    const state = { at: time(), by: 'ada' }
    engine.editIssue(1, { labels: ['bug'], by: 'grace' })
    const labels = { at: time(), by: 'grace' }
    expect(await ada.changeTimes(1)).toEqual({ title, body, state, labels })
    // More events than a page holds: the newest are on the last one.
    for (let turn = 0; turn < 60; turn += 1) {
      engine.editIssue(1, { labels: [] })
      engine.editIssue(1, { labels: ['bug'] })
    }
    expect(await ada.changeTimes(1)).toEqual({ title, body, state, labels: { at: time(), by: 'ada' } })
  })

  it('of a body may be as late as anything, where GraphQL does not answer', async () => {
    engine.addIssue('One')
    const { updatedAt } = await ada.get(1)
    github.fail('POST /api/graphql', refusals.missingPermission)
    expect((await ada.changeTimes(1)).body).toEqual({ at: updatedAt, by: null })
    github.fail('POST /api/graphql', refusals.serverError)
    await expect(ada.changeTimes(1)).rejects.toMatchObject({ failure: 'server_error' })
  })
})

describe('failures', () => {
  it.each<[string, Fault, string]>([
    ['bad credentials', refusals.unauthorized, 'unauthorized'],
    ['single sign-on', refusals.sso, 'sso_required'],
    ['a missing permission', refusals.missingPermission, 'missing_permission'],
    ['a missing scope', refusals.missingScope, 'missing_permission'],
    ['an archived repository', refusals.archived, 'archived'],
    ['a rate limit', refusals.rateLimit(30), 'rate_limited'],
    ['a secondary rate limit', refusals.secondaryRateLimit(30), 'rate_limited'],
    ['trouble of the server', refusals.serverError, 'server_error'],
    ['a broken connection', { cut: 'middle' }, 'offline'],
  ])('%s: in words, and nothing is written twice', async (_, fault, failure) => {
    engine.addIssue('One')
    for (const target of ['rest'] as const) github.fail(target, fault, { times: 10 })
    await expect(ada.get(1)).rejects.toMatchObject({ failure })
    await expect(ada.list(filter(), 1)).rejects.toMatchObject({ failure })
    await expect(ada.changedSince(null, null, 10)).rejects.toMatchObject({ failure })
    await expect(ada.comments(1)).rejects.toMatchObject({ failure })
    await expect(ada.update(1, { title: 'Two' })).rejects.toMatchObject({ failure })
    await expect(ada.addComment(1, 'Hello')).rejects.toMatchObject({ failure })
    expect(engine.issue(1).comments.length).toBeLessThanOrEqual(1)
  })

  it('what is no issue is not taken for one', async () => {
    engine.addIssue('One')
    const odd = { status: 200, message: 'Hello', body: { number: 'one', pull_request: null } }
    github.fail(`GET ${ISSUE}`, odd)
    await expect(ada.get(1)).rejects.toMatchObject({ failure: 'server_error' })
    github.fail(`GET ${ISSUE}/comments`, { status: 200, message: 'Hello' })
    await expect(ada.comments(1)).rejects.toThrow('not a list of comments')
  })
})
