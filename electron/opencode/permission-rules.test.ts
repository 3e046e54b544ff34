import { expect, test } from 'vitest'
import { matches } from './permission-rules.ts'

test.each([
  ['git push', 'git push', true],
  ['git push', 'git pull', false],
  ['git push origin main', 'git push *', true],
  ['git push', 'git push *', true],
  ['git pushy', 'git push *', false],
  ['git status', '*', true],
  ['', '*', true],
  ['cd x && git -C . push', '*git -* push*', true],
  ['git -C . pull', '*git -* push*', false],
  ['a.env', '*.env', true],
  ['a.env.local', '*.env', false],
  ['axenv', '*.env', false],
  ['aab', '*a?', true],
  ['a', 'a?', false],
  ['one\ntwo', 'one*two', true],
  ['C:\\work\\x', 'C:/work/*', true],
  ['abcabd', '*abd', true],
  ['a*b', 'a?b', true],
])('%j by %j: %j', (text, pattern, does) => {
  expect(matches(text, pattern)).toBe(does)
})

test('a long command holds nothing up', () => {
  const began = performance.now()
  expect(matches('git -x '.repeat(20_000), '*git -* push*')).toBe(false)
  expect(performance.now() - began).toBeLessThan(1_000)
})
