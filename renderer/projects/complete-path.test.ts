import { expect, test } from 'vitest'
import { completed, isFound, pathOf } from './complete-path.ts'

const found = (...paths: string[]) => ({
  items: paths.map((path) => ({
    path: path.replace('!', ''),
    name: path.replace('!', '').split(/[/\\]/).at(-1) ?? '',
    isRepository: path.endsWith('!'),
  })),
  isWhole: true,
})

test.each<[string, string[], string | null]>([
  ['/h/co', ['/h/code'], '/h/code/'],
  ['/h/co', ['/h/code!'], '/h/code'],
  ['/h/code', ['/h/code!'], null],
  ['/h/code', ['/h/code'], '/h/code/'],
  ['/h/', ['/h/web-a', '/h/web-b!'], '/h/web-'],
  ['/h/we', ['/h/web-a', '/h/web-b'], '/h/web-'],
  ['/h/web-', ['/h/web-a', '/h/web-b'], null],
  ['/h/WE', ['/h/web-a', '/h/web-b'], '/h/web-'],
  ['~/we', ['/h/web-a', '/h/web-b'], '/h/web-'],
  ['', ['/h/a'], '/h/a/'],
  ['/h/a', ['/h/a', '/h/ab'], null],
  ['C:\\c', ['C:\\code'], 'C:\\code\\'],
  ['/x', [], null],
])('%j with %j becomes %j', (typed, paths, made) => {
  expect(completed(typed, found(...paths))).toBe(made)
})

test('of what is not all told, nothing is known to be the same', () => {
  expect(completed('/h/', { ...found('/h/web-a', '/h/web-b'), isWhole: false })).toBeNull()
})

test('one goes on in a folder, but not in a repository', () => {
  expect(pathOf({ path: '/h/a', isRepository: false })).toBe('/h/a/')
  expect(pathOf({ path: '/h/a', isRepository: true })).toBe('/h/a')
  expect(isFound('/h/a', found('/h/a!'))).toBe(true)
  expect(isFound('/h/a', found('/h/a'))).toBe(false)
  expect(isFound('/h/a', found('/h/a!', '/h/ab'))).toBe(false)
})
