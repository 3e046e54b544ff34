import { expect, test } from 'vitest'
import { graphqlInWords } from './graphql-words.ts'

test.each([
  ['RATE_LIMITED', 'rate_limited', 'fewer requests'],
  ['NOT_FOUND', 'not_found', 'ada may not see it'],
  ['FORBIDDEN', 'missing_permission', 'token of ada'],
  ['INSUFFICIENT_SCOPES', 'missing_permission', 'token of ada'],
  [undefined, 'invalid', 'No such thing'],
])('%s is %s', (type, failure, words) => {
  const error = graphqlInWords(
    [{ ...(type === undefined ? {} : { type }), message: 'No such thing' }],
    'ada',
    'ghp_1',
  )
  expect(error.failure).toBe(failure)
  expect(error.message).toContain(words)
})

test('an answer without a reason says so', () => {
  expect(graphqlInWords([], 'ada', 'ghp_1')).toMatchObject({
    failure: 'invalid',
    message: expect.stringContaining('did not say why'),
  })
})

test('a token that is quoted is taken out, and long words are cut', () => {
  const { message } = graphqlInWords([{ message: `Bad ghp_1 ${'x'.repeat(5000)}` }], 'ada', 'ghp_1')
  expect(message).not.toContain('ghp_1')
  expect(message.length).toBeLessThan(600)
})
