import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IssueLink } from '#shared/issues.ts'
import type { Task } from '#shared/tasks.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { instant } from '../../support/github/world.ts'
import { TestHost } from '../../support/host.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { scripted, write } from '../../support/scripted.ts'

// The whole of it: from issues at GitHub to a merged pull request that closes one, and what is written meanwhile.

let dataFolder: string
let github: FakeGithub
let repository: FakeRepository
let host: TestHost

beforeAll(async () => {
  dataFolder = await temporaryFolder('issue-story')
  github = await FakeGithub.start()
  github.addUser('ada', { name: 'Ada Lovelace' })
  github.addUser('grace', { name: 'Grace Hopper' })
  repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
  host = await TestHost.start(dataFolder)
})
afterAll(async () => {
  await host.stop()
  await github.stop()
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })
})

/** What was asked for that changes something, in order, since the last time. */
let told = 0
function written(): string[] {
  const seen = github.requests.slice(told)
  told = github.requests.length
  return seen.flatMap(({ method, path, target }) =>
    method === 'GET' || path.endsWith('/graphql') || !path.startsWith('/api/v3/')
      ? []
      : (target ?? `${method} ${path}`).replace('/repos/{owner}/{repo}', ''),
  )
}

const EDIT = 'PATCH /issues/{issue_number}'

it('issues become tasks, both are kept the same, and a merge closes one', async () => {
  const { client } = host
  const account = await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
  await client.settings.update({ draftPullRequests: false })
  const { id: projectId } = await client.projects.create({
    cloneUrl: repository.cloneUrl,
    githubAccountId: account.id,
    name: 'Engine',
    model: 'practice/scripted',
  })
  await host.when(async () =>
    (await client.projects.get({ id: projectId })).state === 'ready' ? true : undefined,
  )
  const sync = () => client.issues.sync({ projectId })
  const linkOf = async (taskId: string) => (await client.issues.links({ taskId })).items[0]
  const linkWith = (taskId: string, holds: (link: IssueLink) => boolean) =>
    host.when(async () => {
      const link = await linkOf(taskId)
      return link !== undefined && holds(link) ? link : undefined
    })
  const taskWith = (id: string, holds: (task: Task) => boolean) =>
    host.when(async () => {
      const task = await client.tasks.get({ id })
      return holds(task) ? task : undefined
    })
  /** Until what was changed here is at GitHub. */
  const sent = async (taskId: string) => {
    await linkWith(taskId, ({ waiting }) => waiting.length > 0)
    await sync()
    await linkWith(taskId, ({ waiting }) => waiting.length === 0)
  }
  const labelIds = async (...names: string[]) => {
    const { items } = await client.labels.list({})
    const made = names.map(async (name) => {
      const there = items.find((label) => label.name.toLowerCase() === name.toLowerCase())
      return (there ?? (await client.labels.create({ name }))).id
    })
    return Promise.all(made)
  }
  const namesOf = async ({ labelIds: ids }: Task) => {
    const { items } = await client.labels.list({})
    return items.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  }
  const comments = async (id: string) => (await client.tasks.comments({ id })).items

  // Brings the issue that label, milestone and assignee let through.
  const milestone = repository.addMilestone('1.0')
  const assignees = [github.world.user('ada')]
  const issue = repository.addIssue('Pump leaks', {
    body: 'At the valve.',
    labels: ['bug', 'good, first'],
    milestone,
    assignees,
    by: 'grace',
  })
  repository.addIssue('Of nobody', { labels: ['bug'], milestone })
  repository.addIssue('Of no milestone', { labels: ['bug'], assignees })
  repository.addIssue('Of no label', { milestone, assignees })
  repository.addComment(1, 'Seen it too.', 'grace')
  const filter = { labels: ['bug', 'good, first'], milestone: 1, assignee: 'ada' }
  const listed = await client.issues.list({ projectId, filter })
  expect(listed.items.map(({ number, linkedTo }) => [number, linkedTo])).toEqual([[1, null]])
  const numbers = listed.items.map(({ number }) => number)
  const { taskIds, skipped } = await client.issues.import({ projectId, numbers })
  const [taskId = ''] = taskIds
  expect([taskIds.length, skipped]).toEqual([1, 0])
  await host.when(async () => ((await comments(taskId)).length === 1 ? true : undefined))
  expect(await client.tasks.get({ id: taskId })).toMatchObject({
    title: 'Pump leaks',
    description: 'At the valve.',
    status: 'todo',
  })
  expect((await comments(taskId)).map(({ author, body }) => [author, body])).toEqual([
    ['grace', 'Seen it too.'],
  ])
  expect(written()).toEqual([])

  // Off: what differs is told, and nothing is written, neither there nor here.
  await client.tasks.update({ id: taskId, title: 'Pump leaks oil' })
  repository.editIssue(1, { body: 'At the inlet.', by: 'grace' })
  const { changes } = await client.issues.plan({ projectId })
  expect(changes.map(({ direction, subject, from, to }) => [direction, subject, from, to])).toEqual([
    ['to_github', 'title', 'Pump leaks', 'Pump leaks oil'],
    ['to_task', 'body', 'At the valve.', 'At the inlet.'],
  ])
  await expect(sync()).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await linkOf(taskId))?.waiting).toEqual([])
  expect(written()).toEqual([])
  expect(issue.title).toBe('Pump leaks')
  expect((await client.tasks.get({ id: taskId })).description).toBe('At the valve.')

  // On: just what was told.
  const newIssues = { state: 'open' as const, labels: ['bug'], milestone: null, assignee: null }
  await client.projects.update({ id: projectId, issueSync: { enabled: true, newIssues } })
  await taskWith(taskId, ({ description }) => description === 'At the inlet.')
  await linkWith(taskId, ({ waiting, syncedAt }) => waiting.length === 0 && syncedAt !== null)
  await host.when(async () => (issue.title === 'Pump leaks oil' ? true : undefined))
  expect(written()).toEqual([EDIT])
  expect((await client.issues.plan({ projectId })).changes).toEqual([])

  // From here to there: all fields at once, and a comment that is said, changed and unsaid.
  const said = await client.tasks.addComment({ id: taskId, body: 'I look at it.' })
  await client.tasks.update({
    id: taskId,
    title: 'Pump leaks much oil',
    description: 'At the inlet, `p = 3 bar`.',
    status: 'cancelled',
    labelIds: await labelIds('bug', 'Urgent, really'),
  })
  await sent(taskId)
  expect(issue).toMatchObject({
    title: 'Pump leaks much oil',
    body: 'At the inlet, `p = 3 bar`.',
    state: 'closed',
    stateReason: 'not_planned',
    labels: ['Urgent, really', 'bug'],
  })
  expect(issue.comments.map(({ author, body }) => [author.login, body])).toEqual([
    ['grace', 'Seen it too.'],
    ['ada', 'I look at it.'],
  ])
  expect(written()).toEqual([EDIT, 'POST /issues/{issue_number}/comments'])
  await client.comments.update({ id: said.id, body: 'I mend it.' })
  await sent(taskId)
  expect(issue.comments.map(({ body }) => body)).toEqual(['Seen it too.', 'I mend it.'])
  await client.comments.remove({ id: said.id })
  await sent(taskId)
  expect(issue.comments.map(({ body }) => body)).toEqual(['Seen it too.'])
  expect(written()).toEqual(['PATCH /issues/comments/{comment_id}', 'DELETE /issues/comments/{comment_id}'])

  // From there to here, with a browser's line ends; an answer of ours at GitHub is ours here.
  const script = scripted(write('pump.txt', 'tight\n'), { text: 'Done.' })
  const labels = ['BUG', 'inlet']
  repository.editIssue(1, { title: 'Pump is to be tight', body: script, state: 'open', labels, by: 'grace' })
  repository.addComment(1, 'Thank you.', 'grace')
  repository.addComment(1, 'Welcome.', 'ada')
  await sync()
  const brought = await taskWith(taskId, ({ title }) => title === 'Pump is to be tight')
  expect(brought).toMatchObject({ description: script, status: 'todo' })
  expect(await namesOf(brought)).toEqual(['bug', 'inlet'])
  await host.when(async () => ((await comments(taskId)).length === 3 ? true : undefined))
  expect((await comments(taskId)).map(({ author, body }) => [author, body])).toEqual([
    ['grace', 'Seen it too.'],
    ['grace', 'Thank you.'],
    ['user', 'Welcome.'],
  ])
  const [theirs] = await comments(taskId)
  await expect(client.comments.update({ id: theirs?.id ?? '', body: 'Mine' })).rejects.toMatchObject({
    code: 'NOT_POSSIBLE_HERE',
  })
  expect(written()).toEqual([])

  // Offline both sides go on; the title is changed on both, later at GitHub.
  github.fail('*', { cut: 'before' }, { times: 10_000 })
  await client.tasks.update({ id: taskId, title: 'Pump holds', labelIds: await labelIds('bug') })
  await client.tasks.addComment({ id: taskId, body: 'Said in the train.' })
  repository.editIssue(1, { title: 'Pump stays tight', by: 'grace' })
  repository.addComment(1, 'Any news?', 'grace')
  await sync()
  const offline = await linkWith(taskId, ({ failure }) => failure !== null)
  expect(offline).toMatchObject({ failure: { code: 'offline' }, waiting: ['title', 'labels', 'comment'] })
  expect(offline.failure?.retryAt).toEqual(expect.any(String))
  github.heal()
  told = github.requests.length
  await sync()
  await linkWith(taskId, ({ failure, waiting }) => failure === null && waiting.length === 0)
  expect(await client.tasks.get({ id: taskId })).toMatchObject({ title: 'Pump stays tight' })
  expect(issue).toMatchObject({ title: 'Pump stays tight', labels: ['bug'] })
  const last = ['Seen it too.', 'Thank you.', 'Welcome.', 'Any news?', 'Said in the train.'].toSorted()
  expect((await comments(taskId)).map(({ body }) => body).toSorted()).toEqual(last)
  expect(issue.comments.map(({ body }) => body).toSorted()).toEqual(last)
  expect(written()).toEqual([EDIT, 'POST /issues/{issue_number}/comments'])

  // What lost is in the log, and is taken back.
  const { items: log } = await client.issues.writes({ taskId })
  const lost = log.filter((line) => line.lost !== null)
  expect(lost).toMatchObject([
    { direction: 'to_task', subject: 'title', lost: 'Pump holds', to: 'Pump stays tight', by: 'grace' },
  ])
  expect(log.filter(({ status }) => status !== 'written')).toEqual([])
  await client.issues.restore({ id: lost[0]?.id ?? '' })
  await sent(taskId)
  expect(issue.title).toBe('Pump holds')
  expect(written()).toEqual([EDIT])

  // A new issue that passes the filter waits in the backlog, where nothing begins by itself.
  // Each change of the first one took a second of its own: this comes after all of them.
  const at = instant(new Date(Date.parse(issue.updatedAt) + 1000))
  const young = { by: 'grace', createdAt: at, updatedAt: at }
  repository.addIssue('Valve rattles', { labels: ['bug'], ...young })
  repository.addIssue('Paint it', { labels: ['enhancement'], ...young })
  await sync()
  const added = await host.when(async () => {
    const { items } = await client.tasks.list({ projectId })
    return items.find(({ id }) => id !== taskId)
  })
  expect(added).toMatchObject({ title: 'Valve rattles', status: 'backlog' })

  // A run, its pull request, its merge: GitHub closes the issue, the task is done, and nobody has to be told.
  const run = await client.tasks.execute({ id: taskId })
  await host.runWith(run.id, 'succeeded')
  const { id: publicationId } = await client.publications.create({ taskId })
  const publication = await host.when(async () => {
    const now = await client.publications.get({ id: publicationId })
    return now.status === 'open' ? now : undefined
  })
  const pull = repository.pull(publication.prNumber ?? 0)
  expect(pull.body).toMatch(/^Closes #1$/m)
  await client.publications.refresh({ id: publicationId })
  await client.publications.merge({ id: publicationId, method: 'squash' })
  await taskWith(taskId, ({ status }) => status === 'done')
  expect(issue).toMatchObject({ state: 'closed', stateReason: 'completed' })
  await sync()
  await linkWith(taskId, ({ waiting, failure }) => waiting.length === 0 && failure === null)
  expect(written()).toEqual(['POST /pulls', 'PUT /pulls/{pull_number}/merge'])

  // Parted, each goes its own way.
  await client.issues.unlink({ id: taskId })
  await client.tasks.update({ id: taskId, title: 'Mine alone' })
  repository.editIssue(1, { title: 'Theirs alone', by: 'grace' })
  await sync()
  const { items } = await client.tasks.list({ projectId })
  expect(items.map(({ title }) => title).toSorted()).toEqual(['Mine alone', 'Valve rattles'])
  expect((await client.issues.plan({ projectId })).changes).toEqual([])
  expect(written()).toEqual([])
  expect(issue.title).toBe('Theirs alone')
  expect(github.violations).toEqual([])
})

it('a comment is said once, by a host that is killed when GitHub has got it and nobody has written that down', async () => {
  const projectId = (await host.client.projects.list({})).items[0]?.id ?? ''
  const [task] = (await host.client.tasks.list({ projectId, status: 'backlog' })).items
  const id = task?.id ?? ''
  const { items: links } = await host.client.issues.links({ taskId: id })
  await host.stop()
  const dying = await TestHost.start(dataFolder, { OPENLINEAR_KILL_AT: 'issues:comment:worked' })
  await dying.client.tasks.addComment({ id, body: 'Said once.' })
  expect(await dying.wasKilledAt('issues:comment:worked')).toBe(true)
  host = await TestHost.start(dataFolder)
  await host.client.issues.sync({ projectId })
  await host.when(async () => {
    const [link] = (await host.client.issues.links({ taskId: id })).items
    return link?.waiting.length === 0 && link.failure === null ? true : undefined
  })
  const issue = repository.issue(links[0]?.number ?? 0)
  expect(issue.comments.map(({ body }) => body)).toEqual(['Said once.'])
  expect((await host.client.tasks.comments({ id })).items.map(({ body }) => body)).toEqual(['Said once.'])
})
