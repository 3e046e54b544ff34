import { expect, test } from 'vitest'
import type { StorageItem } from '#shared/storage.ts'
import { STORAGE_KINDS } from '#shared/storage-words.ts'
import { holdsWords, namesApart, partsOf, PARTS, progressWords, sizeWords } from './words.ts'

test.each([
  [null, '–'],
  [0, '0 B'],
  [999, '999 B'],
  [4096, '4 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [412_300_000, '412 MB'],
  [999_499_999, '999 MB'],
  [999_500_000, '1.0 GB'],
  [1_340_000_000, '1.3 GB'],
])('%s is %s', (bytes, words) => {
  expect(sizeWords(bytes)).toBe(words)
})

test('every kind belongs to one part of the bar', () => {
  expect(PARTS.flatMap(({ kinds }) => [...kinds]).sort()).toEqual([...STORAGE_KINDS].sort())
})

test('parts that take nothing are left out', () => {
  const items = [
    { kind: 'worktree', bytes: 5 },
    { kind: 'worktree', bytes: null },
    { kind: 'log', bytes: 2 },
    { kind: 'other', bytes: 3 },
    { kind: 'clone', bytes: 0 },
  ] as StorageItem[]
  expect(partsOf(items).map(({ name, bytes }) => [name, bytes])).toEqual([
    ['Worktrees', 5],
    ['Others', 5],
  ])
})

test.each([
  [{ uncommitted: 0, commits: 0 }, null],
  [{ uncommitted: null, commits: null }, null],
  [{ uncommitted: 1, commits: 0 }, '1 changed file'],
  [{ uncommitted: 3, commits: 1 }, '3 changed files and 1 commit'],
])('%j: %s', (item, words) => {
  expect(holdsWords(item)).toBe(words)
})

test('how far the measurement is', () => {
  expect(progressWords({ done: 0, of: 0, files: 0 })).toBe('Measuring')
  expect(progressWords({ done: 3, of: 12, files: 12_403 })).toBe('Measuring 4 of 12: 12,403 files')
  expect(progressWords({ done: 12, of: 12, files: 1 })).toBe('Measuring 12 of 12: 1 file')
})

test('what is called the same is told apart: by its project’s key, or by its folder where that is the same', () => {
  const item = (kind: string, name: string, projectId: string | null, folder: string, title = '') =>
    ({ kind, name, projectId, title, path: `/data/${kind}/${folder}` }) as StorageItem
  const items = [
    item('clone', 'app', 'one', '0193-aaaaaa'),
    item('clone', 'app', 'two', '0193-bbbbbb'),
    item('clone', 'site', 'two', '0193-cccccc'),
    item('clone', 'old', null, '0193-dddddd'),
    item('clone', 'old', null, '0193-eeeeee'),
    item('integration', 'app', 'one', '0193-ffffff', 'Merges'),
    item('integration', 'app', 'one', '0193-111111', 'Merges'),
    item('worktree', 'APP-1', 'one', 'app-1-x', 'Do it'),
    item('worktree', 'APP-1', 'one', 'app-1-y', 'Do it'),
  ]
  const keys: Record<string, string> = { one: 'APP', two: 'APP2' }
  expect(namesApart(items, (id) => keys[id]).map(({ name }) => name)).toEqual([
    'app (APP)',
    'app (APP2)',
    'site',
    'old (dddddd)',
    'old (eeeeee)',
    'app (ffffff)',
    'app (111111)',
    // Their branches stand beside them.
    'APP-1',
    'APP-1',
  ])
})
