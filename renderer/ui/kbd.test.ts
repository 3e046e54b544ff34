import { expect, test } from 'vitest'
import { keyWords } from './kbd.tsx'

test('keys are read out in words', () => {
  expect(keyWords('mod+k')).toMatch(/^(Control|Command) K$/)
  expect(keyWords('shift+arrowup')).toBe('Shift Up arrow')
  expect(keyWords('1–6')).toBe('1 to 6')
  expect(keyWords('f2')).toBe('F2')
})
