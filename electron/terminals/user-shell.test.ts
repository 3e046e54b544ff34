import { expect, test } from 'vitest'
import { terminalEnvironment, userShell } from './user-shell.ts'

test.each<[string, string | undefined, (file: string) => boolean]>([
  ['the user’s', '/bin/sh', (file) => file === '/bin/sh'],
  ['one that lets nobody in', '/usr/sbin/nologin', (file) => !file.endsWith('nologin')],
  ['one that is not there', '/no/such/shell', (file) => file !== '/no/such/shell'],
  ['no whole path', 'bash', (file) => file.startsWith('/')],
  ['none', undefined, (file) => file.startsWith('/')],
])('the shell of a terminal: %s', (_, SHELL, fits) => {
  expect(fits(userShell(SHELL === undefined ? {} : { SHELL }).file)).toBe(true)
})

test('a terminal has the user’s environment, and nothing of ours or of another terminal', () => {
  const environment = terminalEnvironment('the-host', {
    PATH: '/usr/bin',
    LANG: 'C.UTF-8',
    ANTHROPIC_API_KEY: 'the user’s own',
    OPENLINEAR_TOKEN: 'ours',
    OPENLINEAR_TERMINAL: 'of a host within a terminal',
    npm_config_cache: '/x',
    TMUX: '/tmp/tmux',
    COLUMNS: '80',
    NO_COLOR: '1',
  })
  expect(environment).toEqual({
    PATH: '/usr/bin',
    LANG: 'C.UTF-8',
    ANTHROPIC_API_KEY: 'the user’s own',
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'OpenLinear',
    OPENLINEAR_HOST_ID: 'the-host',
  })
})
