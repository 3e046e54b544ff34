import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Stretch, wordDiff } from './word-diff.ts'

const written = (stretches: readonly Stretch[]) =>
  stretches
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'gone' ? `[-${text}-]` : `{+${text}+}`))
    .join('')

test.each([
  ['Cache prices', 'Cache prices', 'Cache prices'],
  ['Cache prices', 'Cache all prices', 'Cache {+all +}prices'],
  ['Cache prices', 'Cache rates', 'Cache [-prices-]{+rates+}'],
  ['', 'New', '{+New+}'],
  ['Old', '', '[-Old-]'],
  ['The quick fox', 'A slow fox', '[-The quick-]{+A slow+} fox'],
  ['one\ntwo\nthree', 'one\n2\nthree', 'one\n[-two-]{+2+}\nthree'],
  ['a, b', 'a, c, b', 'a, {+c, +}b'],
])('%j becomes %j', (before, after, shown) => {
  expect(written(wordDiff(before, after))).toBe(shown)
})

test('both texts can be read off what is shown, whatever they are', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', ' ', '\n', 'word', '.', 'é'), { maxLength: 40 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const stretches = wordDiff(before, after)
      const read = (without: Stretch['kind']) =>
        stretches.map(({ kind, text: part }) => (kind === without ? '' : part)).join('')
      expect([read('new'), read('gone')]).toEqual([before, after])
    }),
  )
})

test('texts that are long and have nothing in common are told apart at once', () => {
  const words = (prefix: string) => Array.from({ length: 5000 }, (_, index) => `${prefix}${index}`).join(' ')
  const start = performance.now()
  const stretches = wordDiff(words('a'), words('b'))
  expect(performance.now() - start).toBeLessThan(1000)
  expect(stretches.map(({ kind }) => kind)).toEqual(['gone', 'new'])
})
