import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceStamp } from './build-stamp.ts'

let root: string
let before: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stamp-'))
  for (const folder of ['electron', 'renderer/board', 'shared'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const file of ['electron/main.ts', 'renderer/board/card.tsx', 'package-lock.json']) write(file)
  before = sourceStamp(root)
})
afterEach(() => rmSync(root, { recursive: true }))

function write(file: string, text = 'export {}\n') {
  writeFileSync(join(root, file), text)
}

test('stays while nothing changes', () => {
  expect(sourceStamp(root)).toBe(before)
})

test.each(['electron/main.ts', 'renderer/board/card.tsx', 'package-lock.json'])(
  'changes when %s is written',
  (file) => {
    write(file, 'export const changed = true\n')
    expect(sourceStamp(root)).not.toBe(before)
  },
)

test('changes when an older file takes the place of a newer one', () => {
  utimesSync(join(root, 'electron/main.ts'), 1, 1)
  expect(sourceStamp(root)).not.toBe(before)
})

test('changes when a file is added, renamed or removed', () => {
  write('shared/tasks.ts')
  const added = sourceStamp(root)
  renameSync(join(root, 'shared/tasks.ts'), join(root, 'shared/runs.ts'))
  const renamed = sourceStamp(root)
  rmSync(join(root, 'shared/runs.ts'))
  expect(new Set([before, added, renamed]).size).toBe(3)
  expect(sourceStamp(root)).toBe(before)
})

test('takes no notice of tests and of what is built', () => {
  mkdirSync(join(root, 'out'))
  for (const file of [
    'electron/main.test.ts',
    'renderer/board/card.test.tsx',

    'out/x.js',
  ])
    write(file)
  expect(sourceStamp(root)).toBe(before)
})
