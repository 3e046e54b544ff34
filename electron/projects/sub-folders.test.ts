import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SUB_FOLDERS } from '#shared/system.ts'
import { subFolders } from './sub-folders.ts'

let at = ''
beforeAll(async () => {
  at = await mkdtemp(join(tmpdir(), 'openlinear-folders-'))
  for (const name of ['code/.git', 'Code two', 'docs', '.hidden', 'many', 'closed'])
    await mkdir(join(at, name), { recursive: true })
  await writeFile(join(at, 'code.txt'), '')
  await symlink(join(at, 'docs'), join(at, 'linked'))
  await symlink(join(at, 'code.txt'), join(at, 'linked-file'))
  await symlink(join(at, 'nowhere'), join(at, 'linked-nowhere'))
  await Promise.all(Array.from({ length: 60 }, (_, n) => mkdir(join(at, 'many', `n${100 + n}`))))
})
afterAll(() => rm(at, { recursive: true, force: true }))

const names = async (typed: string) => (await subFolders(typed)).items.map(({ name }) => name)

test.each([
  ['/', ['Code two', 'closed', 'code', 'docs', 'linked', 'many']],
  ['/co', ['Code two', 'code']],
  ['/CODE', ['Code two', 'code']],
  ['/code', ['Code two', 'code']],
  ['/code/', []],
  ['/.', ['.hidden']],
  ['/link', ['linked']],
  ['/nothing', []],
])('after %j there come %j, and no file', async (typed, expected) => {
  expect(await names(at + typed)).toEqual(expected)
})

test('each has its whole path, and whether it is a repository; there are at most so many', async () => {
  const { items, isWhole } = await subFolders(join(at, 'co'))
  expect([items[1], isWhole]).toEqual([{ name: 'code', path: join(at, 'code'), isRepository: true }, true])
  expect(items[0]?.isRepository).toBe(false)
  const many = await subFolders(join(at, 'many/'))
  expect([many.items.length, many.isWhole]).toEqual([SUB_FOLDERS, false])
  expect((await subFolders(join(at, 'many/n15'))).isWhole).toBe(true)
})

test('nothing yet, or ~, is the home', async () => {
  const home = await subFolders('')
  expect(home).toEqual(await subFolders('~'))
  expect(home).toEqual(await subFolders('~/'))
  expect(home).toEqual(await subFolders(`${homedir()}/`))
})

test.each([
  ['code', 'BAD_REQUEST'],
  ['../code', 'BAD_REQUEST'],
  ['/a\0b/', 'BAD_REQUEST'],
  ['/no/such/folder/at/all', 'NOT_FOUND'],
  [`/${'x'.repeat(400)}/y`, 'NOT_FOUND'],
])('%j is %s', async (typed, code) => {
  expect(await subFolders(typed).catch((error: { code?: string }) => error.code)).toBe(code)
})

test('what is no folder, or may not be read, is said', async () => {
  const codeOf = (typed: string) => subFolders(typed).catch((error: { code?: string }) => error.code)
  expect(await codeOf(join(at, 'code.txt/'))).toBe('NOT_FOUND')
  // Who is root may read all.
  if (process.getuid?.() === 0) return
  await chmod(join(at, 'closed'), 0)
  expect(await codeOf(join(at, 'closed/'))).toBe('NOT_READABLE')
  await chmod(join(at, 'closed'), 0o700)
})
