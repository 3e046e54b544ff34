import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, fingerprint, makeWorld, type World, write } from './testing.ts'

let world: World
let repo: string
let worktree: string
let integrationPath: string
let base: string
let count = 0
const branch = 'openlinear/app-1'

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** The user is on `home`; `main` is checked out nowhere; an agent works from it. */
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '*.log\n' })
  base = await world.head(repo)
  count += 1
  worktree = join(world.folder, `wt-${count}`)
  integrationPath = join(world.folder, 'integration', String(count))
  await world.git.addWorktree({ repo, path: worktree, branch, commit: base })
  await world.user(repo, 'checkout', '--quiet', '-b', 'home')
})

const options = () => ({
  repo,
  integrationPath,
  baseBranch: 'main',
  headCommit: '',
  strategy: 'merge' as 'ff' | 'merge',
  moveCheckout: false,
  message: '# Merge APP-1\n\nmore',
  runHooks: false,
  sign: false,
})
const merge = (headCommit: string, more: Partial<ReturnType<typeof options>> = {}) =>
  world.git.merge({ ...options(), headCommit, ...more })
const work = (files: Record<string, string> = { 'work.txt': 'work\n' }) => world.commit(worktree, files)
const main = () => world.head(repo, 'main')
const parents = (commit: string) => world.user(repo, 'log', '-1', '--format=%P', commit)

/** What an error names. */
const filesOf = ({ details }: { details: Record<string, unknown> | null }) =>
  [...((details?.files ?? []) as string[])].sort()

/** Somebody else's commit on main, made without any checkout. */
async function moveMain(files: Record<string, string>): Promise<string> {
  const path = join(world.folder, `side-${count}`)
  await world.user(repo, 'worktree', 'add', '--quiet', path, 'main')
  const commit = await world.commit(path, files)
  await world.user(repo, 'worktree', 'remove', path)
  return commit
}

async function hook(name: string, script: string) {
  await write(repo, { [`.git/hooks/${name}`]: `#!/bin/sh\n${script}\n` })
  await chmod(join(repo, '.git', 'hooks', name), 0o755)
}

describe('a branch that is not checked out', () => {
  it('is moved forward, once, without touching the user’s checkout', async () => {
    await write(repo, { 'a.txt': 'mine' })
    const head = await work()
    const before = await fingerprint(world, repo)
    expect(await merge(head, { strategy: 'ff' })).toEqual({ commit: head })
    expect(await merge(head, { strategy: 'ff' })).toEqual({ commit: head })
    expect(await main()).toBe(head)
    const unmoved = (text: string) => text.replace(/[0-9a-f]{40} commit\\trefs\/heads\/main/, '')
    expect(unmoved(await fingerprint(world, repo))).toBe(unmoved(before))
  })

  it('gets a merge commit, also where it could be moved forward', async () => {
    const head = await work()
    const { commit } = await merge(head)
    expect([await main(), await parents(commit)]).toEqual([commit, `${base} ${head}`])
    expect(await world.user(repo, 'log', '-1', '--format=%an|%B', commit)).toBe(
      'Ada Lovelace|# Merge APP-1\n\nmore\n',
    )
    expect(await merge(head)).toEqual({ commit })
    expect(await world.user(repo, 'rev-list', '--count', 'main')).toBe('3')
  })

  it('is merged with what came to it meanwhile', async () => {
    const head = await work()
    const theirs = await moveMain({ 'theirs.txt': 'theirs' })
    expect((await failure(merge(head, { strategy: 'ff' }))).code).toBe('NOT_FAST_FORWARD')
    expect(await main()).toBe(theirs)
    const { commit } = await merge(head)
    expect(await parents(commit)).toBe(`${theirs} ${head}`)
  })

  it('is left alone by a conflict, which names the files and leaves nothing', async () => {
    const head = await work({ 'a.txt': 'agent\n', 'ü "x"\n.txt': 'agent' })
    const theirs = await moveMain({ 'a.txt': 'theirs\n', 'ü "x"\n.txt': 'theirs' })
    const refused = await failure(merge(head))
    expect(refused.code).toBe('MERGE_CONFLICT')
    expect(filesOf(refused)).toEqual(['a.txt', 'ü "x"\n.txt'])
    expect(await main()).toBe(theirs)
    expect(await world.user(integrationPath, 'status', '--porcelain')).toBe('')
    expect(await world.head(integrationPath)).toBe(theirs)
    const other = await world.user(repo, 'commit-tree', '-p', base, '-m', 'x', `${base}^{tree}`)
    expect((await merge(other)).commit).toBe(await main())
  })

  it('names a file one side deleted and the other changed', async () => {
    await rm(join(worktree, 'a.txt'))
    const head = await work({})
    await moveMain({ 'a.txt': 'theirs\n' })
    expect((await failure(merge(head))).details).toEqual({ files: ['a.txt'] })
  })

  it('is moved only from where it was: a race is merged anew', async () => {
    const head = await work()
    const theirs = await world.user(repo, 'commit-tree', '-p', base, '-m', 'race', `${base}^{tree}`)
    await hook(
      'commit-msg',
      `[ -e "${worktree}.raced" ] || git update-ref refs/heads/main ${theirs}; touch "${worktree}.raced"`,
    )
    const { commit } = await merge(head, { runHooks: true })
    expect([await main(), await parents(commit)]).toEqual([commit, `${theirs} ${head}`])
  })

  it('is given up when it moves again and again', async () => {
    const head = await work()
    await hook('commit-msg', 'git update-ref refs/heads/main $(git commit-tree -p main -m race main^{tree})')
    expect((await failure(merge(head, { runHooks: true }))).code).toBe('GIT_ERROR')
    expect(await world.git.isAncestor({ repo, ancestor: head, descendant: 'main' })).toBe(false)
  })

  it('is made when only the remote has it', async () => {
    const bare = await world.origin(repo)
    await world.user(bare, 'branch', 'next', base)
    await world.user(repo, 'fetch', '--quiet')
    const head = await work()
    const { commit } = await merge(head, { baseBranch: 'next' })
    expect([await world.head(repo, 'next'), await parents(commit)]).toEqual([commit, `${base} ${head}`])
  })

  it('must exist, as the commit must', async () => {
    const head = await work()
    expect((await failure(merge(head, { baseBranch: 'nothing' }))).message).toContain('“nothing”')
    expect((await failure(merge('1'.repeat(40)))).code).toBe('GIT_ERROR')
  })

  it('takes many merges at once', async () => {
    const heads = await Promise.all(
      ['x', 'y', 'z'].map(async (name) => {
        const path = `${worktree}-${name}`
        await world.git.addWorktree({ repo, path, branch: `openlinear/${name}`, commit: base })
        return world.commit(path, { [`${name}.txt`]: name })
      }),
    )
    await Promise.all(heads.map((head) => merge(head)))
    for (const ancestor of heads) {
      expect(await world.git.isAncestor({ repo, ancestor, descendant: 'main' })).toBe(true)
    }
  })

  it('repairs what a killed merge left of the integration worktree', async () => {
    const theirs = await moveMain({ 'a.txt': 'theirs\n' })
    await merge(await work())
    const conflicting = await world.commit(worktree, { 'a.txt': 'agent\n' })
    await world.user(integrationPath, 'merge', conflicting).catch(() => {})
    const folder = await world.user(integrationPath, 'rev-parse', '--absolute-git-dir')
    await writeFile(join(folder, 'index.lock'), '')
    await write(integrationPath, { 'left.txt': 'left' })
    const other = await world.user(repo, 'commit-tree', '-p', theirs, '-m', 'x', `${theirs}^{tree}`)
    const { commit } = await merge(other)
    expect(await main()).toBe(commit)

    await rm(integrationPath, { recursive: true })
    const next = await world.user(repo, 'commit-tree', '-p', theirs, '-m', 'y', `${theirs}^{tree}`)
    expect(await parents((await merge(next)).commit)).toBe(`${commit} ${next}`)
  })

  it('runs hooks only when it is asked to', async () => {
    const [first, second] = [await work(), await work({ 'more.txt': 'more' })]
    for (const name of ['pre-merge-commit', 'commit-msg', 'post-checkout', 'reference-transaction']) {
      await hook(name, 'echo "hook says no" >&2; exit 1')
    }
    const { commit } = await merge(first)
    expect(await main()).toBe(commit)
    const refused = await failure(merge(second, { runHooks: true }))
    expect([refused.code, refused.details?.stderr]).toEqual([
      'GIT_ERROR',
      expect.stringContaining('hook says no'),
    ])
    expect(await main()).toBe(commit)
  })
})

describe('a branch the user has checked out', () => {
  beforeEach(() => world.user(repo, 'checkout', '--quiet', 'main'))

  it('is not moved without leave', async () => {
    const head = await work()
    await write(repo, { 'a.txt': 'mine' })
    const before = await fingerprint(world, repo)
    const refused = await failure(merge(head))
    expect([refused.code, refused.details]).toEqual(['BASE_CHECKED_OUT', { path: repo }])
    expect(await fingerprint(world, repo)).toBe(before)
  })

  it.each(['ff', 'merge'] as const)('is moved with leave, files and all (%s)', async (strategy) => {
    const head = await work({ 'a.txt': 'agent\n', 'dir/new.txt': 'new' })
    await write(repo, { 'untracked.txt': 'mine', 'x.log': 'mine' })
    const { commit } = await merge(head, { strategy, moveCheckout: true })
    expect([await world.head(repo), await main()]).toEqual([commit, commit])
    expect(await readFile(join(repo, 'a.txt'), 'utf8')).toBe('agent\n')
    expect(await world.user(repo, 'status', '--porcelain')).toBe('?? untracked.txt')
    expect(await world.user(repo, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main')
    expect(await merge(head, { strategy, moveCheckout: true })).toEqual({ commit })
  })

  it('is not moved over changes, staged or not, in any file', async () => {
    const head = await work()
    for (const staged of [false, true]) {
      await write(repo, { 'b.txt': 'mine' })
      if (staged) await world.user(repo, 'add', 'b.txt')
      const before = await fingerprint(world, repo)
      const refused = await failure(merge(head, { moveCheckout: true }))
      expect([refused.code, refused.details]).toEqual(['CHECKOUT_DIRTY', { path: repo, files: ['b.txt'] }])
      expect([await fingerprint(world, repo), await main()]).toEqual([before, base])
    }
  })

  it('is not moved over files git does not know, also ignored ones', async () => {
    await write(worktree, { 'new.txt': 'agent', 'x.log': 'agent', 'folder/in.txt': 'agent', place: 'agent' })
    await world.user(worktree, 'add', '--force', 'x.log')
    const head = await work({})
    await write(repo, { 'new.txt': 'mine', 'x.log': 'mine', folder: 'mine', 'place/holder.log': 'mine' })
    const before = await fingerprint(world, repo)
    const refused = await failure(merge(head, { moveCheckout: true }))
    expect(refused.code).toBe('CHECKOUT_DIRTY')
    expect(filesOf(refused)).toEqual(['folder', 'new.txt', 'place', 'x.log'])
    expect([await fingerprint(world, repo), await main()]).toEqual([before, base])
    for (const name of ['new.txt', 'x.log', 'folder'])
      expect(await readFile(join(repo, name), 'utf8')).toBe('mine')
  })

  it('is told beforehand, with the files that hold it, and whether it can be moved forward', async () => {
    const head = await work()
    const state = () => world.git.mergeState({ ...options(), headCommit: head })
    expect(await state()).toEqual({ checkout: { path: repo, changes: [] }, canForward: true })
    await write(repo, { 'b.txt': 'mine', 'untracked.txt': 'mine' })
    expect(await state()).toEqual({ checkout: { path: repo, changes: ['b.txt'] }, canForward: true })
    await world.user(repo, 'stash', '--quiet')
    await world.user(repo, 'checkout', '--quiet', '--detach')
    expect(await state()).toEqual({ checkout: null, canForward: true })
    await moveMain({ 'c.txt': 'theirs\n' })
    expect(await state()).toEqual({ checkout: null, canForward: false })
    expect(
      (await failure(world.git.mergeState({ ...options(), headCommit: head, baseBranch: 'gone' }))).code,
    ).toBe('GIT_ERROR')
  })

  it('is not moved by a conflict', async () => {
    const head = await work({ 'a.txt': 'agent\n' })
    await world.commit(repo, { 'a.txt': 'mine\n' })
    const before = await fingerprint(world, repo)
    expect((await failure(merge(head, { moveCheckout: true }))).code).toBe('MERGE_CONFLICT')
    expect(await fingerprint(world, repo)).toBe(before)
  })

  it('may be in another worktree of the user’s, or in a rebase', async () => {
    await world.user(repo, 'checkout', '--quiet', 'home')
    const theirs = join(world.folder, `theirs-${count}`)
    await world.user(repo, 'worktree', 'add', '--quiet', theirs, 'main')
    const head = await work()
    expect((await failure(merge(head))).details).toEqual({ path: theirs })
    const { commit } = await merge(head, { moveCheckout: true })
    expect([await world.head(theirs), await readFile(join(theirs, 'work.txt'), 'utf8')]).toEqual([
      commit,
      'work\n',
    ])

    await world.commit(theirs, { 'a.txt': 'one\n' })
    await world.commit(repo, { 'a.txt': 'two\n' })
    await world.user(theirs, 'rebase', 'home').catch(() => {})
    const next = await work({ 'next.txt': 'next' })
    expect((await failure(merge(next))).details).toEqual({ path: theirs })
    expect((await failure(merge(next, { moveCheckout: true }))).code).toBe('CHECKOUT_DIRTY')
  })
})
