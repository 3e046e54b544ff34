import { expect, test } from 'vitest'
import type { PullCheck, PullComment, PullRequest } from '#shared/publications.ts'
import { countChecks, summaryOf } from '#shared/pull-summary.ts'
import { chosenRemarks } from './chosen-remarks.ts'
import { foundOf } from './found-check.ts'
import { publicationSentence, publicationState } from './state-words.ts'
import { changedWords, type PullWords } from './changed-words.ts'
import {
  checkGroups,
  checkSummary,
  followUpWords,
  mergeObstacle,
  reviewSummary,
  threadsOf,
  waysOn,
  wish,
} from './words.ts'

const check = (name: string, state: PullCheck['state']): PullCheck => ({
  runId: null,
  name,
  state,
  summary: null,
  url: null,
})
const review = (author: string, state: PullRequest['reviews'][number]['state']) => ({
  id: 1,
  author,
  state,
  body: '',
  at: null,
  url: 'https://github.com/o/r/pull/1',
})
const comment = (id: number, of: Partial<PullComment> = {}): PullComment => ({
  id,
  kind: 'line',
  author: 'ana',
  body: 'Why?',
  path: 'src/a.ts',
  line: 3,
  inReplyTo: null,
  addressed: false,
  at: `2026-11-22T10:00:${String(id).padStart(2, '0')}.000Z`,
  url: 'https://github.com/o/r/pull/1',
  ...of,
})
const whole = (of: Partial<PullRequest> = {}): PullRequest => ({
  number: 12,
  url: 'https://github.com/o/r/pull/12',
  state: 'open',
  draft: false,
  headCommit: 'a'.repeat(40),
  mergeable: true,
  mergeState: 'clean',
  mergeCommit: null,
  methods: ['merge', 'squash'],
  checks: [],
  reviews: [],
  comments: [],
  seenAt: '2026-11-22T10:00:00.000Z',
  ...of,
})
const pull = (of: Partial<PullRequest> = {}) => summaryOf(whole(of), [])
const OPEN = { status: 'open', step: 'done', prNumber: 12, failure: null, baseBranch: 'main' } as const
const LIMITED = { code: 'rate_limited', message: 'Too much.', retryAt: '2026-11-22T10:05:00.000Z' } as const

test('each step has its words, and what waits says until when', () => {
  const going = { ...OPEN, status: 'working', pull: null } as const
  expect(publicationState({ ...going, step: 'push', prNumber: null }).word).toBe('Pushing the branch')
  expect(publicationState({ ...going, step: 'pull_request', prNumber: null }).word).toBe(
    'Making the pull request',
  )
  expect(publicationState({ ...going, step: 'pull_request' }).word).toBe('Updating the pull request')
  const waiting = publicationState({ ...OPEN, status: 'waiting', pull: null, failure: LIMITED })
  expect(waiting.word).toMatch(/^Waits until \d/)
  expect(publicationState({ ...OPEN, pull: pull({ draft: true }) })).toMatchObject({
    word: 'Draft',
    mark: 'draft',
  })
  expect(publicationState({ ...OPEN, pull: null }).word).toBe('Open')
})

test('checks are grouped with what failed first, and summed up', () => {
  const checks = [check('b', 'passed'), check('z', 'failed'), check('a', 'passed'), check('w', 'pending')]
  expect(checkGroups(checks).map(({ state, checks: of }) => [state, of.map(({ name }) => name)])).toEqual([
    ['failed', ['z']],
    ['pending', ['w']],
    ['passed', ['a', 'b']],
  ])
  expect(checkSummary(countChecks(checks))).toEqual({ word: '1 of 4 checks failed', tone: 'bad' })
  expect(checkSummary(countChecks([check('a', 'passed'), check('b', 'pending')]))?.word).toBe(
    '1 of 2 checks passed so far',
  )
  expect(checkSummary(countChecks([check('a', 'passed'), check('b', 'neutral')]))?.word).toBe(
    'Its check passed',
  )
  expect(checkSummary(countChecks([check('b', 'neutral')]))?.tone).toBe('idle')
  expect(checkSummary(countChecks([]))).toBeNull()
})

test('of each reviewer the last judgement counts', () => {
  const reviews = [
    review('ana', 'changes_requested'),
    review('ben', 'approved'),
    review('ana', 'commented'),
    review('cem', 'changes_requested'),
    review('cem', 'dismissed'),
  ]
  expect(reviewSummary(pull({ reviews }))?.word).toBe('ana requested changes')
  expect(reviewSummary(pull({ reviews: [...reviews, review('ana', 'approved')] }))?.word).toBe(
    'Approved by ana and ben',
  )
  expect(reviewSummary(pull({ reviews: [review('ana', 'commented')] }))).toBeNull()
})

test('remarks are threads by file and line, and open while something of them is not addressed', () => {
  const threads = threadsOf([
    comment(1, { path: 'src/b.ts', line: 1, addressed: true }),
    comment(2, { line: 20 }),
    comment(3, { inReplyTo: 1 }),
    comment(4, { inReplyTo: 3, addressed: true }),
    comment(5, { kind: 'issue', path: null, line: null, addressed: true }),
    comment(6, { line: 3, inReplyTo: 99 }),
  ])
  expect(threads.map(({ root, replies, isOpen }) => [root.id, replies.map(({ id }) => id), isOpen])).toEqual([
    [6, [], true],
    [2, [], true],
    [1, [3, 4], true],
    [5, [], false],
  ])
  // Whatever a server tells, it ends.
  expect(threadsOf([comment(1, { inReplyTo: 2 }), comment(2, { inReplyTo: 1 })]).length).toBeGreaterThan(0)
})

test.each([
  [{}, null],
  [{ draft: true }, /draft/],
  [{ mergeable: false, mergeState: 'dirty' }, /conflicts with main/],
  [{ draft: true, mergeable: false, mergeState: 'draft' }, /conflicts with main/],
  [{ mergeState: 'blocked' }, /rules of the branch/],
  [{ mergeState: 'behind' }, /update the branch/],
  [{ mergeable: null, mergeState: 'unknown' }, /working out/],
  [{ methods: [] }, /no way of merging/],
  [{ mergeState: 'unstable' }, null],
])('what is in the way of merging is said: %j', (of, expected) => {
  const said = mergeObstacle({ ...OPEN, pull: pull(of as Partial<PullRequest>) })
  if (expected === null) expect(said).toBeNull()
  else expect(said).toMatch(expected)
})

test('a pull request asks for the user when checks failed, changes are requested, or it is blocked', () => {
  expect(wish({ ...OPEN, pull: pull() })).toBeNull()
  expect(wish({ ...OPEN, pull: pull({ checks: [check('a', 'pending')] }) })).toBeNull()
  const checks = [check('a', 'failed')]
  const reviews = [review('ana', 'changes_requested')]
  expect(wish({ ...OPEN, pull: pull({ checks, reviews }) })).toBe('Its check failed. ana requested changes.')
  expect(wish({ ...OPEN, status: 'waiting', pull: null, failure: LIMITED })).toBeNull()
  const failure = { code: 'branch_protected', message: 'main is protected.', retryAt: null } as const
  expect(wish({ ...OPEN, status: 'blocked', pull: null, failure })).toBe('main is protected.')
  // With its account refused nothing is followed, whatever was seen last.
  const refused = { ...LIMITED, code: 'unauthorized' as const, message: 'Sign in again.' }
  expect(wish({ ...OPEN, pull: pull(), failure: refused })).toBe('Sign in again.')
  expect(wish({ ...OPEN, pull: pull(), failure: LIMITED })).toBeNull()
  expect(publicationSentence({ ...OPEN, pull: pull({ checks, reviews }) })).toBe(
    'Pull request #12: open, Its check failed, ana requested changes',
  )
})

test('each failure has a way on', () => {
  expect(waysOn({ code: 'foreign_commits' })).toEqual(['foreign'])
  expect(waysOn({ code: 'sso_required', url: 'https://github.com/orgs/o/sso' })).toEqual(['link', 'retry'])
  expect(waysOn({ code: 'unauthorized', url: null })).toEqual(['settings', 'retry'])
  expect(waysOn({ code: 'rate_limited' })).toEqual(['retry'])
  // The same again would be refused again.
  expect(waysOn({ code: 'invalid' })).toEqual(['edit', 'retry'])
})

test('only what was changed of the words is sent, so that the rest is kept current', () => {
  const before: PullWords = { title: 'A', body: 'B', draft: true, labels: ['x'], reviewers: [] }
  expect(changedWords(before, { ...before, labels: ['x'] })).toEqual({})
  expect(changedWords(before, { ...before, title: 'C', labels: [] })).toEqual({ title: 'C', labels: [] })
})

test('the run that goes on with a batch’s pull request says how it stands, and whether its result is there', () => {
  const run = { status: 'succeeded', waiting: null, failure: null, changes: null } as const
  const words = (of: Partial<Parameters<typeof followUpWords>[0]>, isSettled = true) =>
    followUpWords({ ...run, ...of }, isSettled).word
  expect(words({ status: 'running' }, false)).toBe('is at work on it')
  const title = 'May it write?'
  expect(words({ status: 'waiting', waiting: { requestId: 'r', kind: 'permission', title } }, false)).toBe(
    'waits for you: May it write?',
  )
  expect(words({}, false)).toBe('is done, and its result is being pushed')
  expect(words({})).toBe('went on with it last')
  expect(words({ changes: { files: 0, additions: 0, deletions: 0 } })).toBe(
    'went on with it and changed nothing',
  )
  expect(words({ status: 'failed', failure: { code: 'internal', message: 'It broke.' } })).toBe(
    'failed, and nothing of it was pushed: It broke.',
  )
})

test('what an agent makes more of cannot be merged meanwhile', () => {
  const ready = { ...OPEN, pull: pull() }
  expect(mergeObstacle(ready)).toBeNull()
  expect(mergeObstacle(ready, true)).toContain('The agent is at work on it')
})

test('what a review says as a whole is chosen like a remark, and not lost when another one is left out', () => {
  const words = { ...review('grace', 'changes_requested'), id: 90, body: 'Wrong approach.', addressed: false }
  const silent = { ...review('ada', 'changes_requested'), id: 91, addressed: false }
  const threads = threadsOf([comment(1), comment(2, { line: 9 }), comment(3, { inReplyTo: 2 })])
  const of = (...unticked: number[]) => chosenRemarks(threads, [words, silent], new Set(unticked))
  expect(of()).toEqual({ open: 3, chosen: 3, ids: null })
  expect(of(1)).toEqual({ open: 3, chosen: 2, ids: [90, 2, 3] })
  expect(of(90)).toEqual({ open: 3, chosen: 2, ids: [1, 2, 3] })
  expect(chosenRemarks([], [{ ...words, addressed: true }], new Set()).open).toBe(0)
})

test('a conflict is to be seen wherever its pull request is, and the agent can be given it', () => {
  const torn = { ...OPEN, pull: pull({ mergeable: false, mergeState: 'dirty' }) }
  expect(wish(torn)).toBe('It conflicts with its base branch.')
  expect(publicationSentence(torn)).toContain('in conflict with its base')
  expect(mergeObstacle(torn)).toContain('It conflicts with main.')
  expect(wish({ ...torn, status: 'merged' })).toBeNull()
})

test('checks of the same name in two workflows have each its own log', () => {
  const found = (runId: number | null) => ({
    runId,
    name: 'build',
    summary: null,
    annotations: [],
    log: null,
  })
  const items = [found(1), found(2)]
  expect(foundOf({ runId: 2, name: 'build' }, items)?.runId).toBe(2)
  // It ran again since: its new number is not known to the page yet.
  expect(foundOf({ runId: 9, name: 'build' }, items)?.runId).toBe(1)
  expect(foundOf({ runId: 1, name: 'test' }, items)).toBeUndefined()
})
