import { expect, test } from 'vitest'
import { unreachable } from './discover.ts'

const failed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })

test.each([
  ['http://127.0.0.1:11434/v1/models', 'Nothing answers at http://127.0.0.1:11434; is Ollama running?'],
  ['http://localhost:1234/v1/models', 'Nothing answers at http://localhost:1234; is LM Studio running?'],
])('who would listen at %s', (address, message) => {
  const refused = failed('ECONNREFUSED')
  expect(unreachable(address, refused).message).toBe(message)
  // A name with several addresses fails once for each.
  const several = new TypeError('fetch failed', { cause: new AggregateError([refused.cause]) })
  expect(unreachable(address, several).message).toBe(message)
})

test('other ways not to be reached', () => {
  const address = 'http://box.local:9/v1/models'
  const messageOf = (error: Error) => unreachable(address, error).message
  expect(messageOf(failed('ENOTFOUND'))).toBe('The name box.local is not known here. Check the address.')
  expect(messageOf(failed('CERT_HAS_EXPIRED'))).toContain('could not be reached (CERT_HAS_EXPIRED)')
  const late = new DOMException('', 'TimeoutError')
  expect(messageOf(late)).toContain('did not answer within 10 seconds')
})
