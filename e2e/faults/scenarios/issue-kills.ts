import assert from 'node:assert/strict'
import type { IssueMoment } from '#electron/issues/context.ts'
import type { TestHost } from '../../support/host.ts'
import type { Scenario, World } from '../scenario.ts'
import { type Death, diesAt, hasDied } from './deaths.ts'
import { type GithubStage, setGithubStage } from './github-support.ts'

/** A project that keeps its issues the same with a repository at a stand-in for GitHub. */
interface Stage extends GithubStage {
  /** Of the task that an issue is made of. */
  taskId: string
}

async function setIssueStage(world: World): Promise<Stage> {
  const stage = await setGithubStage(world)
  const { client } = stage.host
  const { projectId } = stage.project
  const newIssues = { state: 'open' as const, labels: [], milestone: null, assignee: null }
  await client.projects.update({ id: projectId, issueSync: { enabled: true, newIssues } })
  const { id: taskId } = await client.tasks.create({ projectId, title: 'Made here', description: 'Once.' })
  await stage.host.when(async () => {
    const [status] = (await client.issues.status({})).items
    return status?.syncedAt === null ? undefined : status
  })
  await stage.host.stop()
  return { ...stage, taskId }
}

/** What somebody does once, and the moments at which the hosts die that are to carry it on. */
interface Act {
  /** At GitHub, while no host is there. */
  there?: (stage: Stage) => void
  /** In the first host that dies of it. */
  here?: (stage: Stage, host: TestHost) => Promise<unknown>
  moments: IssueMoment[]
}

// What was answered to a dead host is found at GitHub by the next one: nothing is left for it to write then.
const ACTS: Act[] = [
  {
    here: ({ taskId }, { client }) => client.issues.make({ id: taskId }),
    moments: ['issue:begin', 'issue:worked', 'issue:written'],
  },
  {
    here: async ({ taskId }, { client }) => {
      const { id } = await client.labels.create({ name: 'urgent' })
      const change = { title: 'Changed here', description: 'Twice.', labelIds: [id], status: 'done' as const }
      await client.tasks.update({ id: taskId, ...change })
    },
    moments: ['fields:begin', 'fields:worked'],
  },
  {
    here: ({ taskId }, { client }) => client.tasks.update({ id: taskId, title: 'Changed here again' }),
    moments: ['fields:written'],
  },
  {
    here: ({ taskId }, { client }) => client.tasks.addComment({ id: taskId, body: 'Said here' }),
    moments: ['comment:begin', 'comment:worked'],
  },
  {
    here: ({ taskId }, { client }) => client.tasks.addComment({ id: taskId, body: 'Said here, too' }),
    moments: ['comment:written'],
  },
  {
    there: ({ repository }) => {
      const changes = {
        title: 'Changed there',
        body: 'Three times.',
        labels: ['bug'],
        state: 'open' as const,
      }
      repository.editIssue(1, { ...changes, by: 'grace' })
    },
    moments: ['task:written'],
  },
  {
    there: ({ repository }) => void repository.addComment(1, 'Said there', 'grace'),
    moments: ['comments:written'],
  },
  {
    there: ({ repository }) => {
      // Later than all that was changed: each change takes a second of its own at the stand-in.
      const at = repository.issue(1).updatedAt.replace(/Z$/, '.500Z')
      const time = new Date(Math.ceil(Date.parse(at) / 1000) * 1000).toISOString().replace('.000Z', 'Z')
      repository.addIssue('New there', { by: 'grace', createdAt: time, updatedAt: time })
    },
    moments: ['poll:written'],
  },
]

/** Has an act carried on by hosts that die, one after the other. @returns how many did, each at its moment */
async function playAct(stage: Stage, { there, here, moments }: Act): Promise<number> {
  const { world, project } = stage
  let killed = 0
  there?.(stage)
  for (const [place, moment] of moments.entries()) {
    const hasDiedThere = await diesAt(
      (environment) => world.start(environment),
      { at: `issues:${moment}` },
      async (host) => {
        if (place === 0) await here?.(stage, host)
        await host.client.issues.sync({ projectId: project.projectId })
        assert.ok(await hasDied(host, 30_000), `${moment} was not reached`)
      },
    )
    if (hasDiedThere) killed += 1
  }
  return killed
}

/** The import's transactions before and after which hosts die. */
const IMPORT_DEATHS: Death[] = [1, 2].flatMap((nth) => [
  { at: 'store:before', nth, armed: 'later' },
  { at: 'store:after', nth, armed: 'later' },
])

/** Imports issues in hosts that die before and after each of its first transactions. @returns how many did */
async function importKilled(stage: Stage): Promise<number> {
  const { world, repository, project } = stage
  const at = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
  const numbers = ['One', 'Two'].map((title) => {
    const issue = repository.addIssue(title, { by: 'grace', ...at })
    repository.addComment(issue.number, `Said of ${title}`, 'grace')
    return issue.number
  })
  let killed = 0
  for (const death of IMPORT_DEATHS) {
    const hasDiedThere = await diesAt(
      (environment) => world.start(environment),
      death,
      async (host) => {
        host.process.kill('SIGUSR2')
        await host.client.issues.import({ projectId: project.projectId, numbers })
        // One that has nothing left to write lives on.
        await hasDied(host, 3_000)
      },
    )
    if (hasDiedThere) killed += 1
  }
  return killed
}

/** Looks at both sides when all is quiet. */
async function lookAtAll({ world, github, repository, project, taskId }: Stage): Promise<void> {
  const { projectId } = project
  const host = await world.start()
  const { client } = host
  const numbers = [...repository.issues.keys()]
  await client.issues.import({ projectId, numbers })
  await client.issues.sync({ projectId })
  await host.when(async () => {
    const { items } = await client.issues.links({ projectId })
    const isOver = items.every(
      ({ waiting, failure, syncedAt }) => waiting.length === 0 && !failure && syncedAt,
    )
    const talks = await Promise.all(items.map(({ taskId: id }) => client.tasks.comments({ id })))
    const here = talks.reduce((sum, page) => sum + page.items.length, 0)
    const there = [...repository.issues.values()].reduce((sum, { comments }) => sum + comments.length, 0)
    return isOver && here === there ? true : undefined
  })
  const before = github.requests.length
  const { items: links } = await client.issues.links({ projectId })
  assert.deepEqual(
    links.map(({ number }) => number ?? 0).toSorted((a, b) => a - b),
    numbers,
  )
  const { items: tasks } = await client.tasks.list({ projectId })
  assert.deepEqual(tasks.map(({ title }) => title).toSorted(), ['Changed there', 'New there', 'One', 'Two'])
  assert.deepEqual(
    [...repository.issues.values()].map(({ title, comments }) => [title, comments.map(({ body }) => body)]),
    [
      ['Changed there', ['Said here', 'Said here, too', 'Said there']],
      ['New there', []],
      ['One', ['Said of One']],
      ['Two', ['Said of Two']],
    ],
  )
  for (const { taskId: id, number } of links)
    assert.deepEqual(
      (await client.tasks.comments({ id })).items.map(({ body }) => body).toSorted(),
      repository
        .issue(number ?? 0)
        .comments.map(({ body }) => body)
        .toSorted(),
    )
  const task = await client.tasks.get({ id: taskId })
  assert.deepEqual([task.title, task.description, task.status], ['Changed there', 'Three times.', 'todo'])
  const { items: log } = await client.issues.writes({ projectId })
  assert.deepEqual(
    log.filter(({ status }) => status !== 'written'),
    [],
  )
  const issue = repository.issue(1)
  assert.deepEqual([issue.body, issue.labels, issue.state], ['Three times.', ['bug'], 'open'])
  const writes = github.requests
    .slice(before)
    .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/graphql'))
  assert.deepEqual(writes, [])
  assert.deepEqual(github.violations, [])
}

export const scenarios: Scenario[] = [
  {
    name: 'issues-killed-at-moments',
    what: 'an issue is made, changed and talked about on both sides, and others imported, by hosts that die at each moment of it: one issue, one task, one comment of each',
    inCi: false,
    async run(world) {
      const stage = await setIssueStage(world)
      let killed = 0
      for (const act of ACTS) killed += await playAct(stage, act)
      assert.equal(killed, ACTS.flatMap(({ moments }) => moments).length)
      assert.ok((await importKilled(stage)) >= 2, 'no import was killed')
      await lookAtAll(stage)
    },
  },
]
