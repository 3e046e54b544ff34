import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeGithub } from '../support/github/fake-github.ts'
import { instant } from '../support/github/world.ts'
import { git, makeRepository } from '../support/repository.ts'
import { ProbedHost } from './engine/probed-host.ts'
import { absolute, type Figure, type Result } from './figure.ts'
import { makeGithubPlace, openFeed, requestsByMinute } from './github.ts'

/** What one import takes. */
const AT_ONCE = 500
/** What somebody at the page would feel. */
const HELD_MS = 16
/** Until all that was imported has been looked at once more. */
const SETTLING_MS = 15_000
const MINUTE = 60_000
/** As long as the slowest of the looks comes round. */
const MINUTES = 5

/** What bringing issues and keeping them the same cost the host, and GitHub. */
export const issues: Figure = {
  name: 'issues',
  target: `first sync of ${2 * AT_ONCE} issues: an import of ${AT_ONCE} holds the host's loop ≤ ${HELD_MS} ms (p99); ${2 * AT_ONCE} links ≤ 1 request a minute while nothing changes`,
  async run(_rounds, say) {
    const repo = await makeRepository()
    const { github, dataFolder, clean } = await makeGithubPlace('issues', repo)
    const repository = await github.addRepository('ada/engine', { access: { grace: 'write' } })
    for (let number = 1; number <= 2 * AT_ONCE; number += 1) {
      const body = `What is wanted of ${number}.\r\n\r\n${'Some more words about it. '.repeat(20)}`
      const labels = [`label ${number % 40}`, `label ${(number * 7) % 40}`]
      const at = instant(new Date(Date.now() - (2 * AT_ONCE - number) * MINUTE))
      const issue = repository.addIssue(`Issue ${number}`, { body, labels, by: 'grace', createdAt: at })
      if (number % 5 === 0) repository.addComment(number, 'Seen it, too.', 'grace')
      // They have been there for a while.
      issue.updatedAt = at
    }
    await git(repo, 'remote', 'add', 'origin', repository.cloneUrl)
    const host = await ProbedHost.start(dataFolder, {})
    try {
      const { client } = host
      const token = github.addToken('ada', { limit: 100_000 }).value
      await client.github.addToken({ host: github.host, token })
      const { id: projectId } = await client.projects.create({ localPath: repo })
      const feed = await openFeed(host)
      const imported = await importAll(host, projectId, say)
      const synced = await firstSync(host, github, projectId, say)
      const idle = await idleMinutes(github, say)
      feed.destroy()
      return [...imported, ...synced, idle]
    } finally {
      await host.stop()
      await clean()
    }
  },
}

async function importAll(
  host: ProbedHost,
  projectId: string,
  say: (line: string) => void,
): Promise<Result[]> {
  const seen: { p99: number; max: number; ms: number }[] = []
  for (const first of [1, AT_ONCE + 1]) {
    const numbers = Array.from({ length: AT_ONCE }, (_, place) => first + place)
    host.resetDelay()
    const began = performance.now()
    const { taskIds } = await host.client.issues.import({ projectId, numbers, status: 'backlog' })
    const ms = performance.now() - began
    if (taskIds.length !== AT_ONCE) throw new Error(`${taskIds.length} issues were imported`)
    const { p99, max } = await host.delay()
    say(
      `import of ${AT_ONCE}: ${ms.toFixed(0)} ms, loop held up ${p99.toFixed(1)} ms p99, ${max.toFixed(1)} ms at most`,
    )
    seen.push({ p99, max, ms })
  }
  const of = (key: 'p99' | 'max' | 'ms') => seen.map((one) => Math.round(one[key] * 10) / 10)
  return [
    absolute(`import of ${AT_ONCE} issues: loop held up, p99`, of('p99'), 'ms', HELD_MS),
    absolute(`import of ${AT_ONCE} issues: loop held up, at most`, of('max'), 'ms', null),
    absolute(`import of ${AT_ONCE} issues: all`, of('ms'), 'ms', null),
  ]
}

async function firstSync(
  host: ProbedHost,
  github: FakeGithub,
  projectId: string,
  say: (line: string) => void,
): Promise<Result[]> {
  const { client } = host
  const before = github.requests.length
  host.resetDelay()
  const began = performance.now()
  await client.projects.update({ id: projectId, issueSync: { enabled: true, newIssues: null } })
  // Quiet: no request has come for a while.
  for (let last = -1; last !== github.requests.length; ) {
    last = github.requests.length
    await sleep(2_000)
  }
  const ms = performance.now() - began - 2_000
  const { p99, max } = await host.delay()
  const count = github.requests.length - before
  say(
    `first sync of ${2 * AT_ONCE}: ${ms.toFixed(0)} ms, ${count} requests, loop held up ${p99.toFixed(1)} ms p99, ${max.toFixed(1)} ms at most`,
  )
  const [status] = (await client.issues.status({})).items
  if (status?.linked !== 2 * AT_ONCE || status.waiting > 0 || status.failure !== null)
    throw new Error(`it is not synced: ${JSON.stringify(status)}`)
  return [
    absolute(`first sync of ${2 * AT_ONCE}: loop held up, p99`, [p99], 'ms', HELD_MS),
    absolute(`first sync of ${2 * AT_ONCE}: requests`, [count], 'count', null),
    absolute(`first sync of ${2 * AT_ONCE}: all`, [ms], 'ms', null),
  ]
}

async function idleMinutes(github: FakeGithub, say: (line: string) => void): Promise<Result> {
  const quiet = { settlingMs: SETTLING_MS, minutes: MINUTES }
  const counts = await requestsByMinute(() => github.requests.length, quiet, say)
  const mean = counts.reduce((sum, count) => sum + count, 0) / MINUTES
  return absolute(`${2 * AT_ONCE} links: requests a minute`, counts, 'count', 1, mean)
}
