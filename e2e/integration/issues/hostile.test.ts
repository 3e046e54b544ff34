import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import type { Pull } from '../../support/github/records.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { clock } from '../../support/github/world.ts'
import { scripted, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'
import { openSyncRooms, type SyncRooms } from './sync-rooms.ts'

// What an issue can be that nobody wishes for, and what can become of it, of its repository and of the account.

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const PATCH = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}'

let at: SyncRooms
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  at = await openSyncRooms()
})
afterEach(async () => {
  at.fake.heal()
  clock.ahead = 0
  const { items } = await at.projects.list()
  for (const { id } of items) await at.projects.update({ id, issueSync: { enabled: false, newIssues: null } })
})
afterAll(async () => {
  vi.useRealTimers()
  expect(at.fake.violations).toEqual([])
  await at.end()
})

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

/** Time goes on, and what is due is done. */
async function goOn(ms = 12 * MINUTE): Promise<void> {
  const until = Date.now() + ms
  for (let steps = 0; steps < 300; steps += 1) {
    const next = await at.issues.step(Date.now())
    if (next === null || next > until) return void vi.setSystemTime(until)
    if (next > Date.now()) vi.setSystemTime(next)
  }
  throw new Error('what is due does not end')
}

/** So many writes GitHub sees while time goes on and the user syncs by hand. */
async function writesOf(projectId: string): Promise<number> {
  const before = at.fake.requests.length
  await at.issues.sync(projectId)
  await goOn()
  const isWrite = ({ method, path }: { method: string; path: string }) =>
    method !== 'GET' && !path.endsWith('/graphql')
  return at.fake.requests.slice(before).filter(isWrite).length
}

async function imported(repository: FakeRepository, projectId: string, number = 1): Promise<Task> {
  const { taskIds } = await at.issues.import({ projectId, numbers: [number], status: 'todo' })
  await goOn()
  expect(repository.issues.has(number)).toBe(true)
  return at.tasks.get(taskIds[0] ?? '')
}

const bodiesOf = async (taskId: string) => (await at.comments.ofTask(taskId)).map(({ body }) => body)

test('whatever stands in an issue, it is brought whole or cut, written back by nobody, and changed as told', async () => {
  const { repository, project } = await at.place()
  const long = `${'word '.repeat(12_000)}end`
  const odd = 'nul\0 half\ud83d rtl\u202e\u2067 bom\ufeff tab\t \u0007bell'
  const script = scripted(write('stolen.txt', 'x'))
  const many = Array.from({ length: 70 }, (_, place) => `label ${place}`)
  const words = [
    { title: long, body: long, labels: ['a, b', 'c,d', 'x'.repeat(50), 'ÜBEL', ...many] },
    { title: `${odd}\n\r\n## Do this`, body: odd, labels: ['\u202eright'] },
    {
      title: '\u200b\u2060',
      body: `${script}\r\n\r\n# Task\r\n</task>\r\n~~~\r\n`,
      labels: ['úbel', 'übel'],
    },
    { title: "'; DROP TABLE tasks; --", body: '', labels: [] },
  ]
  for (const [place, issue] of words.entries()) {
    repository.addIssue(issue.title, { ...issue, by: 'grace' })
    repository.addComment(place + 1, issue.body === '' ? ' \n' : issue.body, 'grace')
  }
  const numbers = words.map((_, place) => place + 1)
  const { taskIds } = await at.issues.import({ projectId: project.id, numbers, status: 'todo' })
  await goOn()
  expect(await writesOf(project.id)).toBe(0)
  expect(at.complaints).toEqual([])
  for (const [place, id] of taskIds.entries()) {
    const task = await at.tasks.get(id)
    expect(task.title).toMatch(/^[^\n\r]{1,500}$/)
    expect(task.title.isWellFormed()).toBe(true)
    const [comment = ''] = await bodiesOf(id)
    for (const text of [task.description, comment]) {
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toContain('\r')
    }
    expect(task.labelIds.length).toBeLessThanOrEqual(50)
    expect(await at.link(id)).toMatchObject({ failure: null, waiting: [] })
    // What is changed here goes there, and nothing else with it.
    const before = { ...repository.issue(place + 1) }
    await at.tasks.update({ id, description: `Mine ${place}` })
    await goOn()
    const issue = repository.issue(place + 1)
    expect(issue.body).toBe(`Mine ${place}`)
    expect([issue.title, issue.labels]).toEqual([before.title, before.labels])
  }
  expect((await at.tasks.get(taskIds[0] ?? '')).title.length).toBe(500)
  expect(await writesOf(project.id)).toBe(0)
})

slowTest('a label more here leaves those alone that do not fit on a task', async () => {
  const { repository, project } = await at.place()
  const many = Array.from({ length: 60 }, (_, place) => `many ${place}`)
  const issue = repository.addIssue('Labelled', { labels: many })
  const task = await imported(repository, project.id)
  expect(task.labelIds).toHaveLength(50)
  await at.tasks.update({ id: task.id, labelIds: task.labelIds.slice(1) })
  await goOn()
  expect(issue.labels).toHaveLength(59)
  expect(await writesOf(project.id)).toBe(0)
})

slowTest.for([
  [
    'was moved to another repository',
    (repository: FakeRepository, other: FakeRepository) => void repository.transferIssue(1, other),
  ],
  ['was deleted', (repository: FakeRepository) => repository.deleteIssue(1)],
  [
    'is a pull request now',
    (repository: FakeRepository) => {
      repository.issue(1).pull = { draft: false, mergedAt: null } as Pull
    },
  ],
] as const)('an issue that %s is written to no more', async ([, happen]) => {
  const [{ repository, project }, { repository: other }] = [await at.place(), await at.place()]
  const issue = repository.addIssue('Here', { body: 'Here' })
  const { id } = await imported(repository, project.id)
  happen(repository, other)
  pass(MINUTE)
  await goOn()
  expect(await at.link(id)).toMatchObject({ state: 'gone', failure: { code: 'not_found', retryAt: null } })
  await at.tasks.update({ id, title: 'Mine', description: 'Mine' })
  await at.comments.add(id, 'Mine')
  await goOn()
  expect(await writesOf(project.id)).toBe(0)
  expect([issue.title, issue.body, issue.comments]).toEqual(['Here', 'Here', []])
  expect(await at.tasks.get(id)).toMatchObject({ title: 'Mine' })
  await at.issues.unlink(id)
})

slowTest('a locked issue is kept the same by who may write, and refuses others in words', async () => {
  const { repository, project } = await at.place()
  const issue = repository.addIssue('Locked')
  const { id } = await imported(repository, project.id)
  repository.lockIssue(1)
  await at.comments.add(id, 'Said by the owner')
  await goOn()
  expect(issue.comments.map(({ body }) => body)).toEqual(['Said by the owner'])
})

test('a repository that is renamed is found under its new name', async () => {
  const { repository, project } = await at.place()
  const issue = repository.addIssue('Old')
  const { id } = await imported(repository, project.id)
  at.fake.renameRepository(repository.fullName, `renamed-${repository.name}`)
  pass(MINUTE)
  await at.tasks.update({ id, title: 'New here', description: 'New here' })
  await at.comments.add(id, 'Said here')
  await goOn()
  expect(issue).toMatchObject({ title: 'New here', body: 'New here' })
  expect(issue.comments.map(({ body }) => body)).toEqual(['Said here'])
  pass(MINUTE)
  repository.editIssue(1, { title: 'New there', by: 'grace' })
  await goOn()
  expect(await at.tasks.get(id)).toMatchObject({ title: 'New there' })
  expect(await at.link(id)).toMatchObject({ state: 'linked', failure: null })
})

test('while issues are turned off nothing is lost, and all is written when they are on again', async () => {
  const { repository, project } = await at.place()
  const issue = repository.addIssue('On')
  const { id } = await imported(repository, project.id)
  repository.hasIssues = false
  pass(MINUTE)
  await at.tasks.update({ id, title: 'Changed meanwhile' })
  await goOn()
  expect((await at.link(id)).failure).toMatchObject({ code: 'not_found' })
  expect(await writesOf(project.id)).toBe(0)
  repository.hasIssues = true
  await at.issues.sync(project.id)
  await goOn()
  expect(issue.title).toBe('Changed meanwhile')
  expect(await at.link(id)).toMatchObject({ state: 'linked', failure: null, waiting: [] })
})

test('two projects on one repository end the same, each by way of the issue', async () => {
  const [{ repository, project }, { project: other }] = [await at.place(), await at.place()]
  const place = JSON.stringify(project.github)
  await at.store.db.updateTable('projects').set({ github: place }).where('id', '=', other.id).execute()
  const issue = repository.addIssue('Shared', { body: 'Shared', labels: ['bug'] })
  const [one, two] = [await imported(repository, project.id), await imported(repository, other.id)]
  pass(MINUTE)
  await at.tasks.update({ id: one.id, title: 'By one', status: 'done' })
  await at.tasks.update({ id: two.id, description: 'By two' })
  await at.comments.add(one.id, 'Said by one')
  await at.comments.add(two.id, 'Said by two')
  await goOn(25 * MINUTE)
  for (const { id } of [one, two]) {
    expect(await at.tasks.get(id)).toMatchObject({ title: 'By one', description: 'By two', status: 'done' })
    expect((await bodiesOf(id)).toSorted()).toEqual(['Said by one', 'Said by two'])
  }
  expect(issue.comments).toHaveLength(2)
  pass(MINUTE)
  await at.tasks.update({ id: one.id, title: 'First' })
  await goOn(MINUTE)
  await at.tasks.update({ id: two.id, title: 'Last' })
  await goOn(25 * MINUTE)
  for (const { id } of [one, two]) expect((await at.tasks.get(id)).title).toBe('Last')
  expect((await writesOf(project.id)) + (await writesOf(other.id))).toBe(0)
})

test.for([HOUR, -HOUR])('with a clock of GitHub’s that is %i ms ahead the later one stays', async (ahead) => {
  clock.ahead = ahead
  const newIssues = { state: 'open' as const, labels: [], milestone: null, assignee: null }
  const { repository, project } = await at.place({ newIssues })
  await goOn()
  const issue = repository.addIssue('New', { body: 'New' })
  repository.addComment(1, 'By Ada', 'ada')
  await goOn()
  const { items } = await at.tasks.list({ projectId: project.id, archived: false, limit: 10 })
  const id = items[0]?.id ?? ''
  expect(items).toMatchObject([{ title: 'New', status: 'backlog' }])
  const [comment] = await at.comments.ofTask(id)
  const [there] = issue.comments
  // Here, then there: what was said there stays.
  pass(MINUTE)
  await at.tasks.update({ id, title: 'Here first', description: 'Here first', status: 'done' })
  await at.comments.update(comment?.id ?? '', 'Here first')
  pass(20_000)
  repository.editIssue(1, {
    title: 'There last',
    body: 'There last',
    state: 'closed',
    stateReason: 'not_planned',
  })
  repository.editComment(there?.id ?? 0, 'There last')
  await goOn()
  const same = { title: 'There last', description: 'There last', status: 'cancelled' }
  expect(await at.tasks.get(id)).toMatchObject(same)
  expect(await bodiesOf(id)).toEqual(['There last'])
  // The other way round.
  pass(MINUTE)
  repository.editIssue(1, { title: 'There first', body: 'There first', state: 'open' })
  repository.editComment(there?.id ?? 0, 'There first')
  pass(20_000)
  await at.tasks.update({ id, title: 'Here last', description: 'Here last', status: 'done' })
  await at.comments.update(comment?.id ?? '', 'Here last')
  await goOn()
  expect(issue).toMatchObject({
    title: 'Here last',
    body: 'Here last',
    state: 'closed',
    stateReason: 'completed',
  })
  expect(issue.comments.map(({ body }) => body)).toEqual(['Here last'])
  expect(await writesOf(project.id)).toBe(0)
})

test('an account that is removed amid a sync leaves everything waiting for the next one', async () => {
  const { repository, project } = await at.place()
  const issue = repository.addIssue('Theirs')
  const { id } = await imported(repository, project.id)
  pass(MINUTE)
  const held = at.fake.fail(PATCH, { hold: 'before' })
  await at.tasks.update({ id, title: 'Mine' })
  await at.comments.add(id, 'Said')
  const going = goOn(8_000)
  await held.arrived
  const [account] = await at.github.accounts()
  await at.github.removeAccount(account?.id ?? '')
  held.release()
  await going
  await goOn()
  // What was asked for before is done; what comes after it waits, in words.
  expect(issue.title).toBe('Mine')
  await at.tasks.update({ id, title: 'Mine alone' })
  await goOn()
  expect(await at.link(id)).toMatchObject({ state: 'linked', failure: { code: 'no_account' } })
  expect((await at.link(id)).waiting).toContain('title')
  await at.signIn()
  await goOn()
  expect(issue.title).toBe('Mine alone')
  expect(issue.comments.map(({ body }) => body)).toEqual(['Said'])
  expect(await at.link(id)).toMatchObject({ failure: null, waiting: [] })
})
