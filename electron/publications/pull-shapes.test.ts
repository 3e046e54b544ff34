import { describe, expect, test } from 'vitest'
import { pullRequest } from '#shared/publications.ts'
import { shaped } from '../github/shaped.ts'
import { commentsOf, factsOf, methodsOf, namedPull, remarksOf, reviewsOf, wholePull } from './pull-shapes.ts'

const HEAD = 'a'.repeat(40)
const MERGED = 'c'.repeat(40)

const whole = (change: object = {}) => ({
  number: 7,
  html_url: 'https://github.com/o/r/pull/7',
  state: 'open',
  updated_at: '2026-03-01T10:00:00Z',
  head: { sha: HEAD },
  draft: true,
  merged: false,
  mergeable: null,
  mergeable_state: 'unknown',
  merge_commit_sha: MERGED,
  more: 'than we know',
  ...change,
})

describe('a pull request', () => {
  test('open: what GitHub tries is no merge', () =>
    expect(factsOf(shaped(wholePull, whole(), 'a pull request'))).toMatchObject({
      state: 'open',
      draft: true,
      headCommit: HEAD,
      mergeable: null,
      mergeCommit: null,
    }))
  test('its labels, and who is asked for a review', () => {
    const asked = { requested_reviewers: [{ login: 'grace' }], requested_teams: [{ slug: 'core' }] }
    const pull = whole({ labels: [{ name: 'perf', color: 'ff0000' }], ...asked })
    expect(factsOf(shaped(wholePull, pull, 'a pull request'))).toMatchObject({
      labels: ['perf'],
      awaited: ['grace', 'core'],
    })
  })
  test('merged', () =>
    expect(
      factsOf(
        shaped(
          wholePull,
          whole({ state: 'closed', merged: true, merged_by: { login: 'grace' } }),
          'a pull request',
        ),
      ),
    ).toMatchObject({ state: 'merged', mergeCommit: MERGED, mergedBy: 'grace' }))
  test('closed', () =>
    expect(factsOf(shaped(wholePull, whole({ state: 'closed' }), 'a pull request')).state).toBe('closed'))
  test.each([[null], ['text'], [{}], [whole({ head: { sha: 'HEAD' } })], [whole({ merged: 'yes' })]])(
    'of another shape is refused: %#',
    (data) =>
      expect(() => shaped(wholePull, data, 'a pull request')).toThrow(
        expect.objectContaining({ failure: 'server_error' }),
      ),
  )
})

test('what the repository permits', () => {
  expect(
    methodsOf({ allow_merge_commit: true, allow_squash_merge: false, allow_rebase_merge: true }),
  ).toEqual(['merge', 'rebase'])
  expect(methodsOf({})).toEqual([])
})

test('reviews, remarks and comments come in the shape of the contract', () => {
  const user = { login: 'ada' }
  const url = 'https://github.com/o/r/pull/7#x'
  const reviews = reviewsOf([
    {
      id: 1,
      user,
      state: 'CHANGES_REQUESTED',
      body: 'No.',
      submitted_at: '2026-03-01T12:00:00+02:00',
      html_url: url,
    },
    { id: 2, user: null, state: 'APPROVED', body: null, html_url: 'javascript:alert(1)' },
    { id: 3, user, state: 'PENDING', body: 'not said yet', html_url: url },
    'nonsense',
  ])
  const comments = [
    ...remarksOf([
      {
        id: 4,
        user,
        body: 'y'.repeat(30_000),
        path: 'a b.txt',
        line: null,
        original_line: 3,
        diff_hunk: '@@ -1,9 +1,9 @@\n a\n-b\n+c\n+d\n+e',
        created_at: '2026-03-01T10:00:00Z',
        html_url: url,
      },
    ]),
    ...commentsOf([
      { id: 5, user, body: 'Hello', created_at: '2026-03-01T10:00:00Z', html_url: 'file:///etc/passwd' },
    ]),
  ]
  expect(reviews).toMatchObject([
    { id: 1, author: 'ada', state: 'changes_requested', at: '2026-03-01T10:00:00.000Z', url },
    { id: 2, author: 'ghost', state: 'approved', body: '', at: null, url: '' },
  ])
  expect(comments).toMatchObject([
    {
      id: 4,
      kind: 'line',
      path: 'a b.txt',
      line: 3,
      inReplyTo: null,
      url,
      isOutdated: true,
      lines: ['-b', '+c', '+d', '+e'],
    },
    { id: 5, kind: 'issue', path: null, line: null, body: 'Hello', url: '' },
  ])
  expect(comments[0]?.body).toHaveLength(20_004)
  const reply = { id: 6, path: 'a', line: 3, diff_hunk: '@@\n+a', in_reply_to_id: 4, html_url: url }
  expect(remarksOf([{ ...reply, created_at: '2026-03-01T10:00:00Z' }])).toMatchObject([
    { isOutdated: false, lines: [], inReplyTo: 4 },
  ])
  const facts = factsOf(shaped(wholePull, whole(), 'a pull request'))
  const seen = { ...facts, methods: [], checks: [], reviews, comments, seenAt: '2026-03-01T10:00:00Z' }
  expect(pullRequest.parse(seen)).toEqual(seen)
})

test('the page of a pull request is one of the web, or none', () => {
  const named = (html_url: string) =>
    shaped(namedPull, whole({ html_url, title: 'Work', base: { ref: 'main' } }), 'a pull request').html_url
  expect(named('https://github.com/o/r/pull/7')).toBe('https://github.com/o/r/pull/7')
  expect(named('javascript:alert(1)')).toBe('')
})
