import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGit } from '#electron/git/git.ts'
import { failure, write } from '#electron/git/testing.ts'
import { everyProcess, filesWith } from '../../support/secrecy.ts'
import { type SignedIn, signedIn } from './signed-in.ts'

let at: SignedIn
let repo: string
beforeAll(async () => {
  at = await signedIn()
  await at.reset()
  repo = await at.clone()
})
afterAll(() => at.end())
beforeEach(() => at.reset())

/** What the stand-in heard of those who asked since. */
const heard = (since: number) => at.github.requests.slice(since).map(({ authorization }) => authorization)

/** A commit on a branch of its own, to be pushed. */
async function work(branch: string, files: Record<string, string> = { [branch]: 'x\n' }, place = repo) {
  await at.world.user(place, 'switch', '--quiet', '-c', branch, 'origin/main')
  return at.world.commit(place, files)
}

const push = (branch: string, commit: string, { place = repo, git = at.git, runHooks = false } = {}) =>
  git.publishBranch({ repo: place, commit, branch, ours: null, runHooks })

/** Another server on this machine. */
async function server(listener: RequestListener) {
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`
  return {
    host,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        http.closeAllConnections()
        http.close(() => resolve())
      }),
  }
}

describe('with an account at the host', () => {
  it('a private repository is cloned, fetched for the base of a run, and pushed to', async () => {
    const place = await at.clone()
    expect(await readdir(place)).toEqual(['.git', 'README.md', 'a.txt'])
    const tip = await at.engine.commit('main', { 'b.txt': 'b\n' })
    expect(await at.git.resolveBase({ repo: place, branch: 'main', fetch: true })).toMatchObject({
      kind: 'resolved',
      commit: tip,
      fetchProblem: null,
    })
    const commit = await work('topic', { t: 't\n' }, place)
    expect((await push('topic', commit, { place })).kind).toBe('pushed')
    expect((await at.engine.git.heads()).get('topic')).toBe(commit)
    expect(await at.git.remoteBranch({ repo: place, branch: 'topic' })).toBe(commit)
    // Asked with where git goes, and for whom.
    expect(at.asked[0]).toEqual({ url: at.engine.cloneUrl, repo: null, path: place })
    expect(at.asked.at(-1)).toEqual({ url: at.engine.cloneUrl, repo: place, path: null })
  })

  it('git signs in without a thread, too', async () => {
    const git = createGit({ hostId: 'here', credentials: async () => at.credential() })
    const path = join(at.world.folder, 'no-thread')
    await git.clone({ url: at.engine.cloneUrl, path })
    expect(await git.fetchBranch({ repo: path, branch: 'main' })).toMatchObject({ fetched: true })
  })

  it('two calls at once sign in each with its own token', async () => {
    const other = await at.github.addRepository('grace/compiler', { private: true })
    const git = createGit({
      hostId: 'two',
      onThread: true,
      credentials: async ({ url }) => at.credential(url.includes('/grace/') ? 'grace' : 'ada'),
    })
    const paths = ['ada', 'grace'].map((name) => join(at.world.folder, `two-${name}`))
    await Promise.all(
      [at.engine, other].map(({ cloneUrl: url }, index) => git.clone({ url, path: paths[index] ?? '' })),
    )
    const commits = await Promise.all(paths.map((place, index) => work(`two-${index}`, { x: 'x\n' }, place)))
    await Promise.all(paths.map((place, index) => push(`two-${index}`, commits[index] ?? '', { place, git })))
    expect((await other.git.heads()).get('two-1')).toBe(commits[1])
    expect((await at.engine.git.heads()).get('two-0')).toBe(commits[0])
  })

  it('much is pushed at once', async () => {
    const commit = await work('large', { large: randomBytes(1_300_000).toString('base64') })
    expect((await push('large', commit)).kind).toBe('pushed')
  })

  it('hooks hear of a push what git would tell them', async () => {
    const place = await at.clone()
    const commit = await work('told', undefined, place)
    const said = join(at.world.folder, 'said')
    const hooks = join(place, '.git', 'hooks')
    await write(hooks, {
      'pre-push': `#!/bin/sh\ncat >>${said}\n`,
      'reference-transaction': `#!/bin/sh\ntest "$1" != committed || cat >>${said}\n`,
    })
    for (const name of ['pre-push', 'reference-transaction']) await chmod(join(hooks, name), 0o755)
    await at.git.pushBranch({ repo: place, branch: 'told', runHooks: true })
    const none = '0'.repeat(40)
    expect(await readFile(said, 'utf8')).toBe(
      `refs/heads/told ${commit} refs/heads/told ${none}\n${none} ${commit} refs/remotes/origin/told\n`,
    )
  })

  it('settings of the user’s that sign in otherwise do not hinder it', async () => {
    const wrong = `Authorization: Basic ${Buffer.from('ada:wrong').toString('base64')}`
    await at.configure('http.extraHeader', wrong)
    await at.configure(`http.http://${at.github.host}/.extraHeader`, wrong)
    await at.configure('credential.useHttpPath', 'true')
    await at.configure('credential.username', 'somebody')
    expect(await readdir(await at.clone())).toContain('README.md')
  })
})

describe('helpers of the user', () => {
  it('never get our token to keep', async () => {
    const kept = join(at.home, '.git-credentials')
    await writeFile(kept, 'https://me:mine@example.com\n')
    await at.configure('credential.helper', 'store')
    await at.configure(`credential.http://${at.github.host}.helper`, 'store')
    const place = await at.clone()
    await at.git.fetchBranch({ repo: place, branch: 'main' })
    await push('kept', await work('kept', { k: 'k\n' }, place), { place })
    expect(await readFile(kept, 'utf8')).toBe('https://me:mine@example.com\n')
    expect(await filesWith(at.world.folder, [at.token()])).toEqual([])
  })

  it('sign in as before where there is no account', async () => {
    at.accounts.clear()
    await writeFile(join(at.home, '.git-credentials'), `http://ada:${at.token()}@${at.github.host}\n`)
    await at.configure('credential.helper', 'store')
    const place = await at.clone()
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    await writeFile(join(at.home, '.git-credentials'), '')
  })
})

describe('a .netrc of the user’s', () => {
  const netrc = async (machine: string, login: string) =>
    writeFile(join(at.home, '.netrc'), `machine ${machine} login ${login} password ${at.token(login)}\n`)
  afterEach(() => rm(join(at.home, '.netrc')))

  it('signs in where there is no account, as ever', async () => {
    const place = await at.clone()
    const elsewhere = at.engine.cloneUrl.replace('127.0.0.1', 'localhost')
    await at.world.user(place, 'remote', 'set-url', 'origin', elsewhere)
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ reason: 'credentials' })
    await netrc('localhost', 'ada')
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    expect((await push('netrc', await work('netrc', { n: 'n\n' }, place), { place })).kind).toBe('pushed')
    expect(await readFile(join(at.home, '.netrc'), 'utf8')).toContain('machine localhost')
  })

  it('does not sign in as somebody else than the account', async () => {
    const place = await at.clone()
    // She may not even see it.
    await netrc('127.0.0.1', 'grace')
    expect(await at.git.fetchBranch({ repo: place, branch: 'main' })).toMatchObject({ fetched: true })
    expect((await push('mine', await work('mine', { m: 'm\n' }, place), { place })).kind).toBe('pushed')
  })
})

describe('what does not get a token', () => {
  it('without an account at the host a private repository is told to want one', async () => {
    at.accounts.clear()
    at.accounts.set('github.com', at.credential())
    const path = join(at.world.folder, 'none')
    const refused = await failure(at.git.clone({ url: at.engine.cloneUrl, path }))
    expect(refused).toMatchObject({ code: 'GIT_ERROR', details: { reason: 'credentials' } })
    expect(refused.message).toMatch(/wants to know who you are/)
    expect((await readdir(at.world.folder)).filter((name) => name.includes('none'))).toEqual([])
  })

  it('a token that is not taken is told as such', async () => {
    at.accounts.set(at.github.host, { username: 'x-access-token', password: 'ghp_wrong' })
    const refused = await failure(push('wrong', await work('wrong')))
    expect(refused).toMatchObject({ code: 'GIT_ERROR', details: { reason: 'credentials', signedIn: true } })
    expect(refused.message).toMatch(/does not take the token of your account/)
    expect(JSON.stringify(refused)).not.toContain('ghp_wrong')
    expect(await at.git.fetchBranch({ repo, branch: 'main' })).toMatchObject({ reason: 'credentials' })
  })

  it.each([
    ['at once', false],
    ['once it has the token', true],
  ])('a host that another one sends git to %s', async (_, asksFirst) => {
    const seen: (string | undefined)[] = []
    await using door = await server((request, response) => {
      seen.push(request.headers.authorization)
      if (asksFirst && request.headers.authorization === undefined)
        return response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="door"' }).end()
      return response.writeHead(302, { Location: `${at.github.url}${request.url}` }).end()
    })
    at.accounts.clear()
    at.accounts.set(door.host, at.credential())
    const since = at.github.requests.length
    const path = join(at.world.folder, 'sent-on')
    const refused = await failure(at.git.clone({ url: `http://${door.host}/ada/engine.git`, path }))
    expect(refused.details).toMatchObject({ reason: 'credentials' })
    expect(heard(since).length).toBeGreaterThan(0)
    expect(new Set(heard(since))).toEqual(new Set(['none']))
    expect(seen.some((sent) => sent !== undefined)).toBe(asksFirst)
  })

  it('a repository whose own configuration would let somebody listen', async () => {
    const since = at.github.requests.length
    await at.world.user(repo, 'config', 'http.proxy', 'http://127.0.0.1:9')
    const { reason, problem } = await at.git.fetchBranch({ repo, branch: 'main' })
    expect(reason).toBe('credentials')
    expect(problem).toMatch(/sets http\.proxy, which could read the token/)
    expect(heard(since)).toEqual([])
    await at.world.user(repo, 'config', '--unset', 'http.proxy')
  })

  it('a hook, after git itself', async () => {
    const commit = await work('hooked')
    const got = join(at.world.folder, 'got')
    await write(join(repo, '.git', 'hooks'), {
      'pre-push': `#!/bin/sh
{ git credential fill; { echo protocol=http; echo host=${at.github.host}; echo; } >&3; head -n 2 <&3; echo ended; } >${got} 2>&1 <<END
protocol=http
host=${at.github.host}

END
`,
    })
    await at.world.user(repo, 'config', 'core.hooksPath', '.git/hooks')
    await chmod(join(repo, '.git', 'hooks', 'pre-push'), 0o755)
    expect((await push('hooked', commit, { runHooks: true })).kind).toBe('pushed')
    const said = await readFile(got, 'utf8')
    expect(said).toMatch(/terminal prompts disabled/)
    expect(said).toMatch(/ended/)
    expect(said).not.toContain(at.token())
  })
})

describe('where git really goes decides', () => {
  it('an address that the user has git replace', async () => {
    await at.configure(`url.${at.github.url}/.insteadOf`, 'https://code.example/')
    const path = join(at.world.folder, 'instead')
    await at.git.clone({ url: 'https://code.example/ada/engine.git', path })
    expect(await at.world.user(path, 'config', 'remote.origin.url')).toBe(
      'https://code.example/ada/engine.git',
    )
    expect(await at.git.fetchBranch({ repo: path, branch: 'main' })).toMatchObject({ fetched: true })
    expect(await at.git.remoteUrl({ repo: path })).toEqual({
      remote: 'origin',
      url: at.engine.cloneUrl,
      pushUrl: at.engine.cloneUrl,
    })
  })

  it('a remote that looks like the host of an account and leads elsewhere', async () => {
    const seen: (string | undefined)[] = []
    await using other = await server((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="other"' }).end()
    })
    await at.configure(`url.http://${other.host}/.insteadOf`, `${at.github.url}/`)
    expect(await at.git.fetchBranch({ repo, branch: 'main' })).toMatchObject({ reason: 'credentials' })
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.filter((sent) => sent !== undefined)).toEqual([])
    expect(at.asked.at(-1)?.url).toBe(`http://${other.host}/ada/engine.git`)
  })

  it('a push to an address of its own', async () => {
    const fork = await at.github.addRepository('grace/engine', { private: true, files: {} })
    await at.world.user(
      repo,
      'config',
      'remote.origin.pushurl',
      `http://localhost:${at.github.host.split(':')[1]}/grace/engine.git`,
    )
    const commit = await work('elsewhere')
    expect((await failure(push('elsewhere', commit))).details).toMatchObject({ reason: 'credentials' })
    at.accounts.set(`localhost:${at.github.host.split(':')[1]}`, at.credential('grace'))
    expect((await push('elsewhere', commit)).kind).toBe('pushed')
    expect((await fork.git.heads()).get('elsewhere')).toBe(commit)
    expect((await at.engine.git.heads()).has('elsewhere')).toBe(false)
    await at.world.user(repo, 'config', '--unset', 'remote.origin.pushurl')
  })

  it('addresses are told without the password that stands in one', async () => {
    const own = await at.world.repository()
    expect(await at.git.remoteUrl({ repo: own })).toBeNull()
    await at.world.user(own, 'remote', 'add', 'origin', `http://ada:s3cret@${at.github.host}/ada/engine.git`)
    expect(await at.git.remoteUrl({ repo: own })).toEqual({
      remote: 'origin',
      url: at.engine.cloneUrl,
      pushUrl: at.engine.cloneUrl,
    })
    // Who has put a password there signs in with it.
    expect(await at.git.fetchBranch({ repo: own, branch: 'main' })).toMatchObject({ reason: 'credentials' })
    expect(at.asked).toEqual([])
  })
})

describe('a clone without contents', () => {
  it('fetches what runs and diffs need later, with the token of then', async () => {
    const repository = await at.github.addRepository('ada/huge', { private: true })
    const from = await repository.commit('side', { 'side.txt': 'side\n' }, { from: 'main' })
    const to = await repository.commit('side', { 'side.txt': 'other\n' })
    const path = join(at.world.folder, 'blobless')
    await at.git.clone({ url: repository.cloneUrl, path, blobless: true })
    const limits = await at.git.worktreeLimits({ worktree: path })
    expect(limits.join()).toMatch(/left the contents of older files at its remote.*without a network/)
    const missing = async () =>
      (await at.world.user(path, 'rev-list', '--objects', '--all', '--missing=print'))
        .split('\n')
        .filter((line) => line.startsWith('?')).length
    expect(await missing()).toBe(2)
    const worktree = join(at.world.folder, 'blobless-run')
    await at.git.addWorktree({ repo: path, path: worktree, branch: 'run', commit: to })
    expect(await readFile(join(worktree, 'side.txt'), 'utf8')).toBe('other\n')
    expect(JSON.stringify(await at.git.diff({ repo: worktree, from, to }))).toContain('other')
    expect(await missing()).toBe(0)
    expect(at.asked.filter(({ repo }) => repo !== null).map(({ repo }) => repo)).toContain(path)
    expect(await filesWith(at.world.folder, [at.token()])).toEqual([])
  })

  it('says what it does not handle', async () => {
    const repository = await at.github.addRepository('ada/mixed', {
      files: {
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
        '.gitmodules': '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n',
      },
    })
    const path = join(at.world.folder, 'mixed')
    await at.git.clone({ url: repository.cloneUrl, path })
    const limits = await at.git.worktreeLimits({ worktree: path })
    expect(limits).toHaveLength(2)
    expect(limits.join()).toMatch(/Submodules are left empty.*\(lib\).*Git LFS/)
  })
})

describe('while git is at work', () => {
  it('the token is in no command line, no environment and no file', async () => {
    const commit = await work('slow')
    // The second one carries the token.
    const held = at.github.fail('git push', { hold: 'before' }, { skip: 1 })
    const pushing = push('slow', commit)
    await held.arrived
    const all = await everyProcess()
    expect(all.some(({ line }) => line.includes('git-remote-http'))).toBe(true)
    const secrets = [at.token(), Buffer.from(`x-access-token:${at.token()}`).toString('base64')]
    const bearers = all.filter(({ line, environment }) =>
      secrets.some((secret) => line.includes(secret) || environment.includes(secret)),
    )
    expect(bearers).toEqual([])
    expect(await filesWith(at.world.folder, secrets)).toEqual([])
    held.release()
    expect((await pushing).kind).toBe('pushed')
  })

  it('a clone that is cancelled leaves no folder and no process', async () => {
    const held = at.github.fail('git fetch', { hold: 'before' }, { skip: 2 })
    const controller = new AbortController()
    const path = join(at.world.folder, 'cancelled')
    const cloning = at.git.clone({ url: at.engine.cloneUrl, path, signal: controller.signal })
    await held.arrived
    controller.abort(new Error('cancelled'))
    await expect(cloning).rejects.toThrow('cancelled')
    expect((await readdir(at.world.folder)).filter((name) => name.includes('cancelled'))).toEqual([])
    const ours = (await everyProcess()).filter(({ environment }) => environment.includes(`=${at.hostId}\0`))
    expect(ours).toEqual([])
  })

  it('a host that hangs holds up its git, and one that dies leaves none behind', async () => {
    await using host = dyingHost()
    const held = at.github.fail('git push', { hold: 'before' })
    await held.arrived
    host.process.kill('SIGSTOP')
    held.release()
    const ours = async () =>
      (await everyProcess()).filter(
        ({ pid, environment }) => pid !== host.process.pid && environment.includes('=dying-host\0'),
      )
    // It is asked, and does not answer.
    await expect.poll(async () => (await ours()).some(({ line }) => line.startsWith('head\0'))).toBe(true)
    host.process.kill('SIGKILL')
    await expect.poll(async () => (await ours()).map(({ line }) => line)).toEqual([])
  })
})

/** A host with a token that pushes, in a process of its own. */
function dyingHost(): { process: ChildProcess } & AsyncDisposable {
  const script = `
    const { createGit } = await import(${JSON.stringify(join(import.meta.dirname, '../../../electron/git/git.ts'))})
    const credentials = async () => ({ username: 'x-access-token', password: 'ghp_never_told' })
    const git = createGit({ hostId: 'dying-host', onThread: true, credentials })
    const commit = await git.commitOf({ repo: ${JSON.stringify(repo)}, ref: 'HEAD' })
    await git.publishBranch({ repo: ${JSON.stringify(repo)}, commit, branch: 'dying', ours: null, runHooks: false })`
  const process_ = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' })
  return {
    process: process_,
    async [Symbol.asyncDispose]() {
      process_.kill('SIGKILL')
    },
  }
}
