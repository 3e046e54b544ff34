import { expect, test } from 'vitest'
import { adviceBeside, failureAdvice } from './failure-advice.ts'
import { FAILURE_CODES } from './run-words.ts'

test.each(FAILURE_CODES)('%s says what it was and what can be done, each once', (code) => {
  const whole = failureAdvice(code)
  expect(whole).toMatch(/[Rr]etry|Try again|choose/)
  // What the host gives as the message says all of it.
  if (/retry|try again/i.test(whole)) expect(adviceBeside({ code, message: whole })).toBeNull()
  const [first = ''] = whole.split('. ')
  if (code !== 'internal') expect(adviceBeside({ code, message: first })).not.toContain(first)
})

test.each([
  [
    'provider_auth',
    'The model provider refused the key (HTTP 401): Incorrect API key.',
    'Renew the key in Settings, then retry.',
  ],
  ['setup_failed', 'The setup command `x` failed. Read its output in the log, then retry.', null],
  ['no_plan', 'The answer holds no plan. Try again, or begin anew.', null],
  [
    'internal',
    'x is undefined',
    'OpenLinear made a mistake. The log has the details; retry, and report it if it comes again.',
  ],
] as const)('%s: beside %j stands %j', (code, message, advice) => {
  expect(adviceBeside({ code, message })).toBe(advice)
})
