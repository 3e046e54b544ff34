import { expect, test } from 'vitest'
import { visible } from './visible-text.ts'

test('nothing hides in a text that is to be judged', () => {
  expect(visible('let a = 1\n\tif (a) b()\r\n')).toBe('let a = 1\n\tif (a) b()\n')
  expect(visible('user\u202e// check\u2066')).toBe('user⟨U+202E⟩// check⟨U+2066⟩')
  expect(visible('a\u200bb\ufeffc\u00add')).toBe('a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d')
  expect(visible('safe()\rrm()')).toBe('safe()⟨U+000D⟩rm()')
  expect(visible('\u001b[2K\u001b[8m')).toBe('⟨U+001B⟩[2K⟨U+001B⟩[8m')
  expect(visible('Grüße, 日本')).toBe('Grüße, 日本')
})
