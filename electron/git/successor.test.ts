import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

test('a successor has the one commit’s content and goes on from the other, the same each time', async () => {
  const repo = await world.repository({ 'a.txt': 'one\n' })
  const onto = await world.commit(repo, { 'b.txt': 'two\n' })
  await world.user(repo, 'reset', '--quiet', '--hard', 'HEAD^')
  const commit = await world.commit(repo, { 'c.txt': 'three\n' })
  const how = { repo, onto, commit, message: 'Replace', date: 1_700_000_000, sign: false }
  const made = await world.git.successor(how)
  expect(await world.user(repo, 'rev-parse', `${made}^1`, `${made}^2`)).toBe(`${onto}\n${commit}`)
  expect(await world.git.treeOf({ repo, commit: made })).toBe(await world.git.treeOf({ repo, commit }))
  expect(await world.git.successor(how)).toBe(made)
})

test('the first file of a name is found in folders by their order, in any case, and is cut', async () => {
  const repo = await world.repository({
    'TEMPLATE.md': 'root',
    'docs/template.md': 'docs',
    'x/docs/template.md': 'deep',
  })
  const commit = await world.head(repo)
  const find = (folders: string[], most = 100) =>
    world.git.findFile({ repo, commit, folders, name: /^template\.md$/i, most })
  expect(await find(['.github', 'docs', ''])).toBe('docs')
  expect(await find(['', 'docs'], 2)).toBe('ro')
  expect(await find(['.github', 'x'])).toBeNull()
})
