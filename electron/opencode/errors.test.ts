import { expect, test } from 'vitest'
import { failureOf, humanLine } from './errors.ts'
import type { WireError } from './wire.ts'

const api = (message: string, statusCode?: number): WireError => ({
  name: 'APIError',
  data: { message, isRetryable: false, ...(statusCode !== undefined && { statusCode }) },
})

test.each<[WireError, string]>([
  [api('Incorrect API key', 401), 'provider_auth'],
  [api('No access', 403), 'provider_auth'],
  [{ name: 'ProviderAuthError', data: { providerID: 'x', message: 'No key' } }, 'provider_auth'],
  [api('Slow down', 429), 'rate_limited'],
  [api('Pay first', 402), 'rate_limited'],
  [api('You exceeded your current quota', 400), 'rate_limited'],
  [api('Boom', 500), 'model_unreachable'],
  [api('Cannot connect to API: Unable to connect'), 'model_unreachable'],
  [{ name: 'UnknownError', data: { message: 'The operation timed out.' } }, 'model_unreachable'],
  [{ name: 'ContextOverflowError', data: { message: 'Too long' } }, 'context_overflow'],
  [{ name: 'ContentFilterError', data: { message: 'Filtered' } }, 'agent_error'],
  [{ name: 'MessageOutputLengthError', data: {} }, 'agent_error'],
  [api('Bad tool', 400), 'agent_error'],
  [api('No such model', 404), 'agent_error'],
  [{ name: 'UnknownError', data: { message: 'Model not found: scripted/nope.' } }, 'agent_error'],
])('%j is %s', (error, code) => {
  const failure = failureOf(error)
  expect(failure.code).toBe(code)
  expect(failure.message).toMatch(/^[A-Z].{10,}/)
  expect(failure.message).not.toContain('[object')
  expect(failure.message).not.toContain('\n')
})

test('an error without words or of a strange shape still makes a sentence', () => {
  expect(failureOf({ name: 'UnknownError' } as unknown as WireError).message).toBe(
    'The agent stopped with an error.',
  )
  expect(
    failureOf({ name: 'UnknownError', data: { message: { a: 1 } } } as unknown as WireError).message,
  ).toBe('The agent stopped with an error.')
})

test('keys do not get into a sentence', () => {
  const keys = [
    'sk-ant-api03-abcdefgh',
    'sk-proj-12***89ab',
    'ghp_abcdefghijkl',
    'AIzaSyA1234567890',
    'gsk_abcdefghijk',
  ]
  for (const key of keys) expect(humanLine(`Wrong key: ${key}.`)).toBe('Wrong key: [key].')
  expect(humanLine('Authorization: Bearer abc.def.ghi failed')).toBe('Authorization: Bearer [key] failed')
  expect(humanLine('GET http://localhost/?key=abc&x=1\n  failed')).toBe(
    'GET http://localhost/?key=[key]&x=1 failed',
  )
})

test('a configuration that cannot be read is not quoted: keys stand in it', () => {
  const text =
    'ConfigJsonError – /c/opencode.json – --- JSONC Input --- {"apiKey":"a"b"} --- Errors --- Line 1: "a"b"'
  expect(humanLine(text)).toBe('ConfigJsonError – /c/opencode.json – it is not valid JSON.')
})
