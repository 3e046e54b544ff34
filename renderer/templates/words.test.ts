import { expect, test } from 'vitest'
import { gist, lossWords } from './words.ts'

test.each([
  ['', 'Its fields are gone for good.'],
  ['Once', 'Its description of 1 word and its fields are gone for good.'],
  ['## Steps\n\n1. Add ', 'Its description of 4 words and its fields are gone for good.'],
])('deleting a template with the description %j says what is lost', (description, words) => {
  expect(lossWords({ description })).toBe(`${words} Tasks that began with it stay as they are.`)
})

test.each([
  [{ title: 'Bug: ', description: 'Steps' }, 'Bug:'],
  [{ title: ' ', description: '\n\n## Steps\n1. Add' }, 'Steps'],
  [{ title: '', description: '' }, ''],
])('the gist of %j is %j', (template, words) => {
  expect(gist(template)).toBe(words)
})
