import { rm } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isBatchOver } from '#shared/batch-words.ts'
import type { Task } from '#shared/tasks.ts'
import { refusals } from '../../support/github/faults.ts'
import { git, temporaryFolder } from '../../support/repository.ts'
import { scripted, write } from '../../support/scripted.ts'
import { slowTest } from '../../support/slow.ts'
import { beginOnce, PUBLISH_DEATHS, publishKilled } from '../../faults/scenarios/publish-support.ts'
import { type Bench, openBench } from './publishing.ts'

const PULLS = 'GET /repos/{owner}/{repo}/pulls'
const CREATE = 'POST /repos/{owner}/{repo}/pulls'

let bench: Bench
let all: Task[]
const titles = ['first', 'lost', 'refused', 'aside', 'killed', 'plain']
/** Of tests that are not run on each push. */
const slowTitles = process.env.OPENLINEAR_SLOW_TESTS === '1' ? ['local', 'anew'] : []
/** A task in review, whose work is a file of its name. */
const task = (title: string) => {
  const found = all.find((one) => one.title === title)
  if (found === undefined) throw new Error(`there is no task ${title}`)
  return found
}
const branchOf = (title: string) => task(title).branchName ?? ''

beforeAll(async () => {
  bench = await openBench({ checkCommand: 'test -e README.md' })
  const steps = (title: string) => [
    write(`${title}.txt`, `${title}\n`),
    { text: `Wrote it. Thanks @grace, fixes #7.` },
  ]
  all = await bench.done(...[...titles, ...slowTitles].map((title) => ({ title, steps: steps(title) })))
})
afterEach(() => {
  bench.github.heal()
  expect(bench.github.violations).toEqual([])
})
afterAll(() => bench.end())

const publish = (title: string) => bench.host.client.publications.create({ taskId: task(title).id })
const pullsOf = (branch: string) => bench.repository.pulls.filter(({ pull }) => pull.head === branch)

/** Has the first task gone on with. */
async function more(file: string): Promise<void> {
  const { client } = bench.host
  const { latestRunId } = await client.tasks.get({ id: task('first').id })
  const comments = scripted(write(file, `${file}\n`), { text: 'More.' })
  const run = await client.runs.sendBack({ id: latestRunId ?? '', comments })
  await bench.host.runWith(run.id, 'succeeded')
}

async function pullByGrace(branch: string): Promise<void> {
  const { value } = bench.github.addToken('grace')
  const { status } = await fetch(`${bench.github.url}/api/v3/repos/ada/engine/pulls`, {
    method: 'POST',
    headers: { authorization: `token ${value}`, accept: 'application/vnd.github+json' },
    body: JSON.stringify({ title: 'By Grace', body: 'hers', head: branch, base: 'main' }),
  })
  expect(status).toBe(201)
}

describe('the pull request of a task', () => {
  it('is made with four calls, and says what was asked, done, checked and changed', async () => {
    const { client } = bench.host
    const { id } = task('first')
    const preview = await client.publications.preview({ taskId: id })
    expect(preview).toMatchObject({
      accountId: bench.accountId,
      remote: 'origin',
      branch: branchOf('first'),
      baseBranch: 'main',
      title: `${task('first').identifier}: first`,
      draft: true,
      hint: null,
    })
    expect(bench.repository.pulls).toEqual([])

    const before = bench.github.calls('rest').length
    const made = await client.publications.create({ taskId: id, labels: ['agents'], reviewers: ['grace'] })
    const open = await bench.publicationWith(made.id, 'open')
    const calls = bench.github.calls('rest').slice(before)
    const last = calls.findLastIndex(({ path }) => path.endsWith('requested_reviewers'))
    expect(calls.slice(0, last + 1).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual(
      ['GET pulls', 'POST pulls', 'POST labels', 'POST requested_reviewers'],
    )
    const [pull] = pullsOf(branchOf('first'))
    expect(pull).toMatchObject({
      number: open.prNumber,
      state: 'open',
      labels: ['agents'],
      pull: { draft: true },
    })
    expect(pull?.pull.reviewers.map(({ login }) => login)).toEqual(['grace'])
    expect(open.notes).toEqual([])
    const seen = await client.publications.refresh({ id: open.id })
    expect(seen.pull).toMatchObject({ labels: ['agents'], awaited: ['grace'] })
    expect(await bench.atRemote(open.branch)).toBe(open.headCommit)
    const body = pull?.body ?? ''
    expect(body).toMatch(/^## Description\n\n> Do as the script says\./)
    expect(body).toContain('Wrote it. Thanks `@grace`, fixes `#7`.')
    expect(body).toContain('### Checks\n\n- `test -e README.md` passed')
    expect(body).toContain('- `first.txt` +1 −0')
    expect(body).toMatch(/## Checklist\n\n- \[ \] Read$/)
    const { prUrl, prNumber, status } = await client.tasks.get({ id })
    expect({ prUrl, prNumber, status }).toEqual({
      prUrl: open.prUrl,
      prNumber: open.prNumber,
      status: 'in_review',
    })
  })

  it('closes the issues of its tasks, from when they are linked until they are parted, and pushes nothing for that', async () => {
    const { client } = bench.host
    const { id } = task('first')
    const { number } = bench.repository.addIssue('Wanted by many', { by: 'grace' })
    const pull = () => pullsOf(branchOf('first'))[0]
    const before = pull()?.body ?? ''
    const pushes = () => bench.github.calls('git push').length
    const pushed = pushes()
    expect(pushed).toBeGreaterThan(0)
    await client.issues.link({ id, number, keep: 'issue' })
    const told = await bench.host.when(async () => (pull()?.body !== before ? pull()?.body : undefined))
    expect(told).toBe(`Closes #${number}\n\n${before}`)
    expect((await client.publications.preview({ taskId: id })).body.startsWith(`Closes #${number}\n`)).toBe(
      true,
    )
    await client.issues.unlink({ id })
    await bench.host.when(async () => pull()?.body === before || undefined)
    await bench.publicationWith((await client.publications.list({ taskId: id })).items[0]?.id ?? '', 'open')
    expect(pushes()).toBe(pushed)
  })

  slowTest('is brought up to date, but for words that somebody has changed there', async () => {
    const { client } = bench.host
    const [pull] = pullsOf(branchOf('first'))
    if (pull === undefined) throw new Error('it is not there')
    pull.title = 'A better name'
    const before = pull.body
    await more('more.txt')
    const { id: publicationId } = await publish('first')
    const open = await bench.publicationWith(publicationId, 'open')
    expect(pullsOf(branchOf('first'))).toHaveLength(1)
    expect(pull.title).toBe('A better name')
    expect(pull.body).not.toBe(before)
    expect(pull.body).toContain('more.txt')
    expect(await bench.atRemote(open.branch)).toBe(open.headCommit)

    const reviewers = ['grace', 'nobody']
    await client.publications.update({ id: publicationId, title: 'My own', reviewers })
    const again = await bench.publicationWith(publicationId, 'open')
    expect(pull.title).toBe('My own')
    expect(again.notes).toMatchObject([{ text: expect.stringContaining('nobody is not asked'), again: true }])
    expect(pull.pull.reviewers.map(({ login }) => login)).toEqual(['grace'])

    await bench.repository.commit('next', { 'next.txt': 'next\n' })
    await client.publications.create({ taskId: task('first').id, base: 'next' })
    expect((await bench.publicationWith(publicationId, 'open')).baseBranch).toBe('next')
    expect(pull.pull.base).toBe('next')
    await client.publications.create({ taskId: task('first').id, base: 'main' })
    await bench.publicationWith(publicationId, 'open')
    expect(pull.pull.base).toBe('main')
  })

  it('is found when it was made and the answer lost', async () => {
    bench.github.fail(CREATE, { cut: 'after' })
    const { id } = await publish('lost')
    expect(await bench.publicationWith(id, 'waiting')).toMatchObject({
      step: 'pull_request',
      failure: { code: 'offline' },
    })
    await bench.publicationWith(id, 'open')
    expect(pullsOf(branchOf('lost'))).toHaveLength(1)
  })

  slowTest('takes an attempt from scratch without force, with its own content alone', async () => {
    const { client } = bench.host
    const { id, latestRunId } = task('anew')
    const first = await publish('anew')
    await bench.publicationWith(first.id, 'open')
    const pushed = await bench.atRemote(branchOf('anew'))
    const description = scripted(write('other.txt', 'other\n'), { text: 'Otherwise.' })
    await client.tasks.update({ id, description })
    const run = await client.runs.retry({ id: latestRunId ?? '' })
    await bench.host.runWith(run.id, 'succeeded')
    const { id: publicationId } = await client.publications.create({ taskId: id })
    expect(publicationId).toBe(first.id)
    const open = await bench.publicationWith(publicationId, 'open')
    const tip = (await bench.atRemote(open.branch)) ?? ''
    expect(await bench.repository.git.isAncestor(pushed ?? '', tip)).toBe(true)
    expect(await bench.repository.git.git(['diff', '--name-only', `main...${tip}`])).toBe('other.txt')
    expect(pullsOf(open.branch)).toHaveLength(1)
  })
})

describe('what goes wrong', () => {
  it('has its words, keeps the work, and goes on when the user has mended it', async () => {
    const { client } = bench.host
    const refused = [
      [refusals.sso, 'sso_required'],
      [refusals.missingPermission, 'missing_permission'],
      [refusals.archived, 'archived'],
      [refusals.notFound, 'not_found'],
    ] as const
    // With the token, which the API has not heard of.
    bench.github.fail('git push', refusals.unauthorized, { skip: 1 })
    const { id } = await publish('refused')
    expect(await bench.publicationWith(id, 'blocked')).toMatchObject({
      step: 'push',
      failure: { code: 'unauthorized', message: expect.stringMatching(/Sign in again in Settings › GitHub/) },
    })
    const account = async () => (await client.github.accounts()).items[0]
    expect(await account()).toMatchObject({
      state: 'refused',
      problem: expect.stringMatching(/does not take the token of ada/),
    })
    bench.github.fail('git push', { cut: 'before' })
    const { value } = bench.github.addToken('ada')
    await client.github.addToken({ host: bench.github.host, token: value })
    expect(await account()).toMatchObject({ state: 'ready', problem: null })
    expect(await bench.publicationWith(id, 'waiting')).toMatchObject({
      step: 'push',
      failure: { code: 'offline' },
    })
    // It goes on by itself when the network is back and the server well again, and meets the next thing.
    const ill = bench.github.fail(PULLS, refusals.unavailable)
    bench.github.fail(PULLS, refused[0][0])
    for (const [index, [, code]] of refused.entries()) {
      const blocked = await bench.publicationWith(id, 'blocked')
      expect(blocked.failure).toMatchObject({ code, retryAt: null })
      expect(blocked.failure?.message.length).toBeGreaterThan(20)
      expect(await bench.atRemote(blocked.branch)).toBe(blocked.headCommit)
      const next = refused[index + 1]
      if (next !== undefined) bench.github.fail(PULLS, next[0])
      else bench.github.fail(PULLS, refusals.rateLimit(1800))
      await client.publications.retry({ id })
      await bench.host.when(async () => {
        const now = await client.publications.get({ id })
        return now.failure?.code === (next?.[1] ?? 'rate_limited') ? now : undefined
      })
    }
    expect(ill.hits).toBe(1)
    const waiting = await client.publications.get({ id })
    expect(waiting.status).toBe('waiting')
    expect(Date.parse(waiting.failure?.retryAt ?? '')).toBeGreaterThan(Date.now() + 20 * 60_000)

    bench.github.fail(PULLS, refusals.unauthorized)
    await client.publications.retry({ id })
    expect((await bench.publicationWith(id, 'blocked')).failure?.code).toBe('unauthorized')
    // A new token for the same account: what waited for it goes on by itself.
    const { value: token } = bench.github.addToken('ada')
    await client.github.addToken({ host: bench.github.host, token })
    await bench.publicationWith(id, 'open')
    expect(pullsOf(branchOf('refused'))).toHaveLength(1)
  })
})

describe('what is published or waits to be', () => {
  slowTest('is given up, or ends with what it is of', async () => {
    const { client } = bench.host
    bench.github.fail('git push', { cut: 'before' })
    const local = await publish('local')
    await bench.publicationWith(local.id, 'waiting')
    await client.runs.merge({ id: task('local').latestRunId ?? '', moveCheckout: true })
    await client.publications.retry({ id: local.id })
    const ended = await bench.publicationWith(local.id, 'cancelled')
    expect(ended.failure?.message).toContain('was merged into main here')
    expect(await bench.atRemote(branchOf('local'))).toBeNull()

    const [lost] = pullsOf(branchOf('lost'))
    const { items } = await client.publications.list({ taskId: task('lost').id })
    await client.tasks.remove({ id: task('lost').id })
    const left = await bench.publicationWith(items[0]?.id ?? '', 'cancelled')
    expect(left.failure?.message).toBe('Its task was removed. Its pull request stays as it is.')
    expect(lost?.state).toBe('open')

    bench.github.fail(PULLS, refusals.sso)
    const { id } = await publish('plain')
    await bench.publicationWith(id, 'blocked')
    expect((await client.publications.cancel({ id })).status).toBe('cancelled')
  })
})

describe('commits of somebody else on the branch', () => {
  slowTest('are never pushed over: they are shown, and merged in when the user says so', async () => {
    const { client } = bench.host
    const branch = branchOf('first')
    const message = 'By me'
    const theirs = await bench.repository.commit(branch, { 'hers.txt': 'hers\n' }, { by: 'grace', message })
    await more('third.txt')
    const { id } = await publish('first')
    const blocked = await bench.publicationWith(id, 'blocked')
    expect(blocked.failure).toMatchObject({
      code: 'foreign_commits',
      commits: [{ sha: theirs, author: 'Grace Hopper', subject: 'By me' }],
    })
    expect(await bench.atRemote(branch)).toBe(theirs)
    await client.publications.retry({ id, foreign: 'merge' })
    await bench.publicationWith(id, 'open')
    const files = await bench.repository.git.git(['diff', '--name-only', `main...${branch}`])
    expect(files.split('\n')).toEqual(['first.txt', 'hers.txt', 'more.txt', 'third.txt'])
    expect(pullsOf(branch)).toHaveLength(1)
  })

  it('are left where they are, and the work goes to a new branch, when the user says so', async () => {
    const { client } = bench.host
    const branch = branchOf('aside')
    const theirs = await bench.repository.commit(branch, { 'aside.txt': 'hers\n' }, { by: 'grace' })
    const { id } = await publish('aside')
    await bench.publicationWith(id, 'blocked')
    // It conflicts, so merging is no way.
    await client.publications.retry({ id, foreign: 'merge' })
    const blocked = await bench.host.when(async () => {
      const now = await client.publications.get({ id })
      return now.status === 'blocked' && now.failure?.message.includes('aside.txt') === true ? now : undefined
    })
    expect(blocked.failure?.code).toBe('foreign_commits')
    const held = bench.github.fail(CREATE, { hold: 'before' })
    await client.publications.retry({ id, foreign: 'new_branch' })
    await held.arrived
    // Somebody is faster: “already exists” is found, and what they say there is theirs.
    await pullByGrace(`${branch}-2`)
    held.release()
    const open = await bench.publicationWith(id, 'open')
    expect(open.branch).toBe(`${branch}-2`)
    expect(await bench.atRemote(branch)).toBe(theirs)
    expect(await bench.atRemote(open.branch)).toBe(open.headCommit)
    expect(pullsOf(branch)).toHaveLength(0)
    expect(pullsOf(open.branch).map(({ title }) => title)).toEqual(['By Grace'])
  })
})

describe('a batch', () => {
  slowTest('is published as one pull request at its end, which its summary and its tasks name', async () => {
    const { client } = bench.host
    const tasks = [
      await bench.task('one', write('one.txt', 'one\n')),
      await bench.task('two', write('two.txt', 'two\n')),
    ]
    await client.settings.update({ doneWhen: 'published' })
    const { id } = await client.batches.create({
      taskIds: tasks.map((one) => one.id),
      mode: 'parallel',
      options: { publish: 'pull_request' },
    })
    const batch = await bench.host.when(async () => {
      const now = await client.batches.get({ id })
      return isBatchOver(now.status) && now.summary?.includes('/pull/') === true ? now : undefined
    })
    const { items } = await client.publications.list({ batchId: id })
    expect(items).toHaveLength(1)
    const open = await bench.publicationWith(items[0]?.id ?? '', 'open')
    expect(open).toMatchObject({ batchId: id, branch: batch.branch, title: '2 tasks: one; two' })
    expect(batch.summary).toContain(`It is in the pull request ${open.prUrl}.`)
    expect(pullsOf(batch.branch)).toHaveLength(1)
    for (const one of tasks) {
      const now = await client.tasks.get({ id: one.id })
      expect(now).toMatchObject({ prUrl: open.prUrl, prNumber: open.prNumber, status: 'done' })
    }
    await client.settings.update({ doneWhen: 'merged' })
  })
})

it('is published once by a host that is killed when its pull request is made and not written down', async () => {
  const { id } = task('killed')
  const input = { taskId: id, labels: ['agents'], reviewers: ['grace'] }
  const deaths = PUBLISH_DEATHS.filter(({ at }) => at === 'publication:pull_request:worked')
  const { publication, killed } = await publishKilled(
    (environment) => bench.restart(environment),
    (host) => beginOnce(host, input),
    deaths,
  )
  expect(killed).toBe(deaths.length)
  const pulls = pullsOf(branchOf('killed'))
  expect(pulls.map(({ number, labels }) => [number, labels])).toEqual([[publication.prNumber, ['agents']]])
  expect(await bench.repository.git.count(`main..${publication.branch}`)).toBe(1)
})

describe('without an account, without GitHub, without a remote', () => {
  it('pushes with git’s own credentials and gives the link', async () => {
    const { client } = bench.host
    await client.settings.update({ githubHosts: [{ host: bench.github.host, clientId: null }] })
    await client.github.removeAccount({ id: bench.accountId })
    const { value } = bench.github.addToken('ada')
    const basic = Buffer.from(`ada:${value}`).toString('base64')
    await bench.git('config', `http.${bench.github.url}/.extraHeader`, `Authorization: Basic ${basic}`)
    const preview = await client.publications.preview({ taskId: task('plain').id })
    expect(preview.hint).toContain('No account at')
    const { id } = await publish('plain')
    const pushed = await bench.publicationWith(id, 'pushed')
    expect(pushed).toMatchObject({ accountId: null, prNumber: null, failure: null })
    expect(pushed.compareUrl).toBe(`${bench.github.url}/ada/engine/compare/main...${pushed.branch}?expand=1`)
    expect(await bench.atRemote(pushed.branch)).toBe(pushed.headCommit)
  })

  it('follows a pull request that somebody makes of the branch by hand, once there is an account', async () => {
    const { client } = bench.host
    const { host } = bench.github
    const { id: taskId } = task('plain')
    await pullByGrace(branchOf('plain'))
    const { id: accountId } = await client.github.addToken({
      host,
      token: bench.github.addToken('ada').value,
    })
    const [made] = pullsOf(branchOf('plain'))
    const { items } = await client.publications.list({ taskId })
    const publication = await bench.publicationWith(items[0]?.id ?? '', 'open')
    expect(publication).toMatchObject({ accountId, prNumber: made?.number, title: 'By Grace', endedAt: null })
    expect(await client.tasks.get({ id: taskId })).toMatchObject({ prNumber: made?.number })
    // Its words are hers: they stay, though the work is published anew.
    await client.publications.create({ taskId })
    await bench.publicationWith(publication.id, 'open')
    expect(pullsOf(branchOf('plain')).map(({ title, body }) => [title, body])).toEqual([['By Grace', 'hers']])
    if (made !== undefined) made.state = 'closed'
    await client.publications.refresh({ id: publication.id })
    await bench.publicationWith(publication.id, 'closed')
  })

  it('asks which of several is meant, and one that is chosen later makes no pull request that nobody wrote', async () => {
    const { client } = bench.host
    const { host } = bench.github
    const { id: taskId, title } = task('plain')
    await bench.git('config', '--unset-all', `http.${bench.github.url}/.extraHeader`)
    const { id: adas } = await client.github.addToken({ host, token: bench.github.addToken('ada').value })
    await client.github.addToken({ host, token: bench.github.addToken('grace').value })
    const hint = async () => (await client.publications.preview({ taskId })).hint
    expect(await hint()).toMatch(/^ada and grace are signed in at .*, and none of them is chosen for /)
    const { id } = await publish(title)
    expect((await bench.publicationWith(id, 'blocked')).step).toBe('push')

    const before = pullsOf(branchOf(title)).length
    await client.projects.update({ id: bench.projectId, githubAccountId: adas })
    await client.publications.retry({ id })
    expect(await bench.publicationWith(id, 'pushed', 'open')).toMatchObject({
      status: 'pushed',
      accountId: null,
      prNumber: null,
    })
    expect(pullsOf(branchOf(title))).toHaveLength(before)
    expect(await hint()).toBeNull()
    await expect(client.publications.create({ taskId, base: 'nowhere' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'base: There is no branch nowhere at origin to go into.',
    })
    expect((await client.publications.list({ taskId })).items[0]?.id).toBe(id)
    const made = await client.publications.create({ taskId, title: 'As it was written' })
    expect(await bench.publicationWith(made.id, 'open')).toMatchObject({
      accountId: adas,
      title: 'As it was written',
    })
    expect(pullsOf(branchOf(title))).toHaveLength(before + 1)
  })

  it('pushes to another remote, and stays local with the next step told where there is none', async () => {
    const { client } = bench.host
    const { id } = task('plain')
    await bench.git('remote', 'remove', 'origin')
    expect((await client.publications.preview({ taskId: id })).hint).toContain('git remote add origin')
    await expect(client.publications.create({ taskId: id })).rejects.toMatchObject({
      code: 'GITHUB_ERROR',
      data: { failure: 'no_remote' },
    })
    const untouched = await client.tasks.create({ projectId: bench.projectId, title: 'untouched' })
    await expect(client.publications.create({ taskId: untouched.id })).rejects.toMatchObject({
      code: 'NOTHING_TO_PUBLISH',
    })
    const bare = await temporaryFolder('bare')
    await git(bare, 'init', '--quiet', '--bare')
    await bench.git('remote', 'add', 'origin', bare)
    const made = await client.publications.create({ taskId: id })
    const pushed = await bench.publicationWith(made.id, 'pushed')
    expect(pushed).toMatchObject({ repository: null, compareUrl: null })
    expect(await git(bare, 'rev-parse', pushed.branch)).toBe(pushed.headCommit)
    await rm(bare, { recursive: true, force: true })
  })
})
