import { expect, test } from 'vitest'
import { FROM_RIGHT_TO_LEFT, pseudo } from './pseudo.ts'

test.each([
  ['Cancel', '⟦Çáñçél⟧'],
  ['{name} was not changed', '⟦{name} wáš ñôt çháñgéd⟧'],
  ['Merged into <b>{branch}</b>', '⟦Mérgéd ïñtô <b>{branch}</b>⟧'],
  [
    '{count, plural, one {# task of {name}} other {# tasks}}',
    '⟦{count, plural, one {# tášk ôf {name}} other {# táškš}}⟧',
  ],
  ['a < b', '⟦á < b⟧'],
])('“%s” looks like “%s”', (english, looks) => {
  expect(pseudo(english)).toBe(looks)
})

test('words are turned one by one', () => {
  expect(FROM_RIGHT_TO_LEFT.textOf('No {name} yet')).toBe(
    '⟦\u200F\u202EÑô\u202C\u200F {name} \u200F\u202Eýét\u202C\u200F⟧',
  )
})
