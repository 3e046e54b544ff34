import assert from 'node:assert/strict'
import type { TestHost } from '../../support/host.ts'
import { write } from '../../support/scripted.ts'
import type { Scenario, World } from '../scenario.ts'
import type { Death } from './deaths.ts'
import { setGithubStage } from './github-support.ts'
import { beginOnce, PUBLISH_DEATHS, publishKilled } from './publish-support.ts'

/** Between the moments of the journal, too: each life comes a little further than the one before. */
const BETWEEN: Death[] = [3, 6, 9].flatMap((nth) => [
  { at: 'store:before', nth },
  { at: 'git:spawned', nth },
  { at: 'store:after', nth },
])

/** Publishes a batch whose hosts die when it is pushed and at each step of its publication. */
async function publishBatchOnce(world: World, deaths: readonly Death[]): Promise<number> {
  const { github, repository, host: first, project } = await setGithubStage(world)
  const tasks = [
    await project.task('One', write('one.txt', 'one\n')),
    await project.task('Two', write('two.txt', 'two\n')),
  ]
  await first.stop()
  const taskIds = tasks.map(({ id }) => id)
  const begin = async (host: TestHost): Promise<string> => {
    const { items: batches } = await host.client.batches.list({})
    if (batches.length === 0)
      await host.client.batches.create({ taskIds, mode: 'parallel', options: { publish: 'pull_request' } })
    return host.when(async () => (await host.client.publications.list({})).items[0]?.id)
  }
  const { host, publication, killed } = await publishKilled(
    (environment) => world.start(environment),
    begin,
    deaths,
  )
  const { items } = await host.client.publications.list({})
  assert.equal(items.length, 1)
  assert.deepEqual(
    repository.pulls.map(({ number, pull }) => [number, pull.head]),
    [[publication.prNumber, publication.branch]],
  )
  const batch = await host.client.batches.get({ id: publication.batchId ?? '' })
  assert.equal(await repository.git.commitOf(`refs/heads/${batch.branch}`), batch.headCommit)
  // Each task’s commit, and its merge.
  assert.equal(await repository.git.count(`main..${batch.branch}`), 4)
  assert.ok(batch.summary?.includes(publication.prUrl ?? 'no address'), batch.summary ?? 'no summary')
  assert.deepEqual(github.violations, [])
  return killed
}

/** Publishes a task of a world whose hosts die, and looks at what is at GitHub then. */
async function publishOnce(world: World, deaths: readonly Death[]): Promise<number> {
  const { github, repository, host: first, project } = await setGithubStage(world)
  const task = await project.task('Once', write('once.txt', 'once\n'))
  const run = await first.client.tasks.execute({ id: task.id })
  const { headCommit, branch } = await first.runWith(run.id, 'succeeded')
  await first.stop()

  const input = { taskId: task.id, labels: ['agents'], reviewers: ['grace'] }
  const { host, publication, killed } = await publishKilled(
    (environment) => world.start(environment),
    (one) => beginOnce(one, input),
    deaths,
  )
  const { items } = await host.client.publications.list({ taskId: task.id })
  assert.equal(items.length, 1)
  assert.deepEqual(
    repository.pulls.map(({ number, pull, labels }) => [
      number,
      pull.head,
      labels,
      pull.reviewers.map(({ login }) => login),
    ]),
    [[publication.prNumber, branch, ['agents'], ['grace']]],
  )
  assert.equal(await repository.git.commitOf(`refs/heads/${branch}`), headCommit)
  assert.equal(await repository.git.count(`main..${branch}`), 1)
  assert.equal((await host.client.tasks.get({ id: task.id })).prNumber, publication.prNumber)
  assert.deepEqual(github.violations, [])
  return killed
}

export const scenarios: Scenario[] = [
  {
    name: 'publish-killed-at-steps',
    what: 'a task is published by hosts that die at the begin of each step, when its work is done, and when that is written: one pull request, one set of commits',
    inCi: false,
    async run(world) {
      assert.equal(await publishOnce(world, PUBLISH_DEATHS), PUBLISH_DEATHS.length)
    },
  },
  {
    name: 'publish-killed-batch',
    what: 'a batch is published by hosts that die when it is pushed and at each step of its publication: one pull request, one set of commits',
    inCi: false,
    async run(world) {
      const deaths = [{ at: 'batch:pushed' }, { at: 'batch:ending' }, ...PUBLISH_DEATHS]
      assert.ok((await publishBatchOnce(world, deaths)) >= PUBLISH_DEATHS.length)
    },
  },
  {
    name: 'publish-killed-between',
    what: 'a task is published by hosts that die in transactions and in git: one pull request, one set of commits',
    inCi: false,
    async run(world) {
      assert.ok((await publishOnce(world, BETWEEN)) > 0, 'no host was killed')
    },
  },
]
