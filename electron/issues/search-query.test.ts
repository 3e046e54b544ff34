import { expect, test } from 'vitest'
import { issueFilter } from '#shared/issues.ts'
import { searchQuery } from './search-query.ts'

const query = (words: string, filter: object = {}, milestone: string | null = null) =>
  searchQuery('ada/engine', words, issueFilter.parse(filter), milestone)

test.each<[string, string, string]>([
  ['words', 'leaking  valves', 'leaking valves repo:ada/engine is:issue state:open'],
  ['nothing to find', '" - (', 'repo:ada/engine is:issue state:open'],
  ['another repository', 'x repo:bob/y', 'x repo bob/y repo:ada/engine is:issue state:open'],
  ['operators', 'this OR NOT (that)', 'this or not that repo:ada/engine is:issue state:open'],
  ['what is left out', '-valves well-known', 'valves well-known repo:ada/engine is:issue state:open'],
  ['quotes that are open', '"two words', 'two words repo:ada/engine is:issue state:open'],
])('takes words for what they say: %s', (_, words, expected) => {
  expect(query(words)).toBe(expected)
})

test('a filter stands in its own terms; names that cannot be quoted are left out', () => {
  const filter = { state: 'all', labels: ['good, first', 'a "b"'], assignee: 'grace' }
  expect(query('x', filter, '1.0 beta')).toBe(
    'x repo:ada/engine is:issue label:"good, first" milestone:"1.0 beta" assignee:"grace"',
  )
  expect(query('', { state: 'closed', assignee: 'none' }, '*')).toBe(
    'repo:ada/engine is:issue state:closed milestone:* no:assignee',
  )
})
