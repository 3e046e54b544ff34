import type { Task } from '#shared/tasks.ts'
import type { FakeGithub } from '../support/github/fake-github.ts'
import type { TestHost } from '../support/host.ts'
import { git, temporaryFolder } from '../support/repository.ts'
import { type Fixture, practiceProject, write } from '../support/scripted.ts'
import { startBuilt } from './built-host.ts'
import { absolute, type Figure, type Result } from './figure.ts'
import { makeGithubPlace, openFeed, requestsByMinute } from './github.ts'
import { median } from './rounds.ts'

const FOLLOWED = 50
const MOST_CALLS = 4
/** Until all have been read as often as they are while something may still come of them. */
const SETTLING_MS = 90_000
const MINUTES = 3

/** What publishing and following cost at GitHub, with a page open. */
export const publishing: Figure = {
  name: 'publishing',
  target: `a first pull request with labels and reviewers ≤ ${MOST_CALLS} calls; ${FOLLOWED} open ones ≤ 1 request a minute while nothing changes`,
  async run(rounds, say) {
    const repo = await temporaryFolder('clone')
    const { github, dataFolder, clean } = await makeGithubPlace('publishing', repo)
    const { cloneUrl } = await github.addRepository('ada/engine', {
      files: { 'README.md': '# Engine\n' },
      access: { grace: 'write' },
    })
    await git(repo, 'clone', '--quiet', cloneUrl, '.')
    const host = await startBuilt(dataFolder)
    try {
      const { client } = host
      await client.github.addToken({ host: github.host, token: github.addToken('ada').value })
      await client.settings.update({ parallelLimit: 8 })
      const fixture = await practiceProject(client, repo)
      const feed = await openFeed(host)
      const first = await publishOneByOne(github, host, fixture, rounds, say)
      await publishMany(host, fixture, FOLLOWED - rounds)
      say(`${FOLLOWED} pull requests are open`)
      const idle = await idleMinutes(github, say)
      feed.destroy()
      return [...first, idle]
    } finally {
      await host.stop()
      await clean()
    }
  },
}

async function taskDone(host: TestHost, fixture: Fixture, name: string): Promise<Task> {
  const task = await fixture.task(name, write(`${name}.txt`, `${name}\n`), { text: 'Wrote it.' })
  const { id } = await host.client.tasks.execute({ id: task.id })
  await host.runWith(id, 'succeeded')
  return task
}

async function publish(host: TestHost, { id: taskId }: Task): Promise<void> {
  const more = { labels: ['agents'], reviewers: ['grace'] }
  const { id } = await host.client.publications.create({ taskId, ...more })
  await host.when(async () => {
    const { status, failure } = await host.client.publications.get({ id })
    if (status === 'blocked') throw new Error(failure?.message)
    return status === 'open' ? true : undefined
  })
}

async function publishOneByOne(
  github: FakeGithub,
  host: TestHost,
  fixture: Fixture,
  rounds: number,
  say: (line: string) => void,
): Promise<Result[]> {
  const seen: { calls: number; ms: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const task = await taskDone(host, fixture, `single-${round}`)
    const before = github.calls('rest').length
    const began = performance.now()
    await publish(host, task)
    const ms = performance.now() - began
    // What comes after it is made belongs to following it.
    const calls = github.calls('rest').slice(before)
    const made = calls.findLastIndex(({ method }) => method !== 'GET') + 1
    say(`pull request ${round + 1} of ${rounds}: ${made} calls, ${ms.toFixed(0)} ms`)
    seen.push({ calls: made, ms })
  }
  return [
    absolute(
      'a first pull request: calls',
      seen.map(({ calls }) => calls),
      'count',
      MOST_CALLS,
      Math.max(...seen.map(({ calls }) => calls)),
    ),
    absolute(
      'a first pull request: pushed and made',
      seen.map(({ ms }) => ms),
      'ms',
      null,
    ),
  ]
}

async function publishMany(host: TestHost, fixture: Fixture, count: number): Promise<void> {
  const tasks = await Promise.all(
    Array.from({ length: count }, (_, index) => taskDone(host, fixture, `many-${index}`)),
  )
  for (const task of tasks) await publish(host, task)
}

async function idleMinutes(github: FakeGithub, say: (line: string) => void): Promise<Result> {
  const quiet = { settlingMs: SETTLING_MS, minutes: MINUTES }
  const counts = await requestsByMinute(() => github.calls('rest').length, quiet, say)
  return absolute(`${FOLLOWED} pull requests: requests a minute`, counts, 'count', 1, median(counts))
}
