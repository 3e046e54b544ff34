import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BatchesRoom, createBatches } from '#electron/batches/batches.ts'
import type { BatchContext } from '#electron/batches/context.ts'
import { createGithub, type Github } from '#electron/github/github.ts'
import { Onlookers } from '#electron/process/onlookers.ts'
import { createFollower, type Follower } from '#electron/publications/follow.ts'
import { PublicationRecords } from '#electron/publications/publication-records.ts'
import { readFailedChecks } from '#electron/publications/failed-checks.ts'
import { TOKEN_PERMISSIONS } from '#shared/github-words.ts'
import { summaryOf } from '#shared/pull-summary.ts'
import { FakeGithub } from '../../support/github/fake-github.ts'
import { refusals } from '../../support/github/faults.ts'
import type { FakeRepository } from '../../support/github/repository.ts'
import { type Bench, clear, openBench } from '../runs/bench.ts'
import { secretsInMemory } from './follow-rooms.ts'

const LIST = 'GET /repos/{owner}/{repo}/pulls'
const MINUTE = 60_000
const COUNT = 50

/** Time goes on when a test says so. */
let now = Date.now()
let bench: Bench
let fake: FakeGithub
let repository: FakeRepository
let github: Github
let batches: BatchesRoom
let records: PublicationRecords
let follower: Follower
let complaints: string[]
let leave: () => void
const onlookers = new Onlookers()
const ids: string[] = []
let closed = 0

const log = (level: string, message: string, data?: object) =>
  void complaints.push(`${level} ${message} ${JSON.stringify(data)}`)

function open(): Follower {
  return createFollower({
    ...bench,
    records,
    github,
    batches,
    dataFolder: bench.folder,
    log,
    onlookers,
    secrets: async () => [],
    drive: () => {},
    republish: async () => {},
  })
}

beforeAll(async () => {
  complaints = []
  leave = onlookers.come()
  bench = await openBench({ clock: () => new Date(now) })
  fake = await FakeGithub.start()
  fake.addUser('ada')
  fake.addUser('grace')
  repository = await fake.addRepository('ada/engine', { access: { grace: 'write' } })
  const token = fake.addToken('ada').value
  github = createGithub({
    store: bench.store,
    settings: bench.settings,
    secrets: secretsInMemory(),
    projects: () => bench.projects,
    version: '0',
    hostId: 'bench',
    log,
  })
  const account = await github.addToken({ host: fake.host, token })
  batches = createBatches({ ...bench, dataFolder: bench.folder, hostId: 'bench', log, pullRequests: NONE })
  records = new PublicationRecords(bench.store)
  await publishMany(account.id)
  follower = open()
})

afterAll(async () => {
  await follower.close()
  await batches.close()
  await github.close()
  await bench.close()
  await fake.stop()
  await clear(bench)
})

/** Pull requests at the stand-in, and publications that follow them. The first one is new, the others were seen. */
async function publishMany(accountId: string): Promise<void> {
  const head = await repository.commit('work', { 'a.txt': 'a\n' })
  const { value: token } = fake.addToken('ada')
  for (let number = 1; number <= COUNT; number += 1) {
    await repository.git.move(`refs/heads/work-${number}`, head)
    const made = await fetch(`${fake.url}/api/v3/repos/ada/engine/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify({ title: `Work ${number}`, head: `work-${number}`, base: 'main' }),
    })
    expect(made.status).toBe(201)
    repository.pull(number).updatedAt = '2026-01-01T00:00:00Z'
    await follow(accountId, number, head)
  }
}

async function follow(accountId: string, number: number, head: string): Promise<void> {
  const task = await bench.tasks.create({ projectId: bench.projectId, title: `Work ${number}` })
  const id = bench.store.newId()
  ids.push(id)
  const url = `${fake.url}/ada/engine/pull/${number}`
  const seen = {
    pull: JSON.stringify(
      summaryOf(
        {
          number,
          url,
          state: 'open',
          draft: false,
          headCommit: head,
          mergeable: true,
          mergeState: 'clean',
          mergeCommit: null,
          methods: ['merge', 'squash', 'rebase'],
          checks: [],
          reviews: [],
          comments: [],
          seenAt: bench.store.now(),
        },
        [],
      ),
    ),
    follow: JSON.stringify({ updatedAt: '2026-01-01T00:00:00Z' }),
  }
  await bench.store.write((tx) =>
    records.insert(tx, {
      id,
      project_id: bench.projectId,
      task_id: task.id,
      account_id: accountId,
      repository: JSON.stringify({ host: fake.host, owner: 'ada', name: 'engine' }),
      status: 'open',
      step: 'done',
      local_branch: `work-${number}`,
      branch: `work-${number}`,
      base_branch: 'main',
      head_commit: head,
      pushed_commit: head,
      title: `Work ${number}`,
      body: '',
      draft: 0,
      labels: '[]',
      reviewers: '[]',
      pr_number: number,
      pr_url: url,
      ...(number === 1 ? {} : seen),
      created_at: bench.store.now(),
    }),
  )
}

/** Lets time go on, as the follower’s own loop does, and gives the requests of each minute. */
async function minutes(count: number): Promise<number[]> {
  const counts: number[] = []
  for (let minute = 0; minute < count; minute += 1) {
    const before = fake.calls('rest').length
    const end = now + MINUTE
    while (now < end) {
      const next = await follower.step(now)
      if (next === null) now = end
      else if (next > now) now = Math.min(next, end)
    }
    counts.push(fake.calls('rest').length - before)
  }
  return counts
}

const publication = (index: number) => records.publication(ids[index] ?? '')
const failures = async () =>
  (await Promise.all(ids.map((id) => records.publication(id)))).flatMap(({ failure }) => failure ?? [])

describe('50 pull requests', () => {
  it('are read once, and cost a request a minute, or one in five while nobody looks', async () => {
    // What was not seen yet is read in its seven parts, and the list tells of the others.
    expect(await minutes(3)).toEqual([8, 1, 1])
    expect(await publication(0)).toMatchObject({
      status: 'open',
      failure: null,
      pull: { number: 1, state: 'open', mergeable: true, methods: ['merge', 'squash', 'rebase'] },
    })
    const seq = await bench.store.seq()
    const before = fake.calls(LIST).length
    const idle = await minutes(20)
    expect(Math.max(...idle)).toBe(1)
    expect(fake.calls(LIST).length - before).toBe(idle.reduce((all, one) => all + one))
    expect(
      fake
        .calls(LIST)
        .slice(-10)
        .map(({ status }) => status),
    ).toEqual(Array(10).fill(304))
    expect(await bench.store.seq()).toBe(seq)
    leave()
    const unwatched = await minutes(20)
    expect(unwatched.reduce((all, one) => all + one)).toBe(4)
    leave = onlookers.come()
  })

  it('of which one has changed: that one is read, and it alone is told of', async () => {
    now = Math.max(now, Date.now())
    // The stand-in’s clock is the computer’s.
    repository.addReviewComment(7, 'Why?', { by: 'grace', path: 'a.txt', line: 1 })
    const seq = await bench.store.seq()
    const [first = 0, second = 0] = await minutes(2)
    expect(first + second).toBeLessThanOrEqual(2 + 7 + 7)
    expect((await publication(6)).pull?.comments).toMatchObject([
      { author: 'grace', body: 'Why?', path: 'a.txt' },
    ])
    const replay = await bench.store.replay(seq)
    expect(replay.kind === 'events' && replay.events.map(({ event, data }) => [event, data.id])).toEqual([
      ['publication:updated', ids[6]],
    ])
  })

  it('with a check at work: it is looked at more and more seldom, until it ends', async () => {
    const check = repository.addCheck(await headOf(3), 'build')
    await follower.refresh(ids[2] ?? '')
    expect((await publication(2)).pull?.checks).toMatchObject([{ name: 'build', state: 'pending' }])
    const CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
    const before = fake.calls(CHECKS).length
    await minutes(10)
    const looks = fake.calls(CHECKS).length - before
    expect(looks).toBeGreaterThanOrEqual(4)
    expect(looks).toBeLessThanOrEqual(8)
    const seq = await bench.store.seq()
    repository.conclude(check, 'failure')
    await minutes(3)
    expect((await publication(2)).pull?.checks).toMatchObject([{ name: 'build', state: 'failed' }])
    await minutes(1)
    expect(Math.max(...(await minutes(5)))).toBe(1)
    // It is news once, whoever looks at it again, after a restart too.
    await follower.close()
    follower = open()
    await follower.refresh(ids[2] ?? '')
    await minutes(2)
    const replay = await bench.store.replay(seq)
    const told = replay.kind === 'events' ? replay.events.map(({ event }) => event) : []
    expect(told.filter((event) => event === 'publication:checks_failed')).toHaveLength(1)
  })

  it('with a check that does not end: what else comes to it is seen all the same', async () => {
    const check = repository.addCheck(await headOf(9), 'approval')
    await follower.refresh(ids[8] ?? '')
    await minutes(2)
    repository.addReviewComment(9, 'Why?', { by: 'grace', path: 'a.txt', line: 1 })
    await minutes(2)
    expect((await publication(8)).pull?.comments).toMatchObject([{ body: 'Why?' }])
    repository.conclude(check, 'success')
    await minutes(4)
  })

  it('of a private repository with a fine-grained token: Actions tell of checks, as far as it may see them', async () => {
    const CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
    const WORKFLOWS = 'GET /repos/{owner}/{repo}/actions/runs'
    const permissions = Object.fromEntries(TOKEN_PERMISSIONS.map(({ id, access }) => [id, access]))
    const token = fake.addToken('ada', { kind: 'fine_grained', permissions })
    const account = await github.addToken({ host: fake.host, token: token.value })
    repository.private = true
    const id = ids[3] ?? ''
    const head = await repository.commit('work-4', { 'b.txt': 'b\n' })
    const test = repository.addCheck(head, 'test')
    repository.addCheck(head, 'lint', { conclusion: 'success' })
    // Those of other apps are in no workflow.
    repository.addCheck(head, 'coverage', { app: 'codecov', conclusion: 'failure' })
    repository.addStatus(head, 'deploy', 'success')
    const calls = () => ([CHECKS, WORKFLOWS] as const).map((route) => fake.calls(route).length)
    const [checks = 0, workflows = 0] = calls()
    const checksOf = async () =>
      (await publication(3)).pull?.checks.map(({ name, state, runId }) => [name, state, runId])

    await follower.refresh(id)
    expect(await publication(3)).toMatchObject({ failure: null, pull: { checksHidden: 'others' } })
    expect(await checksOf()).toEqual([
      ['test', 'pending', test.id],
      ['lint', 'passed', expect.any(Number)],
      ['deploy', 'passed', null],
    ])
    expect(calls()).toEqual([checks + 1, workflows + 1])
    await minutes(5)
    expect(calls()[0]).toBe(checks + 1)
    repository.conclude(test, 'failure', 'boom\n')
    await minutes(3)
    expect((await checksOf())?.[0]).toEqual(['test', 'failed', test.id])
    const api = await github.api(account.id)
    const place = {
      api,
      repository: { host: fake.host, owner: 'ada', name: 'engine' },
      number: 4,
      signal: new AbortController().signal,
    }
    const { pull } = await publication(3)
    if (pull === null) throw new Error('it was not looked at')
    expect(await readFailedChecks(place, pull)).toEqual([
      { runId: test.id, name: 'test', summary: 'Failed at Run it', annotations: [], log: 'boom' },
    ])
    // It is nothing that the user could mend.
    expect(await github.accounts()).toMatchObject([{ state: 'ready', problem: null }])

    delete token.permissions['actions']
    const late = await repository.commit('work-4', { 'c.txt': 'c\n' })
    repository.addCheck(late, 'test')
    repository.addStatus(late, 'deploy', 'pending')
    await follower.refresh(id)
    expect(await publication(3)).toMatchObject({ failure: null, pull: { checksHidden: 'all' } })
    expect(await checksOf()).toEqual([['deploy', 'pending', null]])
    const before = calls()
    await minutes(5)
    expect(calls()).toEqual(before)
    token.permissions['actions'] = 'read'
    await follower.refresh(id)
    expect((await publication(3)).pull).toMatchObject({
      checksHidden: 'others',
      checks: [{ name: 'test' }, {}],
    })

    // Nor do statuses that it may not see hide anything else; the account says so as long as it is so.
    delete token.permissions['statuses']
    repository.addReview(4, 'COMMENTED', { body: 'Nice.' })
    await follower.refresh(id)
    expect(await publication(3)).toMatchObject({
      failure: null,
      pull: { checksHidden: 'statuses', checks: [{ name: 'test' }], reviews: [{ body: 'Nice.' }] },
    })
    const problem = async () => (await github.accounts()).find(({ id }) => id === account.id)?.problem
    expect(await problem()).toMatch(/needs the permission Commit statuses \(read\) for ada\/engine\./)
    token.permissions['statuses'] = 'read'
    await follower.refresh(id)
    expect((await publication(3)).pull?.checksHidden).toBe('others')
    expect(await problem()).toBeNull()

    repository.addStatus(late, 'deploy', 'success')
    for (const check of repository.checks) repository.conclude(check, 'success')
    await minutes(5)
    expect(Math.max(...(await minutes(5)))).toBe(1)
    repository.private = false
  })

  it('that wait for something here are seen to be closed all the same', async () => {
    now = Math.max(now, Date.now())
    const states = [
      [10, 'blocked'],
      [11, 'waiting'],
      [12, 'working'],
    ] as const
    const retryAt = new Date(now + 60 * MINUTE).toISOString()
    for (const [index, status] of states)
      await bench.store.db
        .updateTable('publications')
        .set({ status, step: 'push', due_at: status === 'waiting' ? retryAt : null })
        .where('id', '=', ids[index] ?? '')
        .execute()
    // What has not changed waits on as before.
    await minutes(2)
    for (const [index, status] of states) expect((await publication(index)).status).toBe(status)
    expect((await records.row(ids[11] ?? '')).due_at).toBe(retryAt)
    const { value } = fake.addToken('grace')
    for (const [index] of states)
      await fetch(`${fake.url}/api/v3/repos/ada/engine/pulls/${index + 1}`, {
        method: 'PATCH',
        headers: { authorization: `token ${value}` },
        body: JSON.stringify({ state: 'closed' }),
      })
    await minutes(3)
    for (const [index] of states)
      expect(await publication(index)).toMatchObject({ status: 'closed', failure: null })
    closed = states.length
  })

  it('are left alone as long as GitHub wants, over a restart too', async () => {
    fake.fail(LIST, refusals.rateLimit(600))
    const [first, ...others] = await minutes(9)
    expect([first, ...others]).toEqual([1, ...Array(8).fill(0)])
    const told = await failures()
    expect(told).toHaveLength(COUNT - closed)
    expect(told[0]).toMatchObject({ code: 'rate_limited' })
    expect((await publication(6)).pull?.comments).toHaveLength(1)
    await follower.close()
    follower = open()
    expect(await follower.step(now)).toBe(Date.parse(told[0]?.retryAt ?? ''))
    await minutes(3)
    expect(await failures()).toEqual([])
  })

  it('are not asked for while nobody is signed in', async () => {
    const [account] = await github.accounts()
    await github.refuse(account?.id ?? '', 'It was revoked.')
    expect(await minutes(3)).toEqual([0, 0, 0])
    expect(await follower.step(now)).toBeNull()
    expect(complaints).toEqual([])
    expect(fake.violations).toEqual([])
  })
})

/** Batches publish nothing here. */
const NONE: BatchContext['pullRequests'] = {
  planForBatch: () => Promise.reject(new Error('no batch is published')),
  openForBatch: async () => {},
  pullOfBatch: async () => null,
}

const headOf = async (number: number) => repository.pull(number).pull.headCommit
