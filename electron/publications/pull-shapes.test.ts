import { describe, expect, test } from 'vitest'
import { pullRequest } from '#shared/publications.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import {
  checkOfJob,
  checkOfWorkflow,
  checkRun,
  checksOf,
  commentsOf,
  factsOf,
  methodsOf,
  remarksOf,
  reviewsOf,
  stateOfRun,
  statusesOf,
  wholePull,
  workflowJob,
  workflowRun,
} from './pull-shapes.ts'

const HEAD = 'a'.repeat(40)
const MERGED = 'c'.repeat(40)

describe('how a check run stands', () => {
  test.each([
    ['queued', null, 'pending'],
    ['in_progress', null, 'pending'],
    ['waiting', null, 'pending'],
    ['requested', null, 'pending'],
    // A word of tomorrow keeps nobody waiting for less than its end.
    ['something_new', null, 'pending'],
    ['completed', 'success', 'passed'],
    ['completed', 'failure', 'failed'],
    ['completed', 'timed_out', 'failed'],
    ['completed', 'cancelled', 'failed'],
    ['completed', 'action_required', 'failed'],
    ['completed', 'startup_failure', 'failed'],
    ['completed', 'neutral', 'neutral'],
    ['completed', 'skipped', 'neutral'],
    ['completed', 'stale', 'neutral'],
    ['completed', 'something_new', 'neutral'],
    ['completed', null, 'neutral'],
  ])('%s, %s: %s', (status, conclusion, expected) =>
    expect(stateOfRun({ status, conclusion })).toBe(expected),
  )
})

test('a check is told in one line, and leads to the web alone', () => {
  const run = { id: 1, name: 'build', status: 'completed', conclusion: 'failure' }
  const runs = shapedList(
    checkRun,
    [
      {
        ...run,
        output: { title: 'Two\nerrors', summary: 'more' },
        html_url: 'https://github.com/o/r/runs/1',
      },
      {
        ...run,
        id: 2,
        output: { title: null, summary: ' ' },
        html_url: null,
        details_url: 'javascript:alert(1)',
      },
      { id: 'three', name: 'not a check' },
    ],
    'checks',
  )
  expect(checksOf(runs)).toEqual([
    { runId: 1, name: 'build', state: 'failed', summary: 'Two errors', url: 'https://github.com/o/r/runs/1' },
    { runId: 2, name: 'build', state: 'failed', summary: null, url: null },
  ])
})

describe('of GitHub Actions', () => {
  const job = { id: 1, name: 'build', html_url: 'https://github.com/o/r/actions/runs/9/job/1' }
  test.each([
    [
      'completed',
      'failure',
      [
        { name: 'Set up', conclusion: 'success' },
        { name: 'Test', conclusion: 'failure' },
      ],
      'failed',
      'Failed at Test',
    ],
    ['completed', 'cancelled', [{ name: 'Test', conclusion: 'cancelled' }], 'failed', 'Cancelled'],
    [
      'completed',
      'timed_out',
      [{ name: 'Test', conclusion: 'failure' }],
      'failed',
      'Timed out: Failed at Test',
    ],
    ['completed', 'action_required', [], 'failed', 'Waits for somebody at GitHub'],
    ['completed', 'success', undefined, 'passed', null],
    ['waiting', null, [], 'pending', null],
  ])('a job is a check: %s, %s', (status, conclusion, steps, state, summary) => {
    const jobs = shapedList(workflowJob, [{ ...job, status, conclusion, steps }], 'jobs')
    expect(checksOf(jobs.map(checkOfJob))).toEqual([
      { runId: 1, name: 'build', state, summary, url: job.html_url },
    ])
  })

  const run = { id: 9, name: 'CI', html_url: null, workflow_id: 3, event: 'push' }
  test.each([
    [{ ...run, status: 'queued', conclusion: null }, 'CI', 'pending'],
    [{ ...run, name: null, status: null, conclusion: null }, 'Workflow', 'pending'],
    [{ ...run, status: 'completed', conclusion: 'startup_failure' }, 'CI', 'failed'],
  ])('a workflow without jobs is one: %#', (data, name, state) => {
    const workflows = shapedList(workflowRun, [data], 'workflows')
    expect(checksOf(workflows.map(checkOfWorkflow))).toMatchObject([{ runId: 9, name, state, url: null }])
  })
})

test('statuses are checks without a run', () => {
  const at = (state: string) => ({
    context: state,
    state,
    description: 'x'.repeat(500),
    target_url: 'ftp://x',
  })
  const all = statusesOf(['success', 'failure', 'error', 'pending', 'odd'].map(at))
  expect(all.map(({ state }) => state)).toEqual(['passed', 'failed', 'failed', 'pending', 'neutral'])
  expect(all[0]).toMatchObject({ runId: null, url: null })
  expect(all[0]?.summary).toHaveLength(200)
})

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
