import { expect, test } from 'vitest'
import { endedBy, judge } from './verdict.ts'
import type { StoredMessage } from './wire.ts'

/** An answer that ended with one tool call, as OpenCode stores it. */
const answer = (error: string): StoredMessage[] => [
  {
    info: { id: 'msg_2', role: 'assistant', finish: 'tool-calls', time: { created: 1, completed: 2 } },
    parts: [{ type: 'tool', tool: 'bash', callID: 'c', state: { status: 'error', input: {}, error } }],
  } as unknown as StoredMessage,
]
const now = { aborting: false, sent: true, settled: true, notice: () => undefined }

test('an answer that failed since something was refused between its calls', () => {
  const failed = (message: string) =>
    [
      {
        info: { role: 'assistant', error: { name: 'UnknownError', data: { message } }, time: {} },
        parts: [],
      },
    ] as unknown as StoredMessage[]
  const refusal =
    'The user rejected permission to use this specific tool call with the following feedback: No.'
  expect(judge(failed(refusal), now)).toEqual({ kind: 'interrupted' })
  expect(judge(failed('It broke.'), now)).toMatchObject({ kind: 'failed' })
})

test.each([
  ['MessageAbortedError', true, 'aborted'],
  ['MessageAbortedError', false, 'interrupted'],
  // What breaks because it is ended is no failure: a paused run has to wait, not to fail.
  ['UnknownError', true, 'aborted'],
  ['UnknownError', false, 'failed'],
] as const)('an error named %s, ended by us: %s', (name, aborting, kind) => {
  expect(endedBy({ name, data: { message: 'Aborted' } }, aborting).kind).toBe(kind)
})

test.each([
  [{ statusCode: 429, message: 'Slow down' }, 'rate_limited'],
  [{ message: 'Usage limit reached' }, 'rate_limited'],
  // Waiting brings no money.
  [{ statusCode: 402, message: 'Pay first' }, 'failed'],
  [{ statusCode: 429, message: 'Quota', responseBody: '{"code":"insufficient_quota"}' }, 'failed'],
])('a provider that refuses with %j: %s', (data, kind) => {
  const error = { name: 'APIError', data: { isRetryable: true, ...data } } as const
  expect(endedBy(error, false).kind).toBe(kind)
  expect(endedBy(error, true).kind).toBe('aborted')
})

test.each([
  ['The user rejected permission to use this specific tool call.', { kind: 'interrupted' }],
  ['The user dismissed this question', { kind: 'interrupted' }],
  ['command not found', { kind: 'failed', code: 'agent_error' }],
])('a turn that ended after “%s”', (error, outcome) => {
  expect(judge(answer(error), now)).toMatchObject(outcome)
  expect(judge(answer(error), { ...now, settled: false })).toBeNull()
  expect(judge(answer(error), { ...now, aborting: true })).toEqual({ kind: 'aborted' })
})
