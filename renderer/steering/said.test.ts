import { expect, test } from 'vitest'
import { draftOf, slashHint } from './said.ts'

test.each([
  ['/compact', true],
  ['  /review the diff', true],
  ['/src/server.ts is wrong', false],
  ['/ 2', false],
  ['and /compact', false],
  ['', false],
])('%j looks like a command: %s', (text, does) => expect(slashHint(text) !== null).toBe(does))

test('attempts of a task share a draft, candidates do not', () => {
  expect(draftOf({ id: 'a', contestId: null, purpose: 'task' })).toBe('say')
  expect(draftOf({ id: 'a', contestId: 'c', purpose: 'task' })).toBe('say-a')
  expect(draftOf({ id: 'a', contestId: null, purpose: 'resolve' })).toBe('say-a')
})
