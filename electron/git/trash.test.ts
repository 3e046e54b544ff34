import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { KeepOptions } from './trash.ts'
import { failure, fingerprint, makeWorld, type World, write } from './testing.ts'

let world: World
let repo: string
let worktree: string
let base: string
let count = 0
const branch = 'openlinear/app-1'
const id = '0197a0b0-0000-7000-8000-000000000001'
const ref = `refs/openlinear/trash/${id}`

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  repo = await world.repository({ 'a.txt': 'a\n', '.gitignore': 'ignored/\n' })
  base = await world.head(repo)
  worktree = join(world.folder, `wt-${(count += 1)}`)
  await world.git.addWorktree({ repo, path: worktree, branch, commit: base })
})

const keep = (more: Partial<KeepOptions> = {}) =>
  world.git.keepInTrash({ repo, id, worktree, branch, message: 'kept', ...more })
const names = (commit: string) => world.user(repo, 'ls-tree', '-r', '--name-only', commit)

describe('the trash', () => {
  it('keeps uncommitted work over the removal of worktree and branch, and gives it back', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    await write(worktree, { 'a.txt': 'changed', 'loose.txt': 'loose', 'ignored/x': 'x' })
    const user = await fingerprint(world, repo)
    const kept = await keep({ commit: own })
    expect(await world.head(repo, ref)).toBe(kept)
    expect(await names(kept ?? '')).toBe('.gitignore\na.txt\nloose.txt\nown.txt')
    await world.git.removeWorktree({ repo, path: worktree })
    await world.git.deleteBranch({ repo, branch, expectedCommit: own })
    await world.git.deleteBranch({ repo, branch, expectedCommit: own })
    await world.user(repo, '-c', 'gc.reflogExpire=now', 'gc', '--quiet', '--prune=now')
    expect(await keep()).toBe(kept)
    expect(await fingerprint(world, repo)).toBe(user)

    const restored = await world.git.restoreFromTrash({ repo, id, wanted: branch })
    expect(restored).toEqual({ branch, commit: kept })
    expect(await world.git.restoreFromTrash({ repo, id, wanted: branch })).toEqual(restored)
    expect(await world.user(repo, 'show', `${branch}:a.txt`)).toBe('changed')
    await world.git.dropTrash({ repo, id })
    await world.git.dropTrash({ repo, id })
    expect(await world.git.commitOf({ repo, ref })).toBeNull()
    expect((await failure(world.git.restoreFromTrash({ repo, id, wanted: branch }))).code).toBe('NOT_FOUND')
  })

  it('keeps what only a remote branch of the same work has, where that goes away as well', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    const published = 'openlinear/app-1'
    await world.user(repo, 'update-ref', `refs/remotes/origin/${published}`, own)
    expect(await keep({ worktree: null })).toBeNull()
    expect(await keep({ worktree: null, published: 'another' })).toBeNull()
    expect(await keep({ worktree: null, published })).toBe(own)
    await world.git.dropTrash({ repo, id })
    // In the base branch nothing of it is lost.
    await world.user(repo, 'update-ref', 'refs/remotes/origin/main', own)
    expect(await keep({ worktree: null, published })).toBeNull()
  })

  it('lets go of no files whose repository was replaced by another one', async () => {
    await write(worktree, { 'loose.txt': 'precious' })
    await rm(repo, { recursive: true })
    await world.repository({ 'a.txt': 'a\n' }, basename(repo))
    expect(await failure(keep({ anew: true }))).toMatchObject({
      code: 'GIT_ERROR',
      message: expect.stringMatching(/files cannot be kept. Take out what you need, delete the folder/),
    })
    await rm(worktree, { recursive: true })
    expect(await keep({ anew: true })).toBeNull()
  })

  it('restores under the next free name', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    await keep()
    await world.commit(worktree, { 'own.txt': 'more' })
    expect(await world.git.restoreFromTrash({ repo, id, wanted: branch })).toEqual({
      branch: `${branch}-2`,
      commit: own,
    })
  })

  it('keeps the commit itself when nothing is loose, with or without a worktree', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    expect(await keep()).toBe(own)
    await world.git.dropTrash({ repo, id })
    await rm(worktree, { recursive: true })
    expect(await keep()).toBe(own)
    await world.git.dropTrash({ repo, id })
    expect(await keep({ worktree: null, branch: null, commit: own })).toBe(own)
  })

  it('keeps nothing when there is nothing, or a branch of the user’s has it', async () => {
    expect(await keep()).toBeNull()
    expect(await keep({ worktree: null, branch: 'openlinear/none', commit: null })).toBeNull()
    await write(worktree, { 'ignored/x': 'x' })
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    await world.user(repo, 'merge', '--quiet', '--ff-only', own)
    expect(await keep({ commit: own })).toBeNull()
    expect(await world.git.commitOf({ repo, ref })).toBeNull()
  })

  it('keeps branch and worktree when an agent parted them', async () => {
    const own = await world.commit(worktree, { 'own.txt': 'own' })
    await world.user(worktree, 'checkout', '--quiet', '--detach', base)
    const other = await world.commit(worktree, { 'other.txt': 'other' })
    const kept = (await keep()) ?? ''
    for (const ancestor of [own, other]) {
      expect(await world.git.isAncestor({ repo, ancestor, descendant: kept })).toBe(true)
    }
    expect(await names(kept)).toContain('other.txt')
  })

  it('stays with the first state: a second look may see a worktree half removed', async () => {
    await write(worktree, { 'loose.txt': 'loose' })
    const kept = await keep()
    await rm(join(worktree, 'loose.txt'))
    expect(await keep()).toBe(kept)
    expect(await readFile(join(worktree, 'a.txt'), 'utf8')).toBe('a\n')
  })

  it('kept anew has the state of now and, in its history, all that was kept before', async () => {
    await write(worktree, { 'loose.txt': 'loose' })
    const first = (await keep()) ?? ''
    expect(await keep({ anew: true })).toBe(first)
    await world.user(worktree, 'clean', '--quiet', '-fd')
    await write(worktree, { 'later.txt': 'later' })
    const second = (await keep({ anew: true })) ?? ''
    expect(await names(second)).toBe('.gitignore\na.txt\nlater.txt')
    expect(await world.git.isAncestor({ repo, ancestor: first, descendant: second })).toBe(true)
    expect(await keep({ anew: true })).toBe(second)
    // The same without a worktree, when the branch has gone elsewhere.
    await rm(worktree, { recursive: true })
    const tip = await world.user(repo, 'commit-tree', '-p', base, '-m', 'moved', `${base}^{tree}`)
    await world.user(repo, 'update-ref', `refs/heads/${branch}`, tip)
    const third = (await keep({ anew: true })) ?? ''
    for (const ancestor of [second, tip])
      expect(await world.git.isAncestor({ repo, ancestor, descendant: third })).toBe(true)
  })

  it('tells whether what it holds is still in its place', async () => {
    const isInPlace = () => world.git.isStillInPlace({ repo, id, worktree, branch })
    await write(worktree, { 'loose.txt': 'loose' })
    await keep()
    expect(await isInPlace()).toBe(true)
    await write(worktree, { 'loose.txt': 'other' })
    expect(await isInPlace()).toBe(false)
    await rm(worktree, { recursive: true })
    expect(await isInPlace()).toBe(false)
    await world.git.dropTrash({ repo, id })
    expect(await isInPlace()).toBe(true)
  })

  it('refuses ids that are no names', async () => {
    for (const wrong of ['../heads/main', '-x', '', 'a b', 'a/b']) {
      expect((await failure(world.git.dropTrash({ repo, id: wrong }))).code).toBe('BAD_REQUEST')
    }
  })
})

describe('deleteBranch', () => {
  it('deletes only what the caller saw, and nothing that is checked out', async () => {
    await world.user(repo, 'branch', 'side')
    await world.user(repo, 'checkout', '--quiet', 'side')
    const moved = await world.commit(repo, { 'b.txt': 'b' })
    const drop = (name: string, expectedCommit: string) =>
      world.git.deleteBranch({ repo, branch: name, expectedCommit })
    expect((await failure(drop('side', moved))).message).toMatch(/checked out/)
    await world.user(repo, 'checkout', '--quiet', 'main')
    expect((await failure(drop('side', base))).message).toMatch(/new commits/)
    expect(await world.head(repo, 'side')).toBe(moved)
    await drop('side', moved)
    expect(await world.git.commitOf({ repo, ref: 'refs/heads/side' })).toBeNull()
  })
})
