import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Task } from '#shared/tasks.ts'
import { FakeGithub } from '../support/github/fake-github.ts'
import type { TestHost } from '../support/host.ts'
import { git, temporaryFolder } from '../support/repository.ts'
import { type Fixture, practiceProject, write } from '../support/scripted.ts'
import { startBuilt } from './built-host.ts'
import { cleanUpLater } from './clean-up.ts'
import { absolute, type Figure, type Result } from './figure.ts'
import { median } from './rounds.ts'

const FOLLOWED = 50
const MOST_CALLS = 4
/** Until all have been read as often as they are while something may still come of them. */
const SETTLING_MS = 90_000
const MINUTE = 60_000
const MINUTES = 3

/** What publishing and following cost at GitHub, with a page open. */
export const publishing: Figure = {
  name: 'publishing',
  target: `a first pull request with labels and reviewers ≤ ${MOST_CALLS} calls; ${FOLLOWED} open ones ≤ 1 request a minute while nothing changes`,
  async run(rounds, say) {
    const [github, repo, dataFolder] = [
      await FakeGithub.start(),
      await temporaryFolder('clone'),
      await temporaryFolder('publishing'),
    ]
    const clean = async () => {
      await github.stop()
      for (const folder of [repo, dataFolder])
        await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
    cleanUpLater(clean)
    github.addUser('ada', { name: 'Ada Lovelace' })
    github.addUser('grace')
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
      const page = await openPage(host)
      const first = await publishOneByOne(github, host, fixture, rounds, say)
      await publishMany(host, fixture, FOLLOWED - rounds)
      say(`${FOLLOWED} pull requests are open`)
      const idle = await idleMinutes(github, say)
      page.destroy()
      return [...first, idle]
    } finally {
      await host.stop()
      await clean()
    }
  },
}

/** As a browser's page does, for as long as it is open; `fetch` of Node's would not say that it is one. */
async function openPage({ url, token }: TestHost): Promise<ClientRequest> {
  const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' }
  const page = get(new URL('api/events', url), { headers })
  const [{ statusCode }] = (await once(page, 'response')) as [IncomingMessage]
  if (statusCode !== 200) throw new Error(`the feed answered ${statusCode}`)
  return page
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
  await sleep(SETTLING_MS)
  const counts: number[] = []
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const before = github.calls('rest').length
    await sleep(MINUTE)
    counts.push(github.calls('rest').length - before)
    say(`minute ${minute} of ${MINUTES}: ${counts.at(-1)} requests`)
  }
  return absolute(`${FOLLOWED} pull requests: requests a minute`, counts, 'count', 1, median(counts))
}
