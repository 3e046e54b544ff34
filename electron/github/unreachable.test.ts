import { expect, test } from 'vitest'
import { unreachable } from './unreachable.ts'

test.each([
  [new Error('Octokit’s', { cause: new DOMException('', 'TimeoutError') }), 'timeout', /did not answer/],
  [new DOMException('', 'TimeoutError'), 'timeout', /did not answer within 30 seconds/],
  [withCode('ENOTFOUND'), 'offline', /The name github\.com is not known here/],
  [withCode('ECONNREFUSED'), 'offline', /github\.com cannot be reached: it takes no connections\./],
  [withCode('SELF_SIGNED_CERT_IN_CHAIN'), 'offline', /certificate of github\.com.*NODE_EXTRA_CA_CERTS/],
  [
    new Error('?', { cause: new AggregateError([withCode('ENETUNREACH')]) }),
    'offline',
    /there is no way to it/,
  ],
  [new TypeError('terminated'), 'offline', /the connection broke off/],
  [withCode('UND_ERR_SOCKET'), 'offline', /^github\.com cannot be reached: the connection broke off\./],
  [withCode('UND_ERR_CONNECT_TIMEOUT'), 'offline', /it does not answer\./],
  [withCode('EWHATEVER'), 'offline', /^github\.com cannot be reached\. Is this machine online\?$/],
])('%s on the way there', (error, failure, message) => {
  const told = unreachable(error, 'github.com', 30_000)
  expect(told.failure).toBe(failure)
  expect(told.message).toMatch(message)
})

function withCode(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
