import { expect, test } from 'vitest'
import { readHeadlessOptions, UsageError } from './headless-options.ts'

test('without options: any port, a random token, the default folder', () => {
  expect(readHeadlessOptions([])).toEqual({
    port: 0,
    dataDir: undefined,
    token: undefined,
    allowHosts: [],
    open: false,
    restore: undefined,
    help: false,
  })
})

test('all options', () => {
  const token = 'x'.repeat(16)
  const args = ['--port', '4000', '--data-dir', 'd', '--token', token, '--open']
  expect(readHeadlessOptions([...args, '--allow-host', 'a', '--allow-host', 'b:1'])).toEqual({
    port: 4000,
    dataDir: 'd',
    token,
    allowHosts: ['a', 'b:1'],
    open: true,
    restore: undefined,
    help: false,
  })
})

test('a restore takes a file, or the newest good one', () => {
  expect(readHeadlessOptions(['--restore']).restore).toBeNull()
  expect(readHeadlessOptions(['--restore', 'a.db', '--port', '1'])).toMatchObject({
    restore: 'a.db',
    port: 1,
  })
})

test.each([
  ['--prot', '1'],
  ['--port'],
  ['--port', 'x'],
  ['--port', '65536'],
  ['--port', ''],
  ['--token', 'short'],
  ['--token', 'with a space in between'],
  ['--data-dir', ''],
  ['folder'],
  ['--restore', 'a.db', 'b.db'],
])('%s %s is refused with a sentence', (...args) => {
  expect(() => readHeadlessOptions(args)).toThrow(UsageError)
})
