import { describe, expect, test } from 'vitest'
import { createRedact } from './redact.ts'

const redact = createRedact({ home: '/home/ada', hide: [] })

describe('secrets by their shape', () => {
  test.each([
    'sk-ant-api03-abcdefghijklmnop-QRSTUVWXYZ_0123456789',
    'sk-proj-abcdefghijklmnopqrst',
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'github_pat_11ABCDEFG0abcdefghijklmnop_qrstuvwxyz',
    'glpat-abcdefghij0123456789',
    'xoxb-1234567890-abcdefghij',
    'lin_api_abcdefghij0123456789',
    'AIzaSyA1234567890abcdefghijklmnopqrstuv',
    'AKIAIOSFODNN7EXAMPLE',
    'gsk_abcdefghijklmnopqrstuvwxyz',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P',
    // A shell's token: 32 random bytes as base64url.
    'q7Zt0m1kS3bV9xYcR4dLfW8uHnJpA2eG5iKoTzXwMvQ',
  ])('%s', (secret) => {
    expect(redact(`before ${secret} after`)).toBe('before <hidden> after')
    expect(redact({ list: [`"${secret}"`] })).toEqual({ list: ['"<hidden>"'] })
  })

  test('a key of several lines', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----'
    expect(redact(`x ${key} y`)).toBe('x <hidden> y')
  })
})

test.each([
  ['Authorization: Bearer abcdef123456', 'Authorization: Bearer <hidden>'],
  ['{"authorization":"Bearer abc.def.ghi"}', '{"authorization":"Bearer <hidden>"}'],
  ['password=hunter22 rest', 'password=<hidden> rest'],
  ['"apiKey": "short-one"', '"apiKey": "<hidden>"'],
  ['bearer abcdefgh', 'bearer <hidden>'],
])('what stands behind a telling word: %s', (text, redacted) => {
  expect(redact(text)).toBe(redacted)
})

test('fields with a telling name', () => {
  expect(redact({ password: 'a', token: 'b', apiKey: 'c', key: 'd', tokens: 7, keyring: 'e' })).toEqual({
    password: '<hidden>',
    token: '<hidden>',
    apiKey: '<hidden>',
    key: '<hidden>',
    tokens: 7,
    keyring: 'e',
  })
})

test.each([
  ['from https://ada:pw@host.example/a/b.git now', 'from <address> now'],
  ['git@github.com:ada/secret.git', '<address>'],
  ['ssh://git@host/ada/secret', '<address>'],
  ['Author: Ada <ada.l+x@mail.example.org>', 'Author: Ada <<address>>'],
  ['http://127.0.0.1:4567/x?token=abc', 'http://127.0.0.1:4567/x'],
  ['http://u:p@localhost:1/v1', 'http://localhost:1/v1'],
])('addresses: %s', (text, redacted) => {
  expect(redact(text)).toBe(redacted)
})

test('what a helper needs stays', () => {
  const texts = [
    'run 0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001 failed',
    'commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad',
    'fatal: not a git repository',
    'in node_modules/@vscode/ripgrep@1.18.0/bin',
    'It took 120 tokens: fine',
    'electron/runs/steps/prepare.ts:65:12',
    '2026-01-01T00:00:00.000Z',
  ]
  expect(redact(texts)).toEqual(texts)
  expect(redact({ at: null, count: 3, ok: true })).toEqual({ at: null, count: 3, ok: true })
})

test('names and folders of the user’s', () => {
  const own = createRedact({
    home: '/home/ada',
    hide: [
      ['secret-app', '<project 1>'],
      ['/home/ada/code/secret-app', '<repository>'],
      ['a b c d token', '<hidden>'],
      ['app', '<never>'],
      ['', '<never>'],
    ],
  })
  expect(own('in /home/ada/code/secret-app/x of secret-app, a b c d token, app')).toBe(
    'in <repository>/x of <project 1>, <hidden>, app',
  )
  expect(own('/home/ada/.config')).toBe('~/.config')
})

test.each([
  ['DB_PASSWORD=hunter22 rest', 'DB_PASSWORD=<hidden> rest'],
  ['?access_token=abcdefgh', '?access_token=<hidden>'],
])('a telling word at the end of a name: %s', (text, redacted) => {
  expect(redact(text)).toBe(redacted)
})

describe('in a record of a run', () => {
  const record = createRedact({ home: '/home/ada', hide: [['s3cr3t-of-ours', '<hidden>']], what: 'record' })

  test.each([
    ['see https://ada:pw@host.example/a?b=1', 'see https://host.example/a?b=1'],
    ['Author: Ada <ada@mail.example.org>', 'Author: Ada <ada@mail.example.org>'],
    ['the token bucket keeps a secret message', 'the token bucket keeps a secret message'],
    ['basic functions of a bearer object', 'basic functions of a bearer object'],
    ['in /home/ada/code', 'in ~/code'],
  ])('what makes the story stays: %s', (text, redacted) => {
    expect(record(text)).toBe(redacted)
  })

  test.each([
    ['sk-proj-abcdefghijklmnopqrst', '<hidden>'],
    ['it is s3cr3t-of-ours.', 'it is <hidden>.'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer <hidden>'],
    ['bearer abcdef123456', 'bearer <hidden>'],
    ['API_KEY=abcdefgh', 'API_KEY=<hidden>'],
  ])('secrets go: %s', (text, redacted) => {
    expect(record(text)).toBe(redacted)
  })
})

test.each(['a.', 'token ', 'a@a.', 'eyJaaaaaaaa-', 'a+', 'a://', '-----BEGIN PRIVATE KEY'])(
  'text made to be slow is not: %s',
  (part) => {
    const took = (size: number) => {
      const text = part.repeat(size / part.length)
      const began = performance.now()
      redact(text)
      return performance.now() - began
    }
    took(20_000)
    // Eight times the text takes about eight times as long; 64 times where each place looks at all the rest.
    expect(Math.min(took(160_000), took(160_000))).toBeLessThan(
      24 * Math.max(took(20_000), took(20_000)) + 20,
    )
  },
)
