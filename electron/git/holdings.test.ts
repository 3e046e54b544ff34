import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World, write } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

test('a worktree tells what only it has, without what we copied in', async () => {
  const { git } = world
  const repo = await world.repository({ 'a.txt': 'a\n', '.gitignore': 'ignored/\n' })
  const commit = await world.head(repo)
  const worktree = join(world.folder, 'state')
  await git.addWorktree({ repo, path: worktree, branch: 'openlinear/app-1', commit })
  expect(await git.worktreeState({ worktree })).toMatchObject({
    branch: 'openlinear/app-1',
    commit,
    uncommitted: 0,
    commits: 0,
  })
  const head = await world.commit(worktree, { 'a.txt': 'b\n' })
  await write(repo, { '.env': 'SECRET=1\n' })
  await git.copyFiles({ from: repo, to: worktree, files: ['.env'] })
  await write(worktree, { 'new "file".txt': 'x', 'ignored/y': 'y', 'a.txt': 'c\n' })
  expect(await git.worktreeState({ worktree })).toMatchObject({ commit: head, uncommitted: 2, commits: 1 })
  await world.user(repo, 'branch', 'theirs', head)
  expect(await git.worktreeState({ worktree })).toMatchObject({ commits: 0 })
  expect(await git.worktreeState({ worktree: repo })).toBeNull()
  expect(await git.worktreeState({ worktree: join(world.folder, 'nowhere') })).toBeNull()
})

test('registrations without their folders are found, also where the folder is behind a link', async () => {
  const { git } = world
  const repo = await world.repository()
  const real = join(world.folder, 'disk')
  const data = join(world.folder, 'data')
  await mkdir(real)
  await symlink(real, data)
  for (const name of ['one', 'two', 'three'])
    await world.user(repo, 'worktree', 'add', '--quiet', '--detach', '--', join(data, 'worktrees', name))
  await world.user(repo, 'worktree', 'add', '--quiet', '--detach', '--', join(world.folder, 'other'))
  for (const path of [join(real, 'worktrees', 'one'), join(world.folder, 'other')])
    await rm(path, { recursive: true })
  const commit = await world.head(repo)
  expect(await git.lostWorktrees({ repo, below: data })).toEqual([
    { name: 'one', path: join(data, 'worktrees', 'one'), branch: null, commit },
  ])
})

test('a clone tells what its remotes lack: commits of any ref, files, worktrees', async () => {
  const { git } = world
  const repo = await world.repository()
  const clone = join(world.folder, 'clone')
  await world.user(world.folder, 'clone', '--quiet', repo, clone)
  expect(await git.unpushed({ repo: clone })).toEqual({ commits: 0, uncommitted: 0, worktrees: 0 })
  const ahead = await world.commit(clone, { 'b.txt': 'b\n' })
  await world.user(clone, 'update-ref', 'refs/openlinear/trash/x', ahead)
  await world.user(clone, 'reset', '--quiet', '--hard', 'origin/main')
  expect(await git.unpushed({ repo: clone })).toMatchObject({ commits: 1 })
  await write(clone, { 'c.txt': 'c' })
  expect(await git.unpushed({ repo: clone })).toMatchObject({ commits: 1, uncommitted: 1 })
  await rm(join(clone, 'c.txt'))
  await write(clone, { '.git/info/exclude': '.env*\nnode_modules\nlocal\ndist\n' })
  await write(clone, { 'node_modules/a/x.js': 'x', 'new "\n" app/dist/y.js': 'y', '.venv/.gitignore': '*' })
  await world.commit(clone, { 'new "\n" app/kept.txt': 'z' })
  expect(await git.unpushed({ repo: clone })).toMatchObject({ uncommitted: 0 })
  await write(clone, { '.env': 'SECRET=1', 'new "\n" app/.env.local': 'SECRET=2', 'local/notes.txt': 'n' })
  await write(clone, { 'new "\n" app/node_modules': 'a file' })
  expect(await git.unpushed({ repo: clone })).toMatchObject({ uncommitted: 4 })
  const empty = join(world.folder, 'empty')
  await world.user(world.folder, 'init', '--quiet', empty)
  expect(await git.unpushed({ repo: empty })).toBeNull()
  await write(empty, { 'precious.txt': 'x' })
  expect(await git.unpushed({ repo: empty })).toEqual({ commits: 0, uncommitted: 1, worktrees: 0 })
})

test('only branches of ours are named, with where they are checked out', async () => {
  const { git } = world
  const repo = await world.repository()
  const commit = await world.head(repo)
  const path = join(world.folder, 'checked out')
  for (const branch of ['openlinear/a', 'openlinear/b', 'open', 'feature/openlinear/x'])
    await world.user(repo, 'branch', branch)
  await world.user(repo, 'worktree', 'add', '--quiet', path, 'openlinear/b')
  expect(await git.ourBranches({ repo })).toMatchObject([
    { branch: 'openlinear/a', commit, checkedOutAt: null },
    { branch: 'openlinear/b', commit, checkedOutAt: path },
  ])
})
