import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeWorld, type World } from './testing.ts'

let world: World
beforeEach(async () => void (world = await makeWorld()))
afterEach(() => world.close())

test.each([
  ['[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n', 'Ada Lovelace <ada@example.com>'],
  ['[user]\n\tname = Ada Lovelace\n', null],
  ['[user]\n\temail = ada@example.com\n', null],
  ['', null],
])('the author by %j is %j', async (configuration, author) => {
  await writeFile(join(world.folder, 'gitconfig'), configuration)
  expect(await world.git.author()).toBe(author)
})
