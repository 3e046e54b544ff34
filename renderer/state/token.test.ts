import { expect, test } from 'vitest'
import { addressIn, tokenIn } from './token.ts'

test.each([
  ['the token itself', ' abc-DEF_1 ', 'abc-DEF_1'],
  ['the whole address', 'http://127.0.0.1:4000/#token=abc', 'abc'],
  ['an address of a place', 'http://127.0.0.1:4000/task/APP-1?run=1#token=a%2Bb', 'a+b'],
  ['an address that says more behind it', 'http://localhost/#token=abc&x=1', 'abc'],
  ['one that is written halfway', 'http://127.0.0.1:4000/#token=abc%', 'abc%'],
  ['one that no encoding gives', '#token=%E0%A4%A', '\ufffd%A'],
  ['nothing', '  ', ''],
])('a token is found in %s', (_what, text, token) => {
  expect(tokenIn(text)).toBe(token)
})

test.each([
  ['http://127.0.0.1:4000/#token=abc', 'http://127.0.0.1:4000'],
  [' https://tunnel.example/ ', 'https://tunnel.example'],
  ['javascript:alert(1)//#token=abc', null],
  ['file:///etc/passwd', null],
  ['abc', null],
])('%s leads to %s', (text, origin) => {
  expect(addressIn(text)?.origin ?? null).toBe(origin)
})
