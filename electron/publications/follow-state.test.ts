import { describe, expect, test } from 'vitest'
import type { PullRequest } from '#shared/publications.ts'
import { followOf, isChanged, isUnsettled, NEW_FOLLOW, nextLook } from './follow-state.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const HEAD = 'a'.repeat(40)
const OTHER = 'b'.repeat(40)

const pull = (change: Partial<PullRequest> = {}): PullRequest => ({
  number: 7,
  url: 'https://github.com/o/r/pull/7',
  state: 'open',
  draft: false,
  headCommit: HEAD,
  mergeable: true,
  mergeState: 'clean',
  mergeCommit: null,
  methods: ['merge'],
  checks: [],
  reviews: [],
  comments: [],
  seenAt: '2026-03-01T11:00:00.000Z',
  ...change,
})
const check = (state: 'pending' | 'passed' | 'failed' | 'neutral') => ({
  runId: 1,
  name: 'build',
  state,
  summary: null,
  url: null,
})

describe('what is not settled', () => {
  test.each([
    ['no checks', pull(), false],
    ['a check at work', pull({ checks: [check('passed'), check('pending')] }), true],
    ['checks that have ended', pull({ checks: [check('passed'), check('failed'), check('neutral')] }), false],
    ['GitHub has not worked it out', pull({ mergeable: null }), true],
    ['closed, with a check at work', pull({ state: 'closed', checks: [check('pending')] }), false],
    ['merged', pull({ state: 'merged', mergeable: null }), false],
  ])('%s: %#', (_, one, expected) => expect(isUnsettled(one)).toBe(expected))
})

describe('when it is looked at again', () => {
  const pending = pull({ checks: [check('pending')] })
  const seconds = (one: PullRequest, looks: number, isWatched = true, updatedAt: string | null = null) => {
    const at = nextLook(one, { looks, updatedAt }, NOW, isWatched)
    return at === null ? null : (at - NOW) / 1000
  }
  test.each([
    [0, 15],
    [1, 30],
    [2, 60],
    [3, 120],
    [30, 120],
    [60, null],
  ])('after %i looks at what does not change: in %s s', (looks, expected) =>
    expect(seconds(pending, looks)).toBe(expected),
  )
  test('five times slower while nobody looks', () => expect(seconds(pending, 1, false)).toBe(150))
  test('not at all once it is settled', () => expect(seconds(pull(), 0)).toBeNull())
  test('once more when it was changed in this moment, which may not be over for GitHub', () => {
    expect(seconds(pull(), 0, true, '2026-03-01T11:59:59Z')).toBe(15)
    expect(seconds(pull(), 0, true, '2026-03-01T11:59:50Z')).toBeNull()
  })
})

describe('what a list tells of pull request 7', () => {
  const entry = (number: number, updated_at: string, sha = HEAD) => ({
    number,
    state: 'open' as const,
    updated_at,
    head: { sha },
  })
  const known = { number: 7, pull: pull(), updatedAt: '2026-03-01T10:00:00Z' }
  const since = Date.parse('2026-03-01T11:00:00Z')
  test.each([
    ['it is as it was', known, [entry(7, '2026-03-01T10:00:00Z')], true, false],
    ['it was updated', known, [entry(7, '2026-03-01T11:30:00Z')], true, true],
    ['it has another head', known, [entry(7, '2026-03-01T10:00:00Z', OTHER)], true, true],
    ['it was never read', { ...known, pull: null }, [entry(7, '2026-03-01T10:00:00Z')], true, true],
    ['it is not on the whole list', known, [entry(8, '2026-03-01T11:59:00Z')], true, false],
    [
      'it is beyond the list, which goes back far enough',
      known,
      [entry(8, '2026-03-01T10:30:00Z')],
      false,
      false,
    ],
    ['it is beyond a list of what is newer', known, [entry(8, '2026-03-01T11:30:00Z')], false, true],
    ['nothing is on the list', known, [], false, false],
  ])('%s', (_, one, list, isWhole, expected) =>
    expect(isChanged(one, list, { since, isWhole })).toBe(expected),
  )
})

describe('what is remembered', () => {
  test('nothing at first', () => expect(followOf({ follow: null })).toEqual(NEW_FOLLOW))
  test('what is of another shape is forgotten, and no more than that', () => {
    const column = {
      etags: { pull: 'x', nonsense: 'y' },
      updatedAt: 5,
      looks: 2,
      followUp: { runId: 'r', settled: false },
    }
    expect(followOf({ follow: JSON.stringify(column) })).toEqual({
      ...NEW_FOLLOW,
      looks: 2,
      followUp: { runId: 'r', settled: false },
    })
  })
})
