import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failure, fingerprint, makeWorld, type World, write } from './testing.ts'

let world: World
let repo: string
let path: string
let base: string
let count = 0

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n', 'b.txt': 'b\n' })
  base = await world.head(repo)
  count += 1
  path = join(world.folder, 'integration', String(count))
})

/** A commit on a branch of its own, made in a worktree beside the checkout. */
async function work(branch: string, files: Record<string, string>, from = base): Promise<string> {
  const worktree = join(world.folder, `wt-${count}-${branch}`)
  await world.git.addWorktree({ repo, path: worktree, branch, commit: from })
  return world.commit(worktree, files, `Work on ${branch}`)
}
const worktreeOf = (branch: string) => join(world.folder, `wt-${count}-${branch}`)

const integrate = (commit: string, more: Partial<Parameters<World['git']['integrate']>[0]> = {}) =>
  world.git.integrate({
    repo,
    path,
    onto: base,
    commit,
    message: 'Merge APP-1: Work',
    date: 1_700_000_000,
    runHooks: false,
    sign: false,
    ...more,
  })
const show = (commit: string, format: string) => world.user(repo, 'log', '-1', `--format=${format}`, commit)

describe('integrate', () => {
  it('merges onto a commit, moves no branch, and leaves the user’s checkout alone', async () => {
    const commit = await work('one', { 'one.txt': 'one\n' })
    const before = await fingerprint(world, repo)
    const refs = await world.user(repo, 'for-each-ref')
    const made = await integrate(commit)
    if (made.kind !== 'merged') return expect.unreachable()
    expect(await show(made.commit, '%P')).toBe(`${base} ${commit}`)
    expect(await show(made.commit, '%s|%at|%ct')).toBe('Merge APP-1: Work|1700000000|1700000000')
    expect(await world.head(path)).toBe(made.commit)
    expect(await world.user(repo, 'for-each-ref')).toBe(refs)
    expect(await fingerprint(world, repo)).toBe(before)
  })

  it('makes the same commit again, also in another worktree', async () => {
    const commit = await work('one', { 'one.txt': 'one\n' })
    const first = await integrate(commit)
    await world.git.removeWorktree({ repo, path })
    expect(await integrate(commit)).toEqual(first)
    expect(await integrate(commit, { path: `${path}-other` })).toEqual(first)
    expect(await integrate(commit, { date: 1_700_000_001 })).not.toEqual(first)
  })

  it('names what conflicts, whatever the names, and stands at `onto` again', async () => {
    const odd = ['with space.txt', 'ümläut "quoted".txt', 'new\nline.txt', '-dash.txt']
    const files = (text: string) => Object.fromEntries(odd.map((name) => [name, `${text}\n`]))
    const onto = await work('one', { ...files('one'), 'clean.txt': 'one\n' })
    const commit = await work('two', { ...files('two'), 'other.txt': 'two\n' })
    const made = await integrate(commit, { onto })
    if (made.kind !== 'conflict') return expect.unreachable()
    expect(made.files.toSorted()).toEqual(odd.toSorted())
    expect(await world.head(path)).toBe(onto)
    expect(await world.user(path, 'status', '--porcelain')).toBe('')
    // And is of use for the next one.
    const third = await work('three', { 'three.txt': 'three\n' })
    expect(await integrate(third, { onto })).toMatchObject({ kind: 'merged' })
  })

  it('tells a deletion against a change as a conflict, too', async () => {
    const onto = await work('one', { 'a.txt': 'changed\n' })
    await work('two', { 'x.txt': 'x\n' })
    await world.user(worktreeOf('two'), 'rm', '--quiet', 'a.txt')
    const commit = await world.commit(worktreeOf('two'), {}, 'Delete')
    expect(await integrate(commit, { onto })).toEqual({ kind: 'conflict', files: ['a.txt'] })
  })

  it('makes no commit of what is contained already', async () => {
    const commit = await work('one', { 'one.txt': 'one\n' })
    const made = await integrate(commit)
    if (made.kind !== 'merged') return expect.unreachable()
    expect(await integrate(commit, { onto: made.commit })).toEqual(made)
    expect(await integrate(base, { onto: made.commit })).toEqual(made)
    expect(await world.head(path)).toBe(made.commit)
  })

  it('says that a commit is gone, and makes no worktree for it', async () => {
    const said = await failure(integrate('1'.repeat(40)))
    expect(said).toMatchObject({ code: 'GIT_ERROR', details: { commit: '1'.repeat(40) } })
    expect(await world.user(repo, 'worktree', 'list')).not.toContain(path)
  })

  describe('alone', () => {
    const alone = true

    it('makes the commit that a worktree would, and neither makes nor moves one', async () => {
      const lines = (first: string) => `${first}\n${'same\n'.repeat(9)}last\n`
      const from = await world.commit(repo, {
        'old.txt': lines('first'),
        'gone.txt': 'x\n',
        'ümläut "é".txt': 'x\n',
      })
      const one = await work('one', { 'old.txt': lines('changed') }, from)
      await work('two', { 'new.txt': 'new\n', '-dash.txt': 'x\n' }, from)
      const two = worktreeOf('two')
      await write(two, { 'deep/kept.txt': 'kept\n' })
      await world.user(two, 'mv', 'old.txt', 'deep/renamed.txt')
      await world.user(two, 'rm', '--quiet', 'gone.txt')
      const commit = await world.commit(two, {}, 'Rename and delete')
      const options = { onto: one, message: 'Merge BEN-1:  two “ends” ' }
      const made = await integrate(commit, { ...options, alone })
      expect(await world.user(repo, 'worktree', 'list')).not.toContain(path)
      expect(await integrate(commit, options)).toEqual(made)
      expect(await world.user(path, 'show', 'HEAD:deep/renamed.txt')).toBe(lines('changed').trimEnd())
      const third = await work('three', { 'three.txt': 'three\n' }, from)
      const head = await world.head(path)
      expect(await integrate(third, { onto: head, alone })).toMatchObject({ kind: 'merged' })
      expect(await world.head(path)).toBe(head)
    })

    it.each<[string, { attributes?: string; mine?: string; config?: [string, string] }]>([
      ['files that count as binary', { attributes: '*.txt binary\n' }],
      ['a macro', { attributes: '[attr]whole -merge\n*.txt whole\n' }],
      ['binary files beside its own .git', { attributes: '*.txt -merge\n', config: ['core.worktree', '..'] }],
      ['a driver', { attributes: '*.txt merge=own\n', config: ['merge.own.driver', 'true'] }],
      [
        'a driver in a file of the user’s',
        { mine: '*.txt merge=own\n', config: ['merge.own.driver', 'true'] },
      ],
      ['a driver for everything', { config: ['merge.default', 'binary'] }],
      ['words for the message', { config: ['merge.log', 'true'] }],
    ])('asks a worktree where the repository names %s', async (_, { attributes, mine, config }) => {
      if (config !== undefined) await world.user(repo, 'config', ...config)
      if (mine !== undefined) await write(join(repo, '.git'), { 'info/attributes': mine })
      const from = await world.commit(repo, {
        'a.txt': '1\n2\n3\n4\n5\n',
        ...(attributes === undefined ? {} : { '.gitattributes': attributes }),
      })
      const onto = await work('one', { 'a.txt': 'one\n2\n3\n4\n5\n' }, from)
      const commit = await work('two', { 'a.txt': '1\n2\n3\n4\ntwo\n' }, from)
      expect(await integrate(commit, { onto, alone })).toEqual(await integrate(commit, { onto }))
      expect(await world.user(repo, 'worktree', 'list')).toContain(path)
    })

    it('does not listen to attributes of the user’s checkout that are in no commit', async () => {
      const onto = await work('one', { 'a.txt': 'one\n' })
      const commit = await work('two', { 'a.txt': 'two\n' })
      await write(repo, { '.gitattributes': '*.txt merge=union\n' })
      expect(await integrate(commit, { onto, alone })).toEqual({ kind: 'conflict', files: ['a.txt'] })
    })

    it('answers of a conflict, of what is contained and of what is gone as ever', async () => {
      const one = await work('one', { 'a.txt': 'one\n' })
      const two = await work('two', { 'a.txt': 'two\n' })
      expect(await integrate(two, { onto: one, alone })).toEqual({ kind: 'conflict', files: ['a.txt'] })
      const made = await integrate(one, { alone })
      if (made.kind !== 'merged') return expect.unreachable()
      expect(await integrate(one, { onto: made.commit, alone })).toEqual(made)
      const gone = '1'.repeat(40)
      expect(await failure(integrate(gone, { alone }))).toMatchObject({ details: { commit: gone } })
    })
  })

  it('clears away what a killed merge and a check have left, but not what is ignored', async () => {
    const onto = await world.commit(repo, { '.gitignore': 'built/\n' })
    const commit = await work('one', { 'one.txt': 'one\n' }, onto)
    await integrate(commit, { onto })
    await write(path, { 'a.txt': 'half done\n', 'left.txt': 'left\n', 'built/x': 'x\n' })
    expect(await integrate(commit, { onto })).toMatchObject({ kind: 'merged' })
    expect(await world.user(path, 'status', '--porcelain', '--ignored')).toBe('!! built/')
  })

  it('lets a hook of the user’s refuse when hooks are on, and not when they are off', async () => {
    const commit = await work('one', { 'one.txt': 'one\n' })
    await writeFile(join(repo, '.git/hooks/pre-merge-commit'), '#!/bin/sh\necho no >&2\nexit 1\n', {
      mode: 0o755,
    })
    expect(await failure(integrate(commit, { runHooks: true }))).toMatchObject({ code: 'GIT_ERROR' })
    expect(await world.head(path)).toBe(base)
    expect(await integrate(commit)).toMatchObject({ kind: 'merged' })
  })
})

describe('settleBranch', () => {
  const branch = 'openlinear/batch-1'
  const settle = (to: string) => world.git.settleBranch({ repo, branch, to })
  const at = () => world.head(repo, branch)

  it('makes it, moves it on, and makes it anew when it is gone', async () => {
    const next = await work('one', { 'one.txt': 'one\n' })
    expect(await settle(base)).toBe(base)
    expect(await settle(next)).toBe(next)
    expect(await at()).toBe(next)
    expect(await settle(next)).toBe(next)
    await world.user(repo, 'branch', '--quiet', '-D', branch)
    expect(await settle(next)).toBe(next)
    expect(await at()).toBe(next)
  })

  it('keeps what the user committed on top, and says where that is', async () => {
    const [ours, theirs] = [base, await work('one', { 'one.txt': 'one\n' })]
    await world.user(repo, 'branch', branch, theirs)
    expect(await settle(ours)).toBe(theirs)
    expect(await at()).toBe(theirs)
  })

  it('touches no branch that went elsewhere, and names it', async () => {
    const [ours, theirs] = [await work('one', { 'one.txt': '1\n' }), await work('two', { 'two.txt': '2\n' })]
    await world.user(repo, 'branch', branch, theirs)
    expect(await failure(settle(ours))).toMatchObject({
      code: 'GIT_ERROR',
      details: { branch, commit: theirs },
    })
    expect(await at()).toBe(theirs)
  })

  it('moves no branch under a checkout, and says where that is', async () => {
    const next = await work('one', { 'one.txt': 'one\n' })
    await settle(base)
    await world.user(repo, 'checkout', '--quiet', branch)
    const before = await fingerprint(world, repo)
    expect(await settle(base)).toBe(base)
    expect(await failure(settle(next))).toMatchObject({ code: 'GIT_ERROR', details: { branch, path: repo } })
    expect(await at()).toBe(base)
    expect(await fingerprint(world, repo)).toBe(before)
  })
})

describe('settleBranch, told where the branch is most likely', () => {
  const branch = 'openlinear/batch-1'
  const at = () => world.head(repo, branch)
  let next: string
  const settle = () => world.git.settleBranch({ repo, branch, to: next, from: base })
  beforeEach(async () => {
    next = await work('one', { 'one.txt': 'one\n' })
    await world.user(repo, 'branch', branch, base)
  })

  it('moves it on from there, and from nowhere else', async () => {
    expect(await settle()).toBe(next)
    expect(await at()).toBe(next)
    const theirs = await work('two', { 'two.txt': 'two\n' })
    await world.user(repo, 'branch', '--force', branch, theirs)
    expect(await failure(settle())).toMatchObject({ code: 'GIT_ERROR', details: { branch, commit: theirs } })
    const onTop = await world.commit(worktreeOf('one'), { 'more.txt': 'more\n' })
    await world.user(repo, 'branch', '--force', branch, onTop)
    expect(await settle()).toBe(onTop)
  })

  it('sees it checked out in a worktree of the user’s, packed or not, and past one that is half removed', async () => {
    const theirs = join(world.folder, `theirs-${count}`)
    await world.user(repo, 'worktree', 'add', '--quiet', theirs, branch)
    await world.user(repo, 'pack-refs', '--all')
    await mkdir(join(repo, '.git', 'worktrees', 'half'))
    expect(await failure(settle())).toMatchObject({ code: 'GIT_ERROR', details: { branch, path: theirs } })
    expect(await at()).toBe(base)
    await world.user(theirs, 'checkout', '--quiet', '--detach')
    expect(await settle()).toBe(next)
  })

  it.skipIf(process.platform === 'win32')('sees it checked out where HEAD is a link', async () => {
    const theirs = join(world.folder, `linked-${count}`)
    await world.user(repo, 'worktree', 'add', '--quiet', '--detach', theirs)
    await world.user(theirs, '-c', 'core.preferSymlinkRefs=true', 'checkout', '--quiet', branch)
    expect(await failure(settle())).toMatchObject({ code: 'GIT_ERROR', details: { branch, path: theirs } })
    expect(await at()).toBe(base)
  })
})

describe('forwardWorktree', () => {
  it('brings a run’s worktree and its branch to a merge of its work', async () => {
    const onto = await work('one', { 'one.txt': 'one\n' })
    const commit = await work('two', { 'two.txt': 'two\n' })
    const made = await integrate(commit, { onto })
    if (made.kind !== 'merged') return expect.unreachable()
    const worktree = worktreeOf('two')
    await world.git.forwardWorktree({ worktree, commit: made.commit })
    expect(await world.head(repo, 'two')).toBe(made.commit)
    expect(await world.user(worktree, 'status', '--porcelain', '--branch')).toBe('## two')
    expect(await world.user(worktree, 'ls-files')).toBe('a.txt\nb.txt\none.txt\ntwo.txt')
    // Done already.
    await world.git.forwardWorktree({ worktree, commit: made.commit })
    expect(await world.head(repo, 'two')).toBe(made.commit)
  })

  it('refuses what is no fast-forward or would overwrite something, and changes nothing', async () => {
    const [one, two] = [await work('one', { 'same.txt': '1\n' }), await work('two', { 'two.txt': '2\n' })]
    const worktree = worktreeOf('two')
    expect(await failure(world.git.forwardWorktree({ worktree, commit: one }))).toMatchObject({
      code: 'GIT_ERROR',
    })
    const made = await integrate(two, { onto: one })
    if (made.kind !== 'merged') return expect.unreachable()
    await write(worktree, { 'same.txt': 'mine\n' })
    expect(await failure(world.git.forwardWorktree({ worktree, commit: made.commit }))).toMatchObject({
      code: 'GIT_ERROR',
    })
    expect(await world.head(repo, 'two')).toBe(two)
    await rm(join(worktree, 'same.txt'))
    await world.git.forwardWorktree({ worktree, commit: made.commit })
  })
})

describe('lockfilesHash', () => {
  const hash = (commit: string) => world.git.lockfilesHash({ repo, commit })

  it('changes with a lockfile, wherever it lies, and with nothing else', async () => {
    const none = await hash(base)
    const plain = await world.commit(repo, { 'package.json': '{}\n', 'my-package-lock.json.txt': 'x\n' })
    expect(await hash(plain)).toBe(none)
    const seen = new Set([none])
    const changes: Record<string, string>[] = [
      { 'package-lock.json': '1\n' },
      { 'package-lock.json': '2\n' },
      { 'packages/ä b/yarn.lock': '1\n' },
      { 'Cargo.lock': '1\n' },
    ]
    for (const files of changes) {
      const now = await hash(await world.commit(repo, files))
      expect(seen).not.toContain(now)
      seen.add(now)
    }
    await world.user(repo, 'rm', '--quiet', 'Cargo.lock')
    expect(seen).toContain(await hash(await world.commit(repo, { 'a.txt': 'other\n' })))
  })
})
