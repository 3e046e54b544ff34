import { expect, test } from 'vitest'
import type { PullCheck, PullComment, PullRequest, PullReview } from './publications.ts'
import { pullEventOf, publicationNewsOf } from './publication-news.ts'
import { summaryOf, verdictsOf } from './pull-summary.ts'

const check = (state: PullCheck['state']): PullCheck => ({
  runId: null,
  name: state,
  state,
  summary: null,
  url: null,
})
const review = (id: number, author: string, state: PullReview['state']): PullReview => ({
  id,
  author,
  state,
  body: 'x'.repeat(1000),
  at: null,
  url: 'https://github.com/o/r/pull/1',
})
const remark = (id: number): PullComment => ({
  id,
  kind: 'line',
  author: 'ana',
  body: 'x'.repeat(1000),
  path: 'a.ts',
  line: 1,
  inReplyTo: null,
  addressed: false,
  at: '2026-11-22T10:00:00.000Z',
  url: 'https://github.com/o/r/pull/1',
})
const pull = (of: Partial<PullRequest> = {}): PullRequest => ({
  number: 12,
  url: 'https://github.com/o/r/pull/12',
  state: 'open',
  draft: false,
  headCommit: 'a'.repeat(40),
  mergeable: true,
  mergeState: 'clean',
  mergeCommit: null,
  methods: ['merge'],
  checks: [],
  reviews: [],
  comments: [],
  seenAt: '2026-11-22T10:00:00.000Z',
  ...of,
})

test('of each reviewer the last judgement counts', () => {
  const reviews = [
    review(1, 'ana', 'changes_requested'),
    review(2, 'ben', 'approved'),
    review(3, 'ana', 'commented'),
    review(4, 'cem', 'changes_requested'),
    review(5, 'cem', 'dismissed'),
  ]
  expect(verdictsOf(reviews)).toEqual({ approved: ['ben'], requested: ['ana'] })
})

test('a pull request in short is as small however much was said of it', () => {
  const reviews = Array.from({ length: 300 }, (_, index) => review(index, `user-${index}`, 'approved'))
  const comments = Array.from({ length: 500 }, (_, index) => remark(index))
  const checks = [check('passed'), check('failed'), check('passed')]
  const short = summaryOf(pull({ reviews, comments, checks }), [0, 1, 2])
  expect(short).toMatchObject({
    checkCounts: { failed: 1, pending: 0, passed: 2, neutral: 0 },
    approved: { count: 300, by: ['user-0', 'user-1', 'user-2'] },
    requested: { count: 0, by: [] },
    openRemarks: 497,
  })
  expect(JSON.stringify(short).length).toBeLessThan(1_000)
})

const spoken = (...said: string[]) =>
  pull({ readAs: 'ada', comments: said.map((body, index) => ({ ...remark(index), body })) })
const SPOKEN = { status: 'open', pull: spoken() } as const
const mentioned = { status: 'open', pull: spoken('Is it, @ada?') } as const
const OPEN = { status: 'open', pull: pull() } as const
const failing = { status: 'open', pull: pull({ checks: [check('failed')] }) } as const
const asked = { status: 'open', pull: pull({ reviews: [review(1, 'ana', 'changes_requested')] }) } as const

test.each([
  ['nothing has changed', OPEN, OPEN, null],
  ['seen for the first time', { status: 'open', pull: null }, failing, 'publication:checks_failed'],
  ['a check has failed', OPEN, failing, 'publication:checks_failed'],
  ['it failed before', failing, failing, null],
  [
    'another one failed after it',
    failing,
    { status: 'open', pull: pull({ checks: [check('failed'), check('failed')] }) },
    null,
  ],
  [
    'of the next commit one has failed',
    failing,
    { status: 'open', pull: pull({ headCommit: 'b'.repeat(40), checks: [check('failed')] }) },
    'publication:checks_failed',
  ],
  ['changes are requested', OPEN, asked, 'publication:changes_requested'],
  ['they were before', asked, asked, null],
  [
    'they are once more',
    asked,
    {
      status: 'open',
      pull: pull({ reviews: [review(1, 'ana', 'changes_requested'), review(2, 'ana', 'changes_requested')] }),
    },
    'publication:changes_requested',
  ],
  [
    'they are not any more',
    asked,
    {
      status: 'open',
      pull: pull({ reviews: [review(1, 'ana', 'changes_requested'), review(2, 'ana', 'approved')] }),
    },
    null,
  ],
  ['the user is mentioned', SPOKEN, mentioned, 'publication:mentioned'],
  ['the user was mentioned before', mentioned, mentioned, null],
  ['the user is mentioned in code', SPOKEN, { status: 'open', pull: spoken('`@ada`') }, null],
  ['it is merged', failing, { status: 'merged', pull: null }, 'publication:merged'],
  ['it was merged', { status: 'merged', pull: null }, { ...failing, status: 'merged' }, null],
  ['it is closed', OPEN, { ...failing, status: 'closed' }, 'publication:closed'],
  ['it is opened again', { ...OPEN, status: 'closed' }, OPEN, null],
] as const)('is it news, when %s', (_, before, after, expected) => {
  expect(pullEventOf(before, after)).toBe(expected)
})

test('what is told of it says who and how many, and nothing of what the user has done', () => {
  const about = (of: Partial<PullRequest> = {}) => ({
    prNumber: 12,
    baseBranch: 'main',
    pull: summaryOf(pull(of), []),
  })
  const merged = about({ mergedBy: 'Grace' })
  expect(publicationNewsOf('publication:merged', merged, 'ada')).toEqual({
    kind: 'finished',
    what: 'pull request #12 was merged',
    body: 'Into main, by Grace.',
  })
  expect(publicationNewsOf('publication:merged', merged, 'grace')).toBeNull()
  expect(publicationNewsOf('publication:closed', about(), 'ada')).toMatchObject({ kind: 'waiting' })
  const checks = [check('failed'), check('passed'), check('neutral')]
  expect(publicationNewsOf('publication:checks_failed', about({ checks }), null)).toEqual({
    kind: 'failed',
    what: 'checks of pull request #12 failed',
    body: '1 of 2 checks failed.',
  })
  const reviews = [review(1, 'ana', 'changes_requested'), review(2, 'ben', 'changes_requested')]
  expect(publicationNewsOf('publication:changes_requested', about({ reviews }), null)?.body).toBe(
    'By ana and 1 other.',
  )
  expect(publicationNewsOf('publication:updated', merged, 'ada')).toBeNull()
})
