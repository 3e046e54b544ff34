import { afterEach, expect, test } from 'vitest'
import { type Language, messageOf, speak, t, withoutIsolates } from './t.ts'

const ENGLISH: Language = { locale: 'en', textOf: () => undefined }
const FROM_RIGHT_TO_LEFT: Language = { locale: 'ar-XB', textOf: (english) => english }

afterEach(() => speak(ENGLISH))

const TEXTS: [string, Record<string, string | number>, string][] = [
  ['{path} was not changed', { path: '/src/a.ts' }, '\u2068/src/a.ts\u2069 was not changed'],
  [
    '{count, plural, one {# task of {name}} other {# tasks of {name}}}',
    { count: 2, name: 'Ann' },
    '2 tasks of \u2068Ann\u2069',
  ],
  // What is compared stays as it is.
  [
    '{kind, select, branch {The branch {name}} other {{name}}} is gone',
    { kind: 'branch', name: 'main' },
    'The branch \u2068main\u2069 is gone',
  ],
  // By `t`, tags are words.
  ['a <b>{name}</b>', { name: 'x' }, 'a <b>\u2068x\u2069</b>'],
]

test.each(TEXTS)('from right to left, the values of “%s” stand by themselves', (english, values, text) => {
  speak(FROM_RIGHT_TO_LEFT)
  expect(t(english, values)).toBe(text)
  expect(withoutIsolates(text)).not.toMatch(/[\u2066-\u2069]/)
})

test.each(TEXTS)('English is “%s”, letter for letter', (english, values, text) => {
  expect(t(english, values)).toBe(withoutIsolates(text))
})

test('so do elements, in the tags of a message', () => {
  speak(FROM_RIGHT_TO_LEFT)
  const branch = { name: 'element' }
  const parts = messageOf('Merged into <b>{branch}</b>', true).format<unknown>({
    branch,
    b: (inner: unknown[]) => ({ inner }),
  })
  expect(parts).toEqual(['Merged into ', { inner: ['\u2068', branch, '\u2069'] }])
})
