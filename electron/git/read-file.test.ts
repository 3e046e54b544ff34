import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

test('a picture comes in parts that one answer can hold, and they are all of it', async () => {
  const repo = await world.repository()
  const content = Buffer.concat([PNG, Buffer.alloc(2_000_003, 7)])
  await writeFile(join(repo, 'large.png'), content)
  const commit = await world.commit(repo, { 'no.png': 'Words in a file that is called a picture.\n' })
  const part = (after?: number) =>
    world.git.readFileAt({ repo, commit, path: 'large.png', ...(after === undefined ? {} : { after }) })

  const parts: string[] = []
  let after = 0
  for (;;) {
    const { bytes, text, picture } = await part(after)
    expect([bytes, text, picture?.mime]).toEqual([content.length, null, 'image/png'])
    const data = picture?.data ?? ''
    if (data === '') break
    // So that the letters of all of them, one after the other, are those of the whole.
    expect(data.length).toBeLessThanOrEqual(1 << 20)
    parts.push(data)
    after += Buffer.from(data, 'base64').length
  }
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.join('') === content.toString('base64')).toBe(true)
  expect((await part()).picture?.data).toBe(parts[0])
  expect((await world.git.readFileAt({ repo, commit, path: 'no.png', after: 5 })).text).toMatch(/^Words/)
})
