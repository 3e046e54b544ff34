import { beforeEach, expect, test } from 'vitest'
import { identifiersIn, taskNamed } from './task-names.ts'
import { projects, tasks } from './stores.ts'
import { task } from './tasks-for-tests.ts'

beforeEach(() => {
  projects.replace(['APP', 'WEB2', 'NEW'].map((key) => ({ id: key, key }) as never))
  tasks.replace([task({ id: 'a', identifier: 'APP-1' }), task({ id: 'b', identifier: 'WEB2-12' })])
})

test.each([
  ['APP-1', ['APP-1']],
  ['app-1 and WEB2-12.', ['app-1', 'WEB2-12']],
  ['(APP-1), “APP-1”', ['APP-1', 'APP-1']],
  ['APP-2 is none of ours', []],
  ['APP-1x, xAPP-1, APP-1-2, a/APP-1, #APP-1, @APP-1', []],
  ['feature/APP-1.patch', []],
  ['APP-1.', ['APP-1']],
  ['APP-10', []],
])('%j names %j', (text, names) => {
  expect(identifiersIn(text).map(({ from, to }) => text.slice(from, to))).toEqual(names)
})

test('a task that comes is known by its name', () => {
  expect(taskNamed('NEW-1')).toBeUndefined()
  tasks.put([task({ id: 'c', identifier: 'NEW-1' })])
  expect(taskNamed('new-1')?.id).toBe('c')
  // One goes and one comes: there are as many as before.
  tasks.remove('a')
  tasks.put([task({ id: 'd', identifier: 'NEW-2' })])
  expect([taskNamed('NEW-2')?.id, taskNamed('APP-1')]).toEqual(['d', undefined])
})
