import { afterEach, expect, test } from 'vitest'
import { speak } from '#shared/strings/t.ts'
import { dateLocale } from './day.ts'
import { choiceWords, listWords } from './list-words.ts'

afterEach(() => speak({ locale: 'en', textOf: () => undefined }))

test.each([
  { words: [], said: '' },
  { words: ['a'], said: 'a' },
  { words: ['a', 'b'], said: 'a and b' },
  { words: ['a', 'b', 'c'], said: 'a, b and c' },
])('$words is “$said”', ({ words, said }) => {
  expect(listWords(words)).toBe(said)
})

test('of several words any may be meant', () => {
  expect(choiceWords(['a', 'b', 'c'])).toBe('a, b or c')
})

test('lists and dates are those of the language that is spoken, and English ones are British', () => {
  expect(dateLocale()).toBe('en-GB')
  speak({ locale: 'de', textOf: () => undefined })
  expect(dateLocale()).toBe('de')
  expect(listWords(['a', 'b', 'c'])).toBe('a, b und c')
  expect(choiceWords(['a', 'b', 'c'])).toBe('a, b oder c')
})
