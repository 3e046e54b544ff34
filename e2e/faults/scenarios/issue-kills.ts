import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { IssueMoment } from '#electron/issues/context.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import type { TestHost } from '../../support/host.ts'
import { git } from '../../support/repository.ts'
import { practiceProject } from '../../support/scripted.ts'
import type { Scenario, World } from '../scenario.ts'

/** A project that keeps its issues the same with a repository at a stand-in for GitHub. */
interface Stage {
  world: World
  github: FakeGithub
  repository: FakeRepository
  projectId: string
  /** Of the task that an issue is made of. */
  taskId: string
}

async function setIssueStage(world: World): Promise<Stage> {
  const github = await FakeGithub.start()
  world.cleanUps.push(() => github.stop())
  github.addUser('ada')
  github.addUser('grace')
  const repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
  await git(world.repo, 'remote', 'add', 'origin', repository.cloneUrl)
  const host = await world.start()
  const { client } = host
  await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
  const { projectId } = await practiceProject(client, world.repo)
  const newIssues = { state: 'open' as const, labels: [], milestone: null, assignee: null }
  await client.projects.update({ id: projectId, issueSync: { enabled: true, newIssues } })
  const { id: taskId } = await client.tasks.create({ projectId, title: 'Made here', description: 'Once.' })
  await host.when(async () => {
    const [status] = (await client.issues.status({})).items
    return status?.syncedAt === null ? undefined : status
  })
  await host.stop()
  return { world, github, repository, projectId, taskId }
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

/** Has an act carried on by hosts that die, one after the other. @returns how many did */
async function playAct(stage: Stage, { there, here, moments }: Act): Promise<number> {
  const { world, projectId } = stage
  let killed = 0
  there?.(stage)
  for (const [place, moment] of moments.entries()) {
    // It may be dead before it was ready, and before it has answered.
    const host = await world.start({ OPENLINEAR_KILL_AT: `issues:${moment}` }).catch(() => null)
    if (host === null) {
      killed += 1
      continue
    }
    if (place === 0) await here?.(stage, host).catch(unlessDead(host))
    await host.client.issues.sync({ projectId }).catch(unlessDead(host))
    assert.ok(await diesIn(host, 30_000), `${moment} was not reached`)
    killed += 1
  }
  return killed
}

/** What a host does not answer since it is dead is no fault. */
const unlessDead = (host: TestHost) => async (error: unknown) => {
  if (!(await diesIn(host, 5_000))) throw error
}

/** Whether a host is gone within so many milliseconds. */
const diesIn = (host: TestHost, ms: number) =>
  Promise.race([host.gone().then(() => true), delay(ms, false, { ref: false })])

/** Imports issues in hosts that die before and after each of its first transactions. @returns how many did */
async function importKilled(stage: Stage): Promise<number> {
  const { world, repository, projectId } = stage
  const at = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
  const numbers = ['One', 'Two'].map((title) => {
    const issue = repository.addIssue(title, { by: 'grace', ...at })
    repository.addComment(issue.number, `Said of ${title}`, 'grace')
    return issue.number
  })
  let killed = 0
  for (const nth of [1, 2]) {
    for (const point of ['store:before', 'store:after']) {
      const environment = {
        OPENLINEAR_KILL_AT: point,
        OPENLINEAR_KILL_NTH: String(nth),
        OPENLINEAR_KILL_ARMED: 'later',
      }
      const host = await world.start(environment)
      host.process.kill('SIGUSR2')
      await host.client.issues.import({ projectId, numbers }).catch(unlessDead(host))
      // One that has nothing left to write lives on.
      if (await diesIn(host, 3_000)) killed += 1
      await host.stop()
    }
  }
  return killed
}

/** Looks at both sides when all is quiet. */
async function lookAtAll({ world, github, repository, projectId, taskId }: Stage): Promise<void> {
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
