import { execFile } from 'node:child_process'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

it.skipIf(process.platform === 'win32')('finds a branch that is packed while it is looked for', async () => {
  const repo = await world.repository({ 'a.txt': 'a\n' })
  const commit = await world.head(repo)
  const packed = join(repo, '.git', 'packed-refs')
  await writeFile(join(repo, '.git', 'packed-new'), `# pack-refs with: peeled\n${commit} refs/heads/main\n`)
  // Who reads what is packed waits at this pipe, and goes on with what was packed before.
  await promisify(execFile)('mkfifo', [packed])
  const found = world.git.commitOf({ repo, ref: 'refs/heads/main' })
  const pipe = await open(packed, 'w')
  await rename(join(repo, '.git', 'packed-new'), packed)
  await rm(join(repo, '.git', 'refs', 'heads', 'main'))
  await pipe.writeFile('# pack-refs with: peeled\n')
  await pipe.close()
  expect(await found).toBe(commit)
})
