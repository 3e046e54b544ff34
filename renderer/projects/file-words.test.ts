import { expect, test } from 'vitest'
import { sizeWords, visibleText } from './file-words.ts'

test('sizes are short', () => {
  expect([412, 1204, 3_400_000].map(sizeWords)).toEqual(['412 B', '1.2 kB', '3.4 MB'])
})

test('nothing hides in a text that is to be trusted', () => {
  expect(visibleText('let a = 1\n\tif (a) b()\r\n')).toBe('let a = 1\n\tif (a) b()\n')
  expect(visibleText('user\u202e// check\u2066')).toBe('user⟨U+202E⟩// check⟨U+2066⟩')
  expect(visibleText('a\u200bb\ufeff')).toBe('a⟨U+200B⟩b⟨U+FEFF⟩')
  expect(visibleText('safe()\rrm()')).toBe('safe()⟨U+000D⟩rm()')
  expect(visibleText('\u001b[2K')).toBe('⟨U+001B⟩[2K')
  expect(visibleText('Grüße, 日本')).toBe('Grüße, 日本')
})
