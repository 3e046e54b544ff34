import { expect, test } from 'vitest'
import { speaksTo } from './login-mentions.ts'

test.each([
  '@ada',
  'Is this right, @ada?',
  '@Ada: see above',
  '(@ada)',
  '**@ada** and @grace',
  'cc @grace\n@ada.',
  '> an old word\n\n@ada, what do you say?',
  '```\ncode\n```\n@ada',
  'Run `npm test`, @ada, then `npm start`.',
  'A lone ` and @ada',
  '- one\n    @ada goes on with it',
  '``a ` b`` @ada',
])('%j speaks to ada', (body) => {
  expect(speaksTo(body, 'ada')).toBe(true)
})

test.each([
  'ada',
  '@adam',
  '@ada-lovelace',
  '@ada/core',
  'mail@ada.example',
  'see /@ada/package',
  '@@ada',
  '`@ada`',
  'Write `` git log --author=@ada `` here',
  '```\n@ada\n```',
  '~~~js\n@ada\n```\n@ada\n~~~',
  '```\nan end is missing @ada',
  '> @ada said so',
  '> he said:\n@ada goes on with the quote',
  'Before:\n\n    @ada',
  '<!-- @ada -->',
  '',
])('%j does not', (body) => {
  expect(speaksTo(body, 'ada')).toBe(false)
})

test('a login is taken as it stands, and long texts cost little', () => {
  expect(speaksTo('@a.b', 'a.b')).toBe(true)
  expect(speaksTo('@axb', 'a.b')).toBe(false)
  const started = performance.now()
  for (const piece of ['`', '``` ', '> ', '<!--', '@ada` ', '\n    ', '`` ` '])
    speaksTo(`@ada ${piece.repeat(60_000 / piece.length)}`, 'ada')
  expect(performance.now() - started).toBeLessThan(1500)
})
