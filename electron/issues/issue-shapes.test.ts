import { describe, expect, it, test } from 'vitest'
import { GithubError } from '../github/github-error.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import { answeredComment, answeredIssue, commentFrom, issueFrom } from './issue-shapes.ts'

const PAGE = 'https://github.com/ada/engine'
const ISSUE = {
  number: 12,
  title: 'Leaks',
  state: 'open',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
}
const read = (change: object = {}) =>
  issueFrom(shaped(answeredIssue, { ...ISSUE, ...change }, 'an issue'), PAGE)

describe('an issue', () => {
  it('needs no more than a number, a title, a state and times', () => {
    expect(read()).toEqual({
      number: 12,
      url: `${PAGE}/issues/12`,
      title: 'Leaks',
      body: '',
      state: 'open',
      labels: [],
      author: 'ghost',
      milestone: null,
      assignees: [],
      comments: 0,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-02T00:00:00.000Z',
    })
  })

  it.each([
    ['open', null, 'open'],
    ['open', 'reopened', 'open'],
    ['closed', null, 'completed'],
    ['closed', 'completed', 'completed'],
    ['closed', 'not_planned', 'not_planned'],
    ['closed', 'duplicate', 'not_planned'],
    ['closed', 'something new', 'completed'],
  ])('that is %s as %s is %s', (state, state_reason, expected) => {
    expect(read({ state, state_reason }).state).toBe(expected)
  })

  it('is cut to the limits of a task, on one line, as text that can be stored', () => {
    const odd = read({
      title: `  two\n\u0000lines ${'x'.repeat(600)}`,
      body: `a\r\nb\rc\ud800${'x'.repeat(300_000)}`,
      labels: ['bug', { name: 'bug' }, { name: null }, { name: '\u200b' }, { name: 'x'.repeat(99) }],
    })
    expect(odd.title.startsWith('two lines x')).toBe(true)
    expect(odd.title).toHaveLength(500)
    expect(odd.body.startsWith('a\nb\nc\ufffdx')).toBe(true)
    expect(odd.body).toHaveLength(200_000)
    expect(odd.labels).toEqual(['bug', 'x'.repeat(60)])
    expect(read({ title: '\u200b' }).title).toBe('Issue #12')
  })
})

test('a comment stands where its issue does, whatever its answer says', () => {
  const given = {
    id: 7,
    body: null,
    html_url: 'javascript:alert(1)',
    created_at: ISSUE.created_at,
    updated_at: ISSUE.updated_at,
  }
  expect(commentFrom(shaped(answeredComment, given, 'a comment'), PAGE, 12)).toMatchObject({
    body: '',
    author: 'ghost',
    url: `${PAGE}/issues/12#issuecomment-7`,
  })
})

test('what has another shape is no issue; of a list the others stay', () => {
  expect(() => read({ number: '12' })).toThrow(GithubError)
  expect(() => shaped(answeredIssue, '<html>', 'an issue')).toThrow('not an issue')
  expect(shapedList(answeredIssue, [ISSUE, null, { ...ISSUE, number: 0 }], 'a list')).toHaveLength(1)
  expect(() => shapedList(answeredIssue, { message: 'Hello' }, 'a list')).toThrow('not a list')
})
