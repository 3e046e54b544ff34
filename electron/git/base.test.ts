import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failure, fingerprint, hangingHost, makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** A repository with a remote, and somebody else's clone of it. */
async function shared() {
  const repo = await world.repository()
  const bare = await world.origin(repo)
  const colleague = await world.colleague(bare)
  const push = async (files: Record<string, string>) => {
    const commit = await world.commit(colleague, files)
    await world.user(colleague, 'push', '--quiet', 'origin', 'main')
    return commit
  }
  return { repo, bare, push }
}

describe('fetchBranch', () => {
  it('brings one branch and leaves everything else', async () => {
    const { repo, push } = await shared()
    const fetchHead = await readFile(join(repo, '.git', 'FETCH_HEAD'))
    const commit = await push({ 'b.txt': 'b' })
    expect(await world.git.fetchBranch({ repo, branch: 'main' })).toEqual({
      fetched: true,
      problem: null,
      reason: null,
    })
    expect(await world.head(repo, 'refs/remotes/origin/main')).toBe(commit)
    expect(await world.head(repo, 'main')).not.toBe(commit)
    expect(await readFile(join(repo, '.git', 'FETCH_HEAD'))).toEqual(fetchHead)
  })

  it('follows a branch that was pushed by force', async () => {
    const { repo, bare, push } = await shared()
    await push({ 'b.txt': 'b' })
    await world.git.fetchBranch({ repo, branch: 'main' })
    const old = await world.head(repo, 'main')
    await world.user(bare, 'update-ref', 'refs/heads/main', old)
    expect((await world.git.fetchBranch({ repo, branch: 'main' })).fetched).toBe(true)
    expect(await world.head(repo, 'refs/remotes/origin/main')).toBe(old)
  })

  it('says in words why it could not', async () => {
    const { repo } = await shared()
    const problem = async (branch: string, remote?: string) =>
      (await world.git.fetchBranch({ repo, branch, remote })).problem
    expect(await problem('nothing')).toBe('origin has no branch “nothing”.')
    expect(await problem('main', 'upstream')).toBe('The repository has no remote “upstream”.')
    await world.user(repo, 'remote', 'set-url', 'origin', '/nowhere')
    expect(await problem('main')).toBe('origin leads to no repository.')
    await world.user(repo, 'remote', 'set-url', 'origin', 'https://openlinear.invalid/a.git')
    expect(await problem('main')).toMatch(/cannot be reached|origin|git fetch/)
    const lonely = await world.repository()
    expect(await world.git.fetchBranch({ repo: lonely, branch: 'main' })).toEqual({
      fetched: false,
      problem: 'The repository has no remote.',
      reason: 'no_remote',
    })
  })

  it('goes on without a host that hangs or takes no connections, however many wait for it', async () => {
    const { repo } = await shared()
    const host = await hangingHost()
    await world.user(repo, 'remote', 'set-url', 'origin', host.url)
    const fetch = (signal?: AbortSignal) =>
      world.git.fetchBranch({ repo, branch: 'main', signal, patienceMs: 1_500 })
    const started = performance.now()
    const hanging = fetch()
    // One that waits in line leaves it at once.
    const controller = new AbortController()
    const cancelled = fetch(controller.signal)
    const late = fetch()
    setTimeout(() => controller.abort(new Error('cancelled')), 100)
    await expect(cancelled).rejects.toThrow('cancelled')
    expect(performance.now() - started).toBeLessThan(1_200)
    const problem = 'origin did not answer in time.'
    expect(await Promise.all([hanging, late])).toEqual(
      Array(2).fill({ fetched: false, problem, reason: 'timeout' }),
    )
    await host.close()
    expect((await fetch()).problem).toBe('The host of origin cannot be reached, or takes no connections.')
  })

  it('runs no program a remote’s address names', async () => {
    const repo = await world.repository()
    const proof = join(world.folder, 'proof')
    await world.user(repo, 'remote', 'add', 'origin', `ext::sh -c touch% ${proof}`)
    expect((await world.git.fetchBranch({ repo, branch: 'main' })).fetched).toBe(false)
    await expect(stat(proof)).rejects.toThrow('ENOENT')
  })

  it('stops when it is aborted', async () => {
    const { repo } = await shared()
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(world.git.fetchBranch({ repo, branch: 'main', signal })).rejects.toThrow('stop')
  })
})

describe('resolveBase', () => {
  it('takes the local branch when there is no remote', async () => {
    const repo = await world.repository()
    expect(await world.git.resolveBase({ repo, branch: 'main', fetch: true })).toEqual({
      kind: 'resolved',
      commit: await world.head(repo),
      from: 'local',
      fetchProblem: null,
    })
  })

  it('sees what the remote has got since, also from a second fetch on (B15)', async () => {
    const { repo, push } = await shared()
    const before = await fingerprint(world, repo)
    for (const content of ['1', '2']) {
      const commit = await push({ 'b.txt': content })
      const base = await world.git.resolveBase({ repo, branch: 'main', fetch: true })
      expect(base).toEqual({ kind: 'resolved', commit, from: 'remote', fetchProblem: null })
    }
    const strip = (text: string) => text.replace(/[0-9a-f]{40} commit\\trefs\/remotes[^\\"]*/g, '')
    expect(strip(await fingerprint(world, repo))).toBe(strip(before))
  })

  it('sees it in a bare-cloned repository, which has no refspec', async () => {
    const { repo, bare, push } = await shared()
    await world.user(repo, 'config', '--unset-all', 'remote.origin.fetch')
    expect(bare).toBeTruthy()
    const commit = await push({ 'b.txt': 'b' })
    const base = await world.git.resolveBase({ repo, branch: 'main', fetch: true })
    expect(base).toMatchObject({ commit, from: 'remote' })
  })

  it('takes the local branch when it is ahead, the remote’s when there is no local one', async () => {
    const { repo, bare } = await shared()
    const commit = await world.commit(repo, { 'mine.txt': 'mine' })
    expect(await world.git.resolveBase({ repo, branch: 'main', fetch: false })).toMatchObject({
      commit,
      from: 'local',
    })
    await world.user(bare, 'branch', 'only-there', 'main')
    const base = await world.git.resolveBase({ repo, branch: 'only-there', fetch: true })
    expect(base).toMatchObject({ commit: await world.head(bare, 'main'), from: 'remote' })
  })

  it('asks when both have moved, unless it is told', async () => {
    const { repo, push } = await shared()
    const remoteCommit = await push({ 'b.txt': 'b' })
    await world.commit(repo, { 'mine.txt': '1' })
    const localCommit = await world.commit(repo, { 'mine.txt': '2' })
    const resolve = (prefer?: 'local' | 'remote') =>
      world.git.resolveBase({ repo, branch: 'main', fetch: true, prefer })
    expect(await resolve()).toEqual({
      kind: 'diverged',
      localCommit,
      remoteCommit,
      ahead: 2,
      behind: 1,
      fetchProblem: null,
    })
    expect(await resolve('local')).toMatchObject({ commit: localCommit, from: 'local' })
    expect(await resolve('remote')).toMatchObject({ commit: remoteCommit, from: 'remote' })
  })

  it('goes on without the remote, saying so; names a branch that is nowhere', async () => {
    const { repo, bare } = await shared()
    await world.user(repo, 'remote', 'set-url', 'origin', '/nowhere')
    const base = await world.git.resolveBase({ repo, branch: 'main', fetch: true })
    expect(base).toMatchObject({ kind: 'resolved', fetchProblem: 'origin leads to no repository.' })
    expect(bare).toBeTruthy()
    const none = await failure(world.git.resolveBase({ repo, branch: 'nothing', fetch: true }))
    expect([none.code, none.message]).toEqual(['GIT_ERROR', expect.stringContaining('“nothing”')])
  })
})

describe('freeBranchName', () => {
  it('counts on until nothing is in the way', async () => {
    const repo = await world.repository()
    const free = (wanted: string) => world.git.freeBranchName({ repo, wanted })
    expect(await free('openlinear/app-1')).toBe('openlinear/app-1')
    await world.user(repo, 'branch', 'openlinear/app-1')
    await world.user(repo, 'branch', 'OpenLinear/APP-1-2')
    await world.user(repo, 'branch', 'openlinear/app-1-3/more')
    expect(await free('openlinear/app-1')).toBe('openlinear/app-1-4')
  })

  it('avoids names a remote has, and a branch in the folder’s place', async () => {
    const { repo, bare } = await shared()
    await world.user(bare, 'branch', 'openlinear/app-7', 'main')
    await world.user(repo, 'fetch', '--quiet')
    const free = (wanted: string) => world.git.freeBranchName({ repo, wanted })
    expect(await free('openlinear/app-7')).toBe('openlinear/app-7-2')
    await world.user(repo, 'branch', 'openlinear')
    expect(await free('openlinear/app-8')).toBe('openlinear-app-8')
  })

  it.each(['-x', 'a..b', 'a b', 'a.lock', '', 'a~1', '@{-1}'])('refuses %j', async (wanted) => {
    const repo = await world.repository({}, 'names')
    expect((await failure(world.git.freeBranchName({ repo, wanted }))).code).toBe('GIT_ERROR')
  })
})
