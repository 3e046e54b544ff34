import { expect, test } from 'vitest'
import { applySlashItem, findSlashItems, SLASH_ITEMS } from './slash-items.ts'

const ids = (query: string) => findSlashItems(query).map(({ id }) => id)

test.each([
  ['', SLASH_ITEMS.map(({ id }) => id)],
  ['h1', ['h1']],
  ['hea', ['h1', 'h2', 'h3']],
  ['list', ['ul', 'ol']],
  ['todo', ['check']],
  ['T', ['table', 'task', 'h1', 'check']],
  ['image', ['file']],
  ['nothing like it', []],
])('%j finds %j', (query, found) => {
  expect(ids(query)).toEqual(found)
})

/** What choosing an item makes of a line; `/` and what was typed behind it end at `|`. */
function choose(id: string, typed: string, around?: { above: string; below: string }): string {
  const item = SLASH_ITEMS.find((one) => one.id === id)
  const to = typed.indexOf('|')
  if (item === undefined || to === -1) throw new Error('nothing to choose')
  const { text, caret } = applySlashItem(item, typed.replace('|', ''), typed.lastIndexOf('/', to), to, around)
  return `${text.slice(0, caret)}¦${text.slice(caret)}`
}

test.each([
  ['h1', '/|', '# ¦'],
  ['h2', '# Words /h|', '## Words ¦'],
  ['ul', 'Words /|', '- Words ¦'],
  ['check', '- one /ch|', '- [ ] one ¦'],
  ['ul', '- [x] one /|', '- one ¦'],
  ['ol', '  - deep /|', '  1. deep ¦'],
  ['quote', '/q| rest', '> ¦ rest'],
  ['code', '/|', '```\n¦\n```'],
  ['code', 'Words /|', 'Words\n\n```\n¦\n```'],
  ['hr', '/| rest', '---\n¦\nrest'],
  ['table', '/|', '| ¦ |  |\n| --- | --- |\n|  |  |'],
  ['table', '/| rest', '| ¦ |  |\n| --- | --- |\n|  |  |\n\nrest'],
  ['file', 'See /im|', 'See ¦'],
  ['task', 'See /|', 'See #¦'],
])('%s makes of %j %j', (id, typed, made) => {
  expect(choose(id, typed)).toBe(made)
})

test('a block stands free of the lines around it', () => {
  const around = { above: 'Words', below: 'More' }
  expect(choose('hr', '/|', around)).toBe('\n---\n¦')
  expect(choose('code', '/|', around)).toBe('\n```\n¦\n```\n')
  expect(choose('table', '/|', around)).toBe('\n| ¦ |  |\n| --- | --- |\n|  |  |\n')
  expect(choose('h1', '/|', around)).toBe('# ¦')
})
