import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, openFixture } from './fixture.ts'

let at: Fixture
let projectId: string
beforeAll(async () => {
  at = await openFixture()
  projectId = await at.project('FND')
  await at.add(projectId, 'Fix the login form', { description: 'It loses the 50% discount_code' })
  await at.add(projectId, 'Größe ändern', { description: 'データベース OR table' })
  const commented = await at.add(projectId, 'Plain')
  await at.comments.add(commented.id, 'see "quoted" NEAR(text) in C:\\temp and a* b')
})
afterAll(() => at.close())

const cases: [query: string, identifiers: string[]][] = [
  ['login', ['FND-1']],
  ['LOGIN form', ['FND-1']],
  ['form login', ['FND-1']],
  ['ogi', ['FND-1']],
  ['login table', []],
  ['fnd-2', ['FND-2']],
  ['größe', ['FND-2']],
  ['ÄNDERN', ['FND-2']],
  ['データベース', ['FND-2']],
  ['ース', ['FND-2']],
  ['plain quoted', ['FND-3']],
  ['0%', ['FND-1']],
  ['%%', []],
  ['t_', ['FND-1']],
  ['_', ['FND-1']],
  ['\\', ['FND-3']],
  ['"quoted"', ['FND-3']],
  ['"', ['FND-3']],
  ['"""', []],
  ['login OR table', []],
  ['NEAR(text', ['FND-3']],
  ['a*', ['FND-3']],
  ['log*', []],
  ['body:login', []],
  ['-login', []],
  ['{}', []],
  ["'; DROP TABLE tasks; --", []],
  ['^login', []],
  ['login\u0000form', ['FND-1']],
  ['   ', ['FND-1', 'FND-2', 'FND-3']],
  ['', ['FND-1', 'FND-2', 'FND-3']],
  ['😀', []],
  ['('.repeat(500), []],
]
test.each(cases)('%j is plain text', async (q, identifiers) => {
  const found = await at.list({ projectId, q })
  expect(found.map((task) => task.identifier)).toEqual(identifiers)
})

test('what is changed is found as it is, and no more as it was', async () => {
  const task = await at.add(projectId, 'aardvark')
  const comment = await at.comments.add(task.id, 'badger')
  await at.tasks.update({ id: task.id, title: 'camel' })
  await at.comments.update(comment.id, 'dingo')
  const found = async (q: string) => (await at.list({ projectId, q })).length
  expect(await Promise.all(['aardvark', 'badger', 'camel', 'dingo'].map(found))).toEqual([0, 0, 1, 1])
  await at.comments.remove(comment.id)
  expect(await found('dingo')).toBe(0)
})
