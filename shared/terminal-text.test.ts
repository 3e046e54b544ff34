import { expect, test } from 'vitest'
import { devAddress, endWords, isWebLink, pasted, withoutSequences } from './terminal-text.ts'

const ESC = '\u001B'

test.each<[string, string, number | null, string | null]>([
  [
    'vite',
    `  ➜  Local:   ${ESC}[36mhttp://localhost:${ESC}[1m5173${ESC}[22m/${ESC}[39m`,
    null,
    'http://localhost:5173/',
  ],
  ['all addresses', 'Serving on http://0.0.0.0:8000/ …', null, 'http://localhost:8000/'],
  ['all addresses, version 6', 'http://[::]:3000', null, 'http://localhost:3000/'],
  ['loopback 6', 'http://[::1]:3000/app', null, 'http://[::1]:3000/app'],
  ['a path', 'see http://127.0.0.1:8080/docs/.', null, 'http://127.0.0.1:8080/docs/'],
  ['https', 'https://localhost:8443', null, 'https://localhost:8443/'],
  ['a subdomain', 'http://app.localhost:3000', null, 'http://app.localhost:3000/'],
  ['the network is not this machine', 'Network: http://192.168.1.7:5173/', null, null],
  ['another host', 'http://localhost.evil.example:80/', null, null],
  ['a name and password', 'http://localhost:80@evil.example/', null, null],
  ['a port that is none', 'http://localhost:99999/', null, null],
  ['another scheme', 'ws://localhost:3000 javascript:alert(1)', null, null],
  [
    'the offered port wins',
    'api http://localhost:9000 web http://localhost:4321/',
    4321,
    'http://localhost:4321/',
  ],
  [
    'the first without it',
    'api http://localhost:9000 web http://localhost:4321/',
    5,
    'http://localhost:9000/',
  ],
  ['a sentence about the offered port', 'Server listening on port 4321', 4321, 'http://localhost:4321/'],
  ['… with a colon', 'ready - started server on :::4321', 4321, 'http://localhost:4321/'],
  ['a sentence about another port', 'Server listening on port 4322', 4321, null],
  ['a number alone', 'compiled 4321 modules', 4321, null],
  [
    'in a link of the terminal',
    `${ESC}]8;;http://x/${ESC}\\http://localhost:1234${ESC}]8;;${ESC}\\`,
    null,
    'http://localhost:1234/',
  ],
])('the address of a dev command: %s', (_, output, port, address) => {
  expect(devAddress(output, port)).toBe(address)
})

test('long output is read at once', () => {
  const started = performance.now()
  devAddress('http://localhost '.repeat(4000) + 'listening '.repeat(6000) + ':'.repeat(5000), 4321)
  expect(performance.now() - started).toBeLessThan(500)
})

test('sequences go, words stay', () => {
  expect(withoutSequences(`${ESC}]0;title\u0007a${ESC}[31mb${ESC}[0m${ESC}(Bc`)).toBe('abc')
})

test.each<[string, boolean]>([
  ['https://example.com/a', true],
  ['http://localhost:3000', true],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['https://user@evil.example', false],
])('whether %s is opened: %s', (address, opens) => expect(isWebLink(address)).toBe(opens))

test('a paste cannot end its own brackets, not even from two halves', () => {
  expect(pasted(`a${ESC}[201~b`)).toBe('ab')
  expect(pasted(`a${ESC}[2${ESC}[201~01~b`)).toBe('ab')
  expect(pasted('a\r\nb\nc')).toBe('a\rb\rc')
})

test.each<[number | null, string | null, string]>([
  [0, null, 'Ended'],
  [3, null, 'Ended with exit code 3'],
  [null, 'SIGHUP', 'Ended'],
  [null, 'SIGKILL', 'Ended by SIGKILL'],
  [null, null, 'Ended'],
])('how a terminal ended: %s %s', (exitCode, signal, words) => {
  expect(endWords({ exitCode, signal })).toBe(words)
})
