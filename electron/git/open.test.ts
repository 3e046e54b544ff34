import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failure, makeWorld, type World, write } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

describe('openRepository', () => {
  it('tells what a repository is', async () => {
    const repo = await world.repository()
    await world.user(repo, 'remote', 'add', 'origin', 'https://ada:secret@example.com/a/b.git')
    expect(await world.git.openRepository(repo)).toEqual({
      root: repo,
      commonDir: join(repo, '.git'),
      currentBranch: 'main',
      defaultBranch: 'main',
      headCommit: await world.head(repo),
      remotes: [{ name: 'origin', url: 'https://example.com/a/b.git' }],
      isShallow: false,
      isBare: false,
      hasSubmodules: false,
      usesLfs: false,
    })
  })

  it('takes a sub-folder and a linked worktree for their repository', async () => {
    const repo = await world.repository({ 'src/a.txt': 'a' })
    const linked = join(world.folder, 'linked of the user')
    await world.user(repo, 'worktree', 'add', '--quiet', '-b', 'side', linked)
    expect((await world.git.openRepository(join(repo, 'src'))).root).toBe(repo)
    const info = await world.git.openRepository(linked)
    expect([info.root, info.currentBranch]).toEqual([repo, 'main'])
  })

  it('takes the worktree of a bare repository as it is', async () => {
    const bare = await world.origin(await world.repository())
    const linked = join(world.folder, 'of-bare')
    await world.user(bare, 'worktree', 'add', '--quiet', '-b', 'side', linked)
    const info = await world.git.openRepository(linked)
    expect([info.root, info.currentBranch, info.headCommit]).toEqual([
      linked,
      'side',
      await world.head(linked),
    ])
  })

  it('reads a submodule, whose .git is a file', async () => {
    const inner = await world.repository()
    const outer = await world.repository()
    await world.user(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'inner')
    await world.commit(outer, {})
    expect((await world.git.openRepository(outer)).hasSubmodules).toBe(true)
    const info = await world.git.openRepository(join(outer, 'inner'))
    expect([info.root, info.currentBranch, info.headCommit]).toEqual([
      join(outer, 'inner'),
      'main',
      await world.head(inner),
    ])
  })

  it('finds the default branch: of the remote, configured, current', async () => {
    const repo = await world.repository()
    await world.user(repo, 'branch', '-m', 'trunk')
    expect((await world.git.openRepository(repo)).defaultBranch).toBe('trunk')
    await world.user(repo, 'branch', 'main')
    expect((await world.git.openRepository(repo)).defaultBranch).toBe('main')
    await world.user(repo, 'branch', 'next')
    await world.origin(repo)
    await world.user(repo, 'remote', 'set-head', 'origin', 'next')
    expect((await world.git.openRepository(repo)).defaultBranch).toBe('next')
  })

  it('reads SHA-256 repositories, packed refs and a detached HEAD', async () => {
    const repo = join(world.folder, 'sha256')
    await mkdir(repo)
    await world.user(repo, 'init', '--quiet', '--object-format=sha256', '--initial-branch=main')
    const commit = await world.commit(repo, { 'a.txt': 'a' })
    expect(await world.git.commitOf({ repo, ref: 'refs/heads/main' })).toBe(commit)
    expect((await world.git.openRepository(repo)).headCommit).toHaveLength(64)

    const packed = await world.repository()
    await world.user(packed, 'pack-refs', '--all')
    await world.user(packed, 'checkout', '--quiet', '--detach')
    const info = await world.git.openRepository(packed)
    expect([info.currentBranch, info.defaultBranch]).toEqual([null, 'main'])
    expect(await world.git.commitOf({ repo: packed, ref: 'refs/heads/main' })).toBe(info.headCommit)
  })

  it('notices shallow clones and LFS', async () => {
    const bare = await world.origin(
      await world.repository({ '.gitattributes': '*.bin filter=lfs diff=lfs\n' }),
    )
    const path = join(world.folder, 'shallow')
    await world.user(world.folder, 'clone', '--quiet', '--depth=1', `file://${bare}`, path)
    const info = await world.git.openRepository(path)
    expect([info.isShallow, info.usesLfs]).toEqual([true, true])
  })

  it('refuses what is no repository, bare, or empty', async () => {
    const folder = join(world.folder, 'plain')
    await mkdir(folder)
    const bare = await world.origin(await world.repository())
    const empty = join(world.folder, 'empty')
    await mkdir(empty)
    await world.user(empty, 'init', '--quiet')
    const repo = await world.repository()
    const code = async (path: string) => (await failure(world.git.openRepository(path))).code
    expect(await code(folder)).toBe('NOT_A_REPOSITORY')
    expect(await code(join(world.folder, 'missing'))).toBe('NOT_A_REPOSITORY')
    expect(await code(join(repo, 'README.md'))).toBe('NOT_A_REPOSITORY')
    expect(await code(join(repo, '.git'))).toBe('NOT_A_REPOSITORY')
    expect(await code(empty)).toBe('EMPTY_REPOSITORY')
    const refused = await failure(world.git.openRepository(bare))
    expect([refused.code, refused.message]).toEqual(['NOT_A_REPOSITORY', expect.stringContaining('bare')])
  })
})

describe('refs', () => {
  it('knows names of every kind, and that there are none', async () => {
    const repo = await world.repository()
    const head = await world.head(repo)
    await world.user(repo, 'branch', 'späß/🚀')
    const of = (ref: string) => world.git.commitOf({ repo, ref })
    expect(await of('refs/heads/späß/🚀')).toBe(head)
    expect(await of('HEAD')).toBe(head)
    expect(await of(head)).toBe(head)
    expect(await of('main')).toBe(head)
    expect(await of('refs/heads/nothing')).toBeNull()
    expect(await of('refs/heads/späß')).toBeNull()
    expect(await of('--all')).toBeNull()
    expect(await of('0'.repeat(40))).toBeNull()
  })

  it('spawns nothing for a branch of a main working tree', async () => {
    const repo = await world.repository()
    const head = await world.head(repo)
    const path = process.env.PATH
    process.env.PATH = ''
    try {
      expect(await world.git.commitOf({ repo, ref: 'refs/heads/main' })).toBe(head)
    } finally {
      process.env.PATH = path
    }
  })

  it('spawns nothing for HEAD and the branches of a linked worktree, which are its own', async () => {
    const repo = await world.repository()
    const main = await world.head(repo)
    const linked = join(world.folder, 'linked, read in process')
    await world.user(repo, 'worktree', 'add', '--quiet', '-b', 'linked/own', linked)
    const own = await world.commit(linked, { 'a.txt': 'a' })
    const of = (ref: string) => world.git.commitOf({ repo: linked, ref })
    const path = process.env.PATH
    process.env.PATH = ''
    try {
      expect(await of('HEAD')).toBe(own)
      expect(await of('refs/heads/linked/own')).toBe(own)
      expect(await of('refs/heads/main')).toBe(main)
      expect(await of('refs/heads/none')).toBeNull()
    } finally {
      process.env.PATH = path
    }
    await world.user(linked, 'checkout', '--quiet', '--detach', main)
    expect(await of('HEAD')).toBe(main)
  })

  it('knows ancestors', async () => {
    const repo = await world.repository()
    const ancestor = await world.head(repo)
    const descendant = await world.commit(repo, { 'a.txt': 'a' })
    expect(await world.git.isAncestor({ repo, ancestor, descendant })).toBe(true)
    expect(await world.git.isAncestor({ repo, ancestor: descendant, descendant: ancestor })).toBe(false)
    const none = await failure(world.git.isAncestor({ repo, ancestor: 'nothing', descendant }))
    expect(none.code).toBe('GIT_ERROR')
  })
})

describe('initSample', () => {
  const sample = () => ({
    path: join(world.folder, 'sample'),
    files: [
      { path: 'src/a.js', content: 'a\n' },
      { path: 'bin/run.sh', content: '#!/bin/sh\n', mode: 0o755 },
      { path: 'ignored.log', content: 'log' },
      { path: '.gitignore', content: '*.log\n' },
    ],
    message: '# A sample',
    branch: 'main',
  })

  it('makes one commit, once', async () => {
    const given = sample()
    // What a killed one left.
    await write(join(world.folder, '.sample.partial'), { 'half.txt': 'half' })
    await world.git.initSample(given)
    const { headCommit, currentBranch } = await world.git.openRepository(given.path)
    expect(currentBranch).toBe('main')
    expect(await world.user(given.path, 'log', '--format=%an %s')).toBe('OpenLinear # A sample')
    expect(await world.user(given.path, 'ls-tree', '-r', 'HEAD', '--', 'bin')).toMatch(/^100755 /)
    expect((await world.user(given.path, 'ls-files')).split('\n')).toHaveLength(4)
    expect(await world.user(given.path, 'status', '--porcelain')).toBe('')
    await writeFile(join(given.path, 'src/a.js'), 'mine')
    await world.git.initSample(given)
    expect((await world.git.openRepository(given.path)).headCommit).toBe(headCommit)
    expect(await readFile(join(given.path, 'src/a.js'), 'utf8')).toBe('mine')
  })

  it('leaves a folder with something else alone', async () => {
    const path = join(world.folder, 'taken')
    await write(path, { 'a.txt': 'a' })
    expect((await failure(world.git.initSample({ ...sample(), path }))).code).toBe('GIT_ERROR')
    const outside = { ...sample(), path: join(world.folder, 's2'), files: [{ path: '../x', content: '' }] }
    expect((await failure(world.git.initSample(outside))).code).toBe('BAD_REQUEST')
  })
})

it('says whether a repository that was lost is gone with its folder, or only its .git', async () => {
  const repo = await world.repository()
  await rm(join(repo, '.git'), { recursive: true })
  const lost = await failure(world.git.requireRepository(repo))
  expect(lost).toMatchObject({ code: 'NOT_A_REPOSITORY', details: { path: repo } })
  expect(lost.message).toContain(`${repo} is not a git repository any more. Put it back`)
  await rm(repo, { recursive: true })
  const gone = await failure(world.git.requireRepository(repo))
  expect(gone.message).toContain(`${repo} is not there any more. Put it back`)
})
