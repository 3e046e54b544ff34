import { expect, test } from 'vitest'
import type { GithubAccount } from '#shared/github.ts'
import { accountWords, indexOf, serverName, timeLeft, wayBack } from './words.ts'

test.each([
  ['github.example.com', 'github.example.com'],
  [' https://GitHub.example.com/ ', 'github.example.com'],
  ['https://ghe.corp:8443/api/v3', 'ghe.corp:8443'],
  ['http://127.0.0.1:4000', '127.0.0.1:4000'],
  ['https://api.github.com', 'github.com'],
  ['www.github.com/ada', 'github.com'],
  ['not a host', 'not a host'],
])('%j is the server %s', (text, host) => {
  expect(serverName(text)).toBe(host)
})

test('what stands under an account', () => {
  const account = { host: 'github.com', kind: 'device', scopes: ['repo', 'read:user'] } as GithubAccount
  expect(accountWords(account)).toBe('Signed in with a code · repo, read:user')
  expect(accountWords({ ...account, host: 'ghe.corp', kind: 'token', scopes: null })).toBe(
    'ghe.corp · Personal access token · fine-grained',
  )
  expect(accountWords({ ...account, kind: 'gh', scopes: [] })).toBe('Token of gh · no scopes')
})

test('a token is brought anew from where it came, if that is still there', () => {
  const account = (kind: string) => ({ kind }) as GithubAccount
  expect(wayBack(account('device'), true)).toBe('sign-in')
  expect(wayBack(account('gh'), true)).toBe('gh')
  expect(wayBack(account('gh'), false)).toBe('token')
  expect(wayBack(account('token'), true)).toBe('token')
})

test('where an account is among those of gh', () => {
  const all = [
    { host: 'github.com', login: 'grace' },
    { host: 'ghe.corp', login: null },
    { host: 'github.com', login: 'Ada' },
  ]
  expect(indexOf({ host: 'github.com', login: 'ada' }, all)).toBe(2)
  expect(indexOf({ host: 'ghe.corp', login: 'ada' }, all)).toBe(1)
  expect(indexOf({ host: 'github.com', login: 'somebody' }, all)).toBe(0)
})

test('what is left of a code', () => {
  const now = Date.parse('2026-11-22T08:00:00Z')
  expect(timeLeft('2026-11-22T08:14:05Z', now)).toBe('14:05')
  expect(timeLeft('2026-11-22T07:59:00Z', now)).toBe('0:00')
})
