import { describe, expect, test } from 'vitest'
import type { Contest } from '#shared/contests.ts'
import type { Run } from '#shared/runs.ts'
import { candidateNames } from '../state/candidate-names.ts'
import { contests, changeOf } from '../state/stores.ts'
import type { FeedItem } from '../state/transport.ts'
import { candidateOf } from './candidate-rows.tsx'
import { pairOf, withMark } from './pair.ts'
import {
  attemptHint,
  canBeTaken,
  candidateState,
  contestState,
  costAtMost,
  endWords,
  takeWords,
} from './words.ts'

const run = (id: string, fields: Partial<Run> = {}): Run =>
  ({
    id,
    attempt: Number(id),
    contestId: 'c',
    model: 'anthropic/sonnet',
    variant: null,
    agent: 'build',
    status: 'succeeded',
    stage: null,
    plan: null,
    waiting: null,
    waitUntil: null,
    answeredAt: null,
    queuePosition: null,
    failure: null,
    checkPassed: null,
    worktreePath: '/w',
    headCommit: 'a'.repeat(40),
    mergedCommit: null,
    discardedAt: null,
    ...fields,
  }) as Run

const contest = (fields: Partial<Contest> = {}): Contest =>
  ({
    id: 'c',
    status: 'running',
    step: 'runs',
    takenRunId: null,
    runIds: ['1', '2', '3'],
    ...fields,
  }) as Contest

describe('names of candidates', () => {
  test.each([
    ['by model', [{}, { model: 'openai/gpt' }], ['sonnet', 'gpt']],
    ['by variant, where that differs', [{ variant: 'high' }, {}], ['sonnet · high', 'sonnet']],
    [
      'not by a variant that all have',
      [{ variant: 'high' }, { variant: 'high', model: 'a/b' }],
      ['sonnet', 'b'],
    ],
    ['by agent, where that differs', [{}, { agent: 'plan' }], ['sonnet · build', 'sonnet · plan']],
    ['numbered, where nothing tells them apart', [{}, { model: 'a/b' }, {}], ['sonnet 1', 'b', 'sonnet 2']],
  ])('%s', (_, fields, names) => {
    const list = fields.map((one, index) => run(String(index + 1), one))
    expect([...candidateNames(list.toReversed()).values()]).toEqual(names)
  })
})

test('what a contest says of itself, also before its status is final', () => {
  const list = [
    run('1'),
    run('2', { model: 'openai/gpt', status: 'running' }),
    run('3', { status: 'queued' }),
  ]
  const said = (fields: Partial<Contest>, candidates = list) => contestState(contest(fields), candidates)
  expect(said({})).toEqual({ word: '1 of 3 done', tone: 'run' })
  expect(said({}, [run('1', { status: 'waiting' }), ...list.slice(1)])).toEqual({
    word: '0 of 3 done',
    tone: 'wait',
  })
  expect(said({ status: 'choosing' })).toEqual({ word: 'Choose one of 3', tone: 'wait' })
  const empty = { status: 'cancelled', headCommit: null, worktreePath: null } as const
  expect(
    said(
      { status: 'choosing' },
      list.map(({ id }) => run(id, empty)),
    ),
  ).toEqual({ word: 'None can be taken', tone: 'bad' })
  expect(said({ status: 'choosing', step: 'end_runs', takenRunId: '2' }).word).toBe('Taking gpt…')
  expect(said({ status: 'running', step: 'put_away' }).word).toBe('Ending…')
  expect(said({ status: 'taken', step: 'done', takenRunId: '2' }).word).toBe('Taken')
})

test.each([
  [{ status: 'running', stage: 'running', plan: { done: 3, total: 5 } }, 'Working 3 of 5', 'run'],
  [{ status: 'running', stage: 'checking' }, 'Checking', 'run'],
  [{ status: 'queued', queuePosition: 2 }, 'Queued #2', 'idle'],
  [{ status: 'waiting', waiting: { kind: 'question' } }, 'Waits for you', 'wait'],
  [{ status: 'succeeded', checkPassed: true }, 'Done', 'ok'],
  [{ status: 'succeeded' }, 'Done', 'review'],
  [{ status: 'failed', failure: { code: 'check_failed', message: '' } }, 'Checks fail', 'bad'],
  [{ status: 'cancelled' }, 'Stopped', 'idle'],
])('a candidate that is %o', (fields, word, tone) => {
  expect(candidateState(run('1', fields as Partial<Run>))).toEqual({ word, tone })
})

test('a candidate is taken when it is over and has left something, and nothing was decided', () => {
  expect(canBeTaken(contest(), run('1'))).toBe(true)
  expect(canBeTaken(contest(), run('1', { status: 'failed', headCommit: null }))).toBe(true)
  expect(canBeTaken(contest(), run('1', { status: 'running' }))).toBe(false)
  expect(canBeTaken(contest(), run('1', { status: 'cancelled', headCommit: null, worktreePath: null }))).toBe(
    false,
  )
  expect(canBeTaken(contest({ status: 'choosing', step: 'end_runs' }), run('1'))).toBe(false)
  expect(canBeTaken(contest({ status: 'taken' }), run('1'))).toBe(false)
})

test('what taking and ending do is said before', () => {
  const list = [run('1'), run('2', { status: 'running' }), run('3', { status: 'failed' })]
  expect(takeWords(list[0] as Run, list, 30)).toBe(
    'It becomes the run of the task, to be merged or sent back. 1 candidate still at work is stopped. 2 other candidates go to the trash for 30 days.',
  )
  expect(takeWords(list[2] as Run, [run('1'), list[2] as Run], 1)).toBe(
    'It did not succeed. It becomes the run of the task, and can be sent back or retried. 1 other candidate goes to the trash for 1 day.',
  )
  expect(endWords(list, 30)).toContain('1 candidate still at work is stopped.')
  expect(endWords([run('1')], 30)).not.toContain('stopped')
})

test('what they cost at most', () => {
  expect(costAtMost(3, 2)).toBe('At most $6.00: 3 × $2.00, the budget of a run.')
  expect(costAtMost(3, 0)).toBe('3 candidates, each without a limit in dollars.')
  expect(costAtMost(0, 2)).toContain('nothing')
})

test('a row means what it says, not what the task says', () => {
  const project = { agent: null, variant: 'high' }
  const fallback = { model: 'anthropic/sonnet' }
  expect(candidateOf({ model: 'anthropic/sonnet', variant: null, agent: null }, fallback, project)).toEqual({
    model: 'anthropic/sonnet',
    variant: 'high',
    agent: 'build',
  })
  // A variant belongs to its model.
  expect(candidateOf({ model: 'openai/gpt', variant: null, agent: 'plan' }, fallback, project)).toEqual({
    model: 'openai/gpt',
    variant: null,
    agent: 'plan',
  })
})

test('two are marked at most, and what is compared', () => {
  expect(withMark(['a', 'b'], 'c')).toEqual(['b', 'c'])
  expect(withMark(['a', 'b'], 'a')).toEqual(['b'])
  const three = ['a', 'b', 'c']
  expect(pairOf(three, ['c', 'a'], 'b')).toEqual(['c', 'a'])
  expect(pairOf(three, ['c'], 'a')).toEqual(['c', 'a'])
  expect(pairOf(three, ['c'], 'c')).toBeNull()
  expect(pairOf(three, [], 'a')).toBeNull()
  expect(pairOf(['a', 'b'], [], null)).toEqual(['a', 'b'])
})

test('attempts of a contest that is over', () => {
  const over = { takenRunId: '1' }
  expect(attemptHint(run('1'), over)).toBe('taken')
  expect(attemptHint(run('1', { mergedCommit: 'b' }), over)).toBe('merged')
  expect(attemptHint(run('2', { discardedAt: 'now' }), over)).toBe('discarded')
  expect(attemptHint(run('2', { status: 'failed' }), undefined)).toBe('failed')
})

test('the feed of a contest changes what it names, and its end stays known', () => {
  const told = (seq: number, event: FeedItem['event'], data: Partial<Contest>) =>
    contests.apply([changeOf({ seq, event, data: { ...data, id: 'c' } as FeedItem['data'] }).change])
  told(1, 'contest:created', contest({ runIds: ['1', '2'] }))
  told(2, 'contest:updated', { runIds: ['1', '2', '3'] })
  told(3, 'contest:updated', { status: 'choosing' })
  told(4, 'contest:updated', { step: 'end_runs', takenRunId: '2' })
  expect(contests.get('c')).toMatchObject({ status: 'choosing', step: 'end_runs', runIds: ['1', '2', '3'] })
  told(5, 'contest:taken', { status: 'taken', step: 'done' })
  expect(contests.get('c')).toMatchObject({ status: 'taken', takenRunId: '2', updatedSeq: 5 })
})
