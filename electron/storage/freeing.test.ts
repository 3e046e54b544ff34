import { mkdir, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Git } from '../git/git.ts'
import { makeWorld, type World, write } from '../git/testing.ts'
import type { ProjectPlace } from '../projects/projects.ts'
import type { StorageContext } from './context.ts'
import { thingsInFolders } from './folders.ts'
import { Freeing } from './freeing.ts'
import { thingsInRepositories } from './repositories.ts'

let world: World
let dataFolder: string
let places: ProjectPlace[]
let unpushed: Git['unpushed']
let commonDirOf: Git['commonDirOf']
/** By project id. */
let branches: Map<string, string[]>
let held: { path: string; runId: string }[]

beforeEach(async () => {
  world = await makeWorld()
  dataFolder = join(world.folder, 'data')
  await mkdir(join(dataFolder, 'clones'), { recursive: true })
  places = []
  held = []
  branches = new Map()
  commonDirOf = (repo) => world.git.commonDirOf(repo)
  unpushed = (options) => world.git.unpushed(options)
})
afterEach(() => world.close())

/** Real folders and git; the other rooms know nothing but the projects. */
const context = (): StorageContext => {
  const rooms: Partial<Record<keyof StorageContext, unknown>> = {
    dataFolder,
    git: { ...world.git, unpushed, commonDirOf },
    log: () => {},
    runs: { heldWorktrees: async () => held, branches: async (id: string) => branches.get(id) ?? [] },
    batches: { places: async () => [] },
    projects: { places: async () => places },
  }
  return rooms as StorageContext
}

async function clone(name: string): Promise<string> {
  const path = join(dataFolder, 'clones', name)
  await world.user(world.folder, 'clone', '--quiet', await world.repository(), path)
  return path
}

const PROJECT: ProjectPlace = {
  id: 'p1',
  key: 'APP',
  name: 'App',
  repoPath: '/elsewhere/p1',
  cloneUrl: 'https://example.com/app.git',
  isSample: false,
  isRemoved: false,
}

test('what comes into a clone while it is measured stays', async () => {
  const path = await clone('slow')
  unpushed = async (options) => {
    const found = await world.git.unpushed(options)
    await writeFile(join(path, 'late.txt'), 'late')
    return found
  }
  await expect(new Freeing(context()).free('clones/slow')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(existsSync(join(path, 'late.txt'))).toBe(true)
})

test('what comes into an empty folder while it is measured stays', async () => {
  const path = join(dataFolder, 'clones', 'empty')
  await mkdir(path)
  let looks = 0
  unpushed = async (options) => {
    const found = await world.git.unpushed(options)
    if ((looks += 1) === 1) await write(path, { 'late.txt': 'late' })
    return found
  }
  await expect(new Freeing(context()).free('clones/empty')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(existsSync(join(path, 'late.txt'))).toBe(true)
})

test('a clone that becomes a project while it is measured stays', async () => {
  const path = await clone('p2')
  unpushed = async (options) => {
    places = [{ ...PROJECT, id: 'p2', repoPath: path }]
    return world.git.unpushed(options)
  }
  await expect(new Freeing(context()).free('clones/p2')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(existsSync(path)).toBe(true)
})

test('a clone that is called like a leftover is none; a leftover goes with all that is in it', async () => {
  const path = await clone('x')
  const like = await clone('x.removing')
  await world.commit(like, { 'mine.txt': 'mine' })
  const freeing = new Freeing(context())
  await freeing.free('clones/x')
  expect(existsSync(path)).toBe(false)
  expect(existsSync(join(like, 'mine.txt'))).toBe(true)
  await expect(freeing.free('clones/x.removing')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(existsSync(join(like, 'mine.txt'))).toBe(true)

  const left = join(dataFolder, 'clones', '.openlinear-removing-x')
  await write(left, { 'rest.txt': 'rest' })
  await freeing.free('clones/.openlinear-removing-x')
  expect(existsSync(left)).toBe(false)
})

test('a clone in a folder of the user’s and one here of the same name are two things', async () => {
  await clone('p1')
  const outside = join(world.folder, 'theirs', 'p1')
  await world.user(world.folder, 'clone', '--quiet', await world.repository(), outside)
  places = [{ ...PROJECT, repoPath: outside }]
  const clones = (await thingsInFolders(context())).filter(({ kind }) => kind === 'clone')
  expect(clones.map(({ item, path }) => [item, path])).toEqual([
    ['clones/p1', join(dataFolder, 'clones', 'p1')],
    ['repositories/p1', outside],
  ])
  await expect(new Freeing(context()).free('repositories/p1')).rejects.toMatchObject({ code: 'CONFLICT' })
  await rm(outside, { recursive: true })
})

test('what is left of a removal under way stays while its run has the worktree', async () => {
  held = [{ path: join(dataFolder, 'worktrees', 'APP', 'app-1'), runId: 'r' }]
  const left = join(dataFolder, 'worktrees', 'APP', '.openlinear-removing-app-1')
  await write(left, { 'rest.txt': 'rest' })
  const item = 'worktrees/APP/.openlinear-removing-app-1'
  await expect(new Freeing(context()).free(item)).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(existsSync(left)).toBe(true)
  held = []
  await new Freeing(context()).free(item)
  expect(existsSync(left)).toBe(false)
})

test('a branch that a project knows whose place cannot be read just now is not left over', async () => {
  const repo = await world.repository()
  await world.user(repo, 'branch', 'openlinear/app-1')
  places = [
    { ...PROJECT, repoPath: repo },
    { ...PROJECT, id: 'p2', repoPath: `${repo}/.`, isRemoved: true },
  ]
  branches.set('p2', ['openlinear/app-1'])
  expect(await thingsInRepositories(context())).toEqual([])
  commonDirOf = async (path) => {
    if (path.endsWith('/.')) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
    return world.git.commonDirOf(path)
  }
  expect(await thingsInRepositories(context())).toEqual([])
  branches.clear()
  expect((await thingsInRepositories(context())).map(({ branch }) => branch)).toEqual(['openlinear/app-1'])
})
