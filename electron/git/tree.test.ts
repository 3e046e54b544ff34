import { createHash } from 'node:crypto'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure, makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('every file of a commit, whatever it is called, and what is in it', async () => {
  const long = `${'0123456789'.repeat(100_000)}\n`
  const files = { 'a.txt': 'one\n', 'ž ý\n"x".txt': 'two', empty: '', 'deep/long': long, 'same.txt': 'one\n' }
  const repo = await world.repository(files)
  await symlink('a.txt', join(repo, 'link'))
  const commit = await world.commit(repo, {})

  const entries = await world.git.listTree({ repo, commit })
  expect(entries.map(({ path, kind }) => [path, kind])).toEqual(
    [...Object.keys(files).map((path) => [path, 'file']), ['link', 'link']].toSorted(([a = ''], [b = '']) =>
      a < b ? -1 : 1,
    ),
  )
  const blobs = await world.git.readBlobs({
    repo,
    objectIds: entries.map(({ objectId }) => objectId),
    keep: 5,
  })
  const blobOf = (path: string) => blobs.get(entries.find((entry) => entry.path === path)?.objectId ?? '')
  for (const [path, content] of Object.entries(files)) {
    expect(blobOf(path)).toEqual({
      size: Buffer.byteLength(content),
      sha256: sha256(content),
      head: Buffer.from(content).subarray(0, 5),
    })
  }
  expect(blobOf('link')?.head.toString()).toBe('a.txt')
})

test('a missing object and a missing commit are told', async () => {
  const repo = await world.repository()
  expect(await world.git.readBlobs({ repo, objectIds: [], keep: 1 })).toEqual(new Map())
  const objectIds = ['1'.repeat(40)]
  expect((await failure(world.git.readBlobs({ repo, objectIds, keep: 1 }))).code).toBe('GIT_ERROR')
  expect((await failure(world.git.listTree({ repo, commit: '1'.repeat(40) }))).code).toBe('GIT_ERROR')
})

test('the version of git', async () => {
  const { version, path, supported } = await world.git.version()
  expect(version).toMatch(/^\d+\.\d+/)
  expect(path).toMatch(/git/)
  expect(supported).toBe(true)
})
