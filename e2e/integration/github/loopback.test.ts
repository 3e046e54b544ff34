import { mkdir, writeFile } from 'node:fs/promises'
import { createDeviceCode, exchangeDeviceCode } from '@octokit/oauth-methods'
import { request } from '@octokit/request'
import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSlice } from '#e2e/support/github/check.ts'
import { FakeGithub } from '#e2e/support/github/fake-github.ts'
import { type Fault, refusals } from '#e2e/support/github/faults.ts'
import { OPERATIONS } from '#e2e/support/github/operations.ts'
import type { FakeRepository } from '#e2e/support/github/repository.ts'
import { operationsOf, slice } from '#e2e/support/github/slice.ts'
import { git, temporaryFolder } from '#e2e/support/repository.ts'

let github: FakeGithub
let repository: FakeRepository
let octokit: Octokit
let token: string

const ENGINE = { owner: 'ada', repo: 'engine' }
const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const clientFor = (auth: string) => new Octokit({ baseUrl: `${github.url}/api/v3`, auth, log: QUIET })
const withToken = (url: string, secret: string) => url.replace('://', `://x-access-token:${secret}@`)

beforeAll(async () => {
  github = await FakeGithub.start({ interval: 0 })
  github.addUser('ada', { name: 'Ada Lovelace' })
  github.addUser('grace')
  token = github.addToken('ada').value
  repository = await github.addRepository('ada/engine', { private: true, access: { grace: 'write' } })
  octokit = clientFor(token)
})
afterAll(() => github.stop())

async function openPull(head: string, base = 'main') {
  await repository.commit(head, { [`${head}.txt`]: `${head}\n` }, { by: 'grace', message: `Write ${head}` })
  return octokit.rest.pulls.create({ ...ENGINE, title: `Add ${head}`, head, base })
}

describe('the slice of GitHub’s description', () => {
  it('holds the operations used and all that they refer to, and nothing else', async () => {
    const cut = await readSlice()
    expect(operationsOf(cut).sort()).toEqual([...OPERATIONS].sort())
    expect(slice(cut, OPERATIONS)).toEqual(cut)
  })
})

describe('what is asked and answered', () => {
  it('is checked both ways', async () => {
    const own = await FakeGithub.start()
    own.addUser('ada')
    const broken = await own.addRepository('ada/broken')
    const client = new Octokit({ baseUrl: `${own.url}/api/v3`, auth: own.addToken('ada').value, log: QUIET })
    const at = { owner: 'ada', repo: 'broken' }
    await expect(
      client.request('POST /repos/{owner}/{repo}/pulls', { ...at, title: 'x', head: 'a' } as never),
    ).rejects.toMatchObject({ status: 500 })
    await expect(
      client.request('GET /repos/{owner}/{repo}/pulls', { ...at, page_size: 5 } as never),
    ).rejects.toMatchObject({ status: 500 })
    await expect(client.request('GET /user/packages')).rejects.toMatchObject({ status: 500 })
    broken.description = 5 as never
    await expect(client.rest.repos.get(at)).rejects.toMatchObject({ status: 500 })
    expect(own.violations).toEqual([
      expect.stringContaining("must have required property 'base'"),
      expect.stringContaining('page_size'),
      expect.stringContaining('operations.ts'),
      expect.stringContaining('/description must be string'),
    ])
    await own.stop()
  })
})

describe('pull requests', () => {
  it.each(['merge', 'squash', 'rebase'] as const)('are merged in the repository: %s', async (method) => {
    const { data } = await openPull(`by-${method}`)
    const at = { ...ENGINE, pull_number: data.number }
    await repository.commit('main', { 'main.txt': `before ${method}\n` })
    const before = await octokit.rest.pulls.get(at)
    expect(before.data).toMatchObject({
      mergeable: true,
      mergeable_state: 'clean',
      merged: false,
      commits: 1,
    })
    const merged = await octokit.rest.pulls.merge({ ...at, merge_method: method, sha: data.head.sha })
    const after = await octokit.rest.pulls.get(at)
    expect(after.data).toMatchObject({ merged: true, state: 'closed', merge_commit_sha: merged.data.sha })
    expect(await repository.git.git(['rev-parse', 'main'])).toBe(merged.data.sha)
    expect(await repository.git.git(['show', `main:by-${method}.txt`])).toBe(`by-${method}`)
    const parents = await repository.git.git(['show', '-s', '--format=%P', 'main'])
    expect(parents.split(' ')).toHaveLength(method === 'merge' ? 2 : 1)
  })

  it('are made once for a head, and only with something in them', async () => {
    await openPull('once')
    await expect(openPull('once')).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ message: 'A pull request already exists for ada:once.' }] } },
    })
    await repository.git.move('refs/heads/empty', await repository.git.git(['rev-parse', 'main']))
    const empty = octokit.rest.pulls.create({ ...ENGINE, title: 'x', head: 'empty', base: 'main' })
    await expect(empty).rejects.toThrow('No commits between main and empty')
  })

  it('say when they conflict, are behind or may not be merged', async () => {
    const { data } = await openPull('late')
    const at = { ...ENGINE, pull_number: data.number }
    await repository.commit('main', { 'late.txt': 'something else\n' })
    expect((await octokit.rest.pulls.get(at)).data).toMatchObject({
      mergeable: false,
      mergeable_state: 'dirty',
    })
    await expect(octokit.rest.pulls.merge(at)).rejects.toMatchObject({ status: 405 })
    await expect(octokit.rest.pulls.updateBranch(at)).rejects.toMatchObject({ status: 422 })
    await repository.commit('main', { 'late.txt': null })
    expect((await octokit.rest.pulls.updateBranch(at)).status).toBe(202)
    const basehead = 'main...late'
    const { data: now } = await octokit.rest.repos.compareCommitsWithBasehead({ ...ENGINE, basehead })
    expect(now).toMatchObject({
      status: 'ahead',
      behind_by: 0,
      files: [{ filename: 'late.txt', status: 'added' }],
    })
    const stale = octokit.rest.pulls.merge({ ...at, sha: data.head.sha })
    await expect(stale).rejects.toMatchObject({ status: 409 })
  })

  it('carry reviews, remarks, checks with logs, and labels', async () => {
    const { data } = await openPull('reviewed')
    const at = { ...ENGINE, pull_number: data.number }
    repository.addReview(data.number, 'CHANGES_REQUESTED', { by: 'grace', body: 'Not yet' })
    const remark = repository.addReviewComment(data.number, 'A name', { by: 'grace', path: 'reviewed.txt' })
    await octokit.rest.pulls.createReplyForReviewComment({ ...at, comment_id: remark.id, body: 'Done' })
    expect((await octokit.rest.pulls.listReviews(at)).data).toMatchObject([{ state: 'CHANGES_REQUESTED' }])
    expect((await octokit.rest.pulls.listReviewComments(at)).data).toMatchObject([
      { body: 'A name', line: 1 },
      { body: 'Done', in_reply_to_id: remark.id },
    ])
    repository.addCheck(data.head.sha, 'test', { conclusion: 'failure', log: 'boom\n' })
    const { data: checks } = await octokit.rest.checks.listForRef({ ...ENGINE, ref: 'reviewed' })
    const job_id = checks.check_runs[0]?.id ?? 0
    const log = await octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...ENGINE, job_id })
    expect(log.data).toBe('boom\n')
    expect((await octokit.rest.pulls.get(at)).data.mergeable_state).toBe('unstable')
    await octokit.rest.issues.addLabels({ ...ENGINE, issue_number: data.number, labels: ['bug', 'new'] })
    await octokit.rest.pulls.requestReviewers({ ...at, reviewers: ['grace'] })
    expect((await octokit.rest.pulls.list(ENGINE)).data[0]).toMatchObject({
      labels: [{ name: 'bug' }, { name: 'new' }],
      requested_reviewers: [{ login: 'grace' }],
    })
  })
})

describe('issues', () => {
  it('are written, filtered and closed', async () => {
    const milestone = repository.addMilestone('v1').number
    const { data } = await octokit.rest.issues.create({
      ...ENGINE,
      title: 'A bug',
      labels: ['bug'],
      milestone,
      assignees: ['grace'],
    })
    const at = { ...ENGINE, issue_number: data.number }
    const filters = { labels: 'bug', milestone: String(milestone), assignee: 'grace' }
    expect((await octokit.rest.issues.listForRepo({ ...ENGINE, ...filters })).data).toHaveLength(1)
    await octokit.rest.issues.update({ ...at, state: 'closed', labels: [] })
    await octokit.rest.issues.createComment({ ...at, body: 'Over' })
    expect((await octokit.rest.issues.listComments(at)).data).toMatchObject([{ body: 'Over' }])
    expect((await octokit.rest.issues.get(at)).data).toMatchObject({
      state: 'closed',
      labels: [],
      comments: 1,
    })
  })
})

describe('lists', () => {
  it('come in pages, and cost nothing when nothing has changed', async () => {
    github.addUser('many')
    github.addRepositories('many', 250)
    const client = clientFor(github.addToken('many').value)
    const all = await client.paginate('GET /user/repos', { per_page: 100, sort: 'pushed' })
    expect(all.map((each) => each.name).slice(0, 2)).toEqual(['repository-1', 'repository-2'])
    expect(all).toHaveLength(250)
    const first = await client.request('GET /user/repos')
    const etag = first.headers.etag ?? ''
    const again = client.request('GET /user/repos', { headers: { 'if-none-match': etag } })
    await expect(again).rejects.toMatchObject({
      status: 304,
      response: { headers: { 'x-ratelimit-used': '4' } },
    })
  })
})

describe('git', () => {
  it('clones and pushes with a token, and not without', async () => {
    const folder = await temporaryFolder('loopback')
    const noAsk = ['-c', 'credential.helper=', '-c', 'core.askPass=true']
    const url = repository.cloneUrl
    const clone = (from: string, to: string) => git(folder, ...noAsk, 'clone', '--quiet', from, to)
    await expect(clone(url, 'none')).rejects.toThrow('Authentication failed')
    await expect(clone(withToken(url, 'ghp_wrong'), 'wrong')).rejects.toThrow('Invalid username or token')
    github.addUser('eve')
    const stranger = withToken(url, github.addToken('eve').value)
    await expect(clone(stranger, 'eve')).rejects.toThrow('Repository not found')
    await clone(withToken(url, token), 'mine')
    const mine = `${folder}/mine`
    await git(mine, 'commit', '--quiet', '--allow-empty', '-m', 'Mine')
    const push = (secret: string, ref: string) =>
      git(mine, ...noAsk, 'push', withToken(url, secret), `HEAD:refs/heads/${ref}`)
    await push(token, 'pushed')
    expect(await repository.git.git(['log', '-1', '--format=%s', 'pushed'])).toBe('Mine')

    const reader = github.addToken('ada', { kind: 'fine_grained', permissions: { contents: 'read' } }).value
    await expect(push(reader, 'refused')).rejects.toThrow('Write access to repository not granted')
    await repository.protect('release')
    await expect(push(token, 'release')).rejects.toThrow('GH006: Protected branch update failed')
    github.fail('git push', { cut: 'after' })
    await expect(push(token, 'lost')).rejects.toThrow()
    expect([...(await repository.git.heads()).keys()]).toContain('lost')
    await mkdir(`${mine}/.github/workflows`, { recursive: true })
    await writeFile(`${mine}/.github/workflows/ci.yml`, 'on: push\n')
    await git(mine, 'add', '-A')
    await git(mine, 'commit', '--quiet', '-m', 'Check each push')
    await expect(push(token, 'checked')).rejects.toThrow(
      'refusing to allow a Personal Access Token to create or',
    )
    await push(github.addToken('ada', { scopes: ['repo', 'workflow'] }).value, 'checked')
    expect(github.requests.every((seen) => !seen.url.includes(token))).toBe(true)
  })
})

describe('signing in with a code', () => {
  const app = () => ({
    clientType: 'oauth-app' as const,
    clientId: github.devices.clientId,
    request: request.defaults({ baseUrl: github.url }),
  })
  const begin = async () => (await createDeviceCode({ ...app(), scopes: ['repo', 'read:user'] })).data
  const poll = (code: string) => exchangeDeviceCode({ ...app(), code })

  it('waits for the user, who agrees, refuses or comes too late', async () => {
    const agreed = await begin()
    await expect(poll(agreed.device_code)).rejects.toThrow('authorization_pending')
    github.devices.approve(agreed.user_code, 'ada')
    const { authentication } = await poll(agreed.device_code)
    const { data, headers } = await clientFor(authentication.token).rest.users.getAuthenticated()
    expect([data.login, headers['x-oauth-scopes']]).toEqual(['ada', 'repo, read:user'])
    const refused = await begin()
    github.devices.deny(refused.user_code)
    await expect(poll(refused.device_code)).rejects.toThrow('access_denied')
    const late = await begin()
    github.devices.expire(late.user_code)
    await expect(poll(late.device_code)).rejects.toThrow('expired_token')
  })
})

describe('faults', () => {
  const cases: [string, Fault, object][] = [
    ['a refused token', refusals.unauthorized, { status: 401 }],
    [
      'single sign-on',
      refusals.sso,
      { response: { headers: { 'x-github-sso': expect.stringContaining('required; url=') } } },
    ],
    ['too many at once', refusals.secondaryRateLimit(7), { response: { headers: { 'retry-after': '7' } } }],
    ['too many an hour', refusals.rateLimit(7), { response: { headers: { 'x-ratelimit-remaining': '0' } } }],
    ['trouble at the server', refusals.serverError, { status: 502 }],
    ['a connection cut before it is done', { cut: 'before' }, { status: 500 }],
  ]
  it.each(cases)('strike one call: %s', async (_, fault, expected) => {
    github.fail('GET /repos/{owner}/{repo}', fault)
    await expect(octokit.rest.repos.get(ENGINE)).rejects.toMatchObject(expected)
    expect((await octokit.rest.repos.get(ENGINE)).status).toBe(200)
  })

  it('cut an answer in the middle', async () => {
    github.fail('GET /repos/{owner}/{repo}', { cut: 'middle' })
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${github.url}/api/v3/repos/ada/engine`, { headers })
    expect(answer.status).toBe(200)
    // Octokit itself would take this for an answer without a body.
    await expect(answer.json()).rejects.toThrow('terminated')
  })

  it('leave what was done when the answer was lost, and hold a call until it is released', async () => {
    const lost = github.fail('POST /repos/{owner}/{repo}/pulls', { cut: 'after' })
    await expect(openPull('unanswered')).rejects.toMatchObject({ status: 500 })
    expect(lost.hits).toBe(1)
    const { data } = await octokit.rest.pulls.list({ ...ENGINE, head: 'ada:unanswered' })
    expect(data).toHaveLength(1)
    const held = github.fail('POST /repos/{owner}/{repo}/pulls', { hold: 'after' })
    const answer = openPull('held')
    await held.arrived
    expect(repository.pulls.at(-1)?.title).toBe('Add held')
    held.release()
    expect((await answer).status).toBe(201)
  })
})

describe('tokens', () => {
  it('may do what they were given', async () => {
    const narrow = clientFor(
      github.addToken('ada', { kind: 'fine_grained', permissions: { pull_requests: 'read' } }).value,
    )
    expect((await narrow.rest.pulls.list(ENGINE)).headers['x-oauth-scopes']).toBeUndefined()
    const wanted = narrow.rest.pulls.create({ ...ENGINE, title: 'x', head: 'once', base: 'main' })
    await expect(wanted).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-accepted-github-permissions': 'pull_requests=write' } },
    })
    const poor = clientFor(github.addToken('ada', { scopes: ['read:user'] }).value)
    await expect(poor.rest.repos.get(ENGINE)).rejects.toMatchObject({ status: 404 })
    const spent = clientFor(github.addToken('ada', { limit: 1 }).value)
    await spent.rest.repos.get(ENGINE)
    await expect(spent.rest.repos.get(ENGINE)).rejects.toThrow('API rate limit exceeded')
  })
})

it('has been asked and has answered nothing that GitHub would not', () => {
  expect(github.violations).toEqual([])
})
