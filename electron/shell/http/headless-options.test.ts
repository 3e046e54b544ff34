import { expect, test } from 'vitest'
import { readHeadlessOptions, UsageError } from './headless-options.ts'

test('without options: any port, a random token, the default folder', () => {
  expect(readHeadlessOptions([])).toEqual({
    port: 0,
    dataDir: undefined,
    token: undefined,
    allowHosts: [],
    open: false,
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
    help: false,
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
])('%s %s is refused with a sentence', (...args) => {
  expect(() => readHeadlessOptions(args)).toThrow(UsageError)
})
