import { expect, test } from 'vitest'
import { commentIn } from './comment-in.ts'

test.each([
  ['<!-- practice: greet -->', '<!-- practice: greet -->'],
  ['<!-- one\ntwo -->', '<!-- one\ntwo -->'],
  ['  <!-- a --> words', '<!-- a -->'],
  ['<!-- open\nwords', '<!-- open\nwords'],
])('the comment in %j', (text, comment) => {
  const { start, end } = commentIn(text)
  expect(text.slice(start, end)).toBe(comment)
})
