import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { removalPath } from './removal-names.ts'
import { failure, fingerprint, makeWorld, type World, write } from './testing.ts'

let world: World
let repo: string
let path: string
let commit: string
let count = 0
const branch = 'openlinear/app-1'

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n', '.gitignore': 'ignored/\n' })
  commit = await world.head(repo)
  path = join(world.folder, 'work trees', `wt ${(count += 1)}`)
})

const add = () => world.git.addWorktree({ repo, path, branch, commit })
const registrations = () => readdir(join(repo, '.git', 'worktrees')).catch(() => [])
const registration = async () => join(repo, '.git', 'worktrees', (await registrations())[0] ?? '')
const isThere = (at: string) =>
  access(at).then(
    () => true,
    () => false,
  )
const expectWhole = async (head = commit) => {
  expect(await world.head(path)).toBe(head)
  expect(await world.user(path, 'symbolic-ref', 'HEAD')).toBe(`refs/heads/${branch}`)
  expect(await world.user(path, 'status', '--porcelain')).toBe('')
  expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('a\n')
  expect(await registrations()).toHaveLength(1)
  expect(await isThere(join(await registration(), 'locked'))).toBe(true)
}

describe('addWorktree', () => {
  it('makes a branch and a locked worktree, and leaves the user’s checkout to the byte (B22)', async () => {
    await write(repo, { 'a.txt': 'dirty\n', 'new.txt': 'new' })
    await world.user(repo, 'add', 'new.txt')
    const before = await fingerprint(world, repo)
    await add()
    await expectWhole()
    expect(await fingerprint(world, repo)).toBe(before)
    await world.user(repo, 'worktree', 'prune')
    await expectWhole()
  })

  it('keeps a whole worktree with the work in it', async () => {
    await add()
    await world.commit(path, { 'work.txt': 'done' })
    await write(path, { 'a.txt': 'half', 'untracked.txt': 'u' })
    const lock = join(await registration(), 'index.lock')
    await writeFile(lock, '')
    const [head, status] = [
      await world.head(path),
      await world.user(path, '--no-optional-locks', 'status', '-s'),
    ]
    await add()
    expect([await world.head(path), await world.user(path, 'status', '-s')]).toEqual([head, status])
    expect(await isThere(lock)).toBe(false)
  })

  it('keeps one whose agent checked out something else or deleted the branch', async () => {
    await add()
    await world.user(path, 'checkout', '--quiet', '-b', 'elsewhere')
    await world.commit(path, { 'work.txt': 'done' })
    await world.user(path, 'branch', '--quiet', '-D', branch)
    const head = await world.head(path)
    await add()
    expect(await world.head(path)).toBe(head)
    expect(await world.head(repo, branch)).toBe(commit)
  })

  it('takes a branch that was made just before a crash', async () => {
    await world.user(repo, 'branch', branch, commit)
    await add()
    await expectWhole()
  })

  it('makes anew what is registered but has no folder, with the commits made there', async () => {
    await add()
    const head = await world.commit(path, { 'work.txt': 'done' })
    await rm(path, { recursive: true })
    await add()
    await expectWhole(head)
  })

  it('makes anew a folder that is not registered, or lost its .git', async () => {
    await write(path, { 'half.txt': 'half' })
    await add()
    await expectWhole()
    await rm(join(path, '.git'))
    await add()
    await expectWhole()
    expect(await isThere(join(path, 'half.txt'))).toBe(false)
  })

  it('makes anew one whose checkout was killed: no index yet, its lock left', async () => {
    await add()
    await rm(join(await registration(), 'index'))
    await writeFile(join(await registration(), 'index.lock'), 'half')
    await rm(join(path, 'a.txt'))
    await add()
    await expectWhole()
  })

  it('makes anew one whose registration is broken', async () => {
    await add()
    await rm(join(await registration(), 'HEAD'))
    await add()
    await expectWhole()
    await rm(await registration(), { recursive: true })
    await add()
    await expectWhole()
    await writeFile(join(await registration(), 'HEAD'), `${'1'.repeat(40)}\n`)
    await add()
    await expectWhole()
  })

  it('does not touch a branch with other commits, or one that is checked out', async () => {
    await world.user(repo, 'checkout', '--quiet', '-b', branch)
    expect((await failure(add())).message).toMatch(/checked out/)
    await world.commit(repo, { 'b.txt': 'b' })
    await world.user(repo, 'checkout', '--quiet', 'main')
    const refused = await failure(add())
    expect([refused.code, refused.message]).toEqual(['GIT_ERROR', expect.stringContaining('other commits')])
    expect(await isThere(path)).toBe(false)
  })

  it('leaves the user’s own worktrees alone, also those whose disk is not there', async () => {
    const theirs = join(world.folder, 'on-a-disk')
    await world.user(repo, 'worktree', 'add', '--quiet', '-b', 'theirs', theirs)
    await rm(theirs, { recursive: true })
    await add()
    await world.git.removeWorktree({ repo, path })
    expect(await registrations()).toEqual(['on-a-disk'])
  })

  it('runs no hook, and takes many at once', async () => {
    await write(repo, { '.git/hooks/post-checkout': '#!/bin/sh\nexit 1\n' })
    await world.user(repo, 'config', 'core.hooksPath', join(repo, '.git', 'hooks'))
    const paths = ['a', 'b', 'c', 'd'].map((name) => `${path}-${name}`)
    await Promise.all(
      paths.map((each, index) =>
        world.git.addWorktree({ repo, path: each, branch: `openlinear/many-${index}`, commit }),
      ),
    )
    expect(await registrations()).toHaveLength(4)
    for (const each of paths) expect(await world.head(each)).toBe(commit)
  })

  it('refuses names that are options', async () => {
    const refused = await failure(world.git.addWorktree({ repo, path, branch: '--detach', commit }))
    expect(refused.code).toBe('GIT_ERROR')
  })
})

describe('removeWorktree', () => {
  const remove = () => world.git.removeWorktree({ repo, path })

  it('removes folder and registration, keeps the branch; again is fine', async () => {
    await add()
    await write(path, { 'untracked.txt': 'u', 'ignored/x': 'x' })
    await remove()
    await remove()
    expect([await isThere(path), await registrations()]).toEqual([false, []])
    expect(await world.head(repo, branch)).toBe(commit)
  })

  it('ends a removal that was killed half-way', async () => {
    await add()
    await write(removalPath(path), { 'left.txt': 'x' })
    await rm(join(path, '.git'))
    await remove()
    expect([await isThere(path), await isThere(removalPath(path)), await registrations()]).toEqual([
      false,
      false,
      [],
    ])
  })

  it('never removes a repository', async () => {
    const other = await world.repository()
    for (const wrong of [repo, other, world.folder]) {
      expect((await failure(world.git.removeWorktree({ repo, path: wrong }))).code).toBe('GIT_ERROR')
    }
    expect(await isThere(join(repo, 'a.txt'))).toBe(true)
  })

  it('removes the folder when the repository is gone', async () => {
    await add()
    await rm(repo, { recursive: true })
    await remove()
    expect(await isThere(path)).toBe(false)
    await mkdir(repo)
  })
})
