import { describe, expect, test } from 'vitest'
import type { Run } from '#shared/runs.ts'
import { cardState, dueText } from './card-state.ts'

type Shown = Parameters<typeof cardState>[1]
const run = (fields: Partial<Shown>): Shown => ({
  status: 'running',
  stage: 'running',
  queuePosition: null,
  waitUntil: null,
  waiting: null,
  answeredAt: null,
  failure: null,
  checkPassed: null,
  mergedCommit: null,
  discardedAt: null,
  ...fields,
})
const of = (status: Parameters<typeof cardState>[0]['status'], fields: Partial<Run>) =>
  cardState({ status }, run(fields))

describe('cardState', () => {
  test('says the stage of a run that goes on', () => {
    expect(of('in_progress', {})).toEqual({ kind: 'live', word: 'Working', isQueued: false })
    expect(of('in_progress', { stage: 'checking' })).toMatchObject({ word: 'Checking' })
    expect(of('in_progress', { stage: null })).toMatchObject({ word: 'Preparing' })
    expect(cardState({ status: 'in_progress' }, run({}), 'OpenCode')).toMatchObject({
      word: 'Starting OpenCode',
    })
  })

  test('says the place of a queued run, also while it prepares ahead of its slot', () => {
    const waitUntil = new Date(2026, 10, 21, 14, 5).toISOString()
    expect(of('in_progress', { status: 'queued', stage: 'running', waitUntil })).toMatchObject({
      word: expect.stringMatching(/^Waits for the provider until (14:05|0?2:05.PM)$/),
      isQueued: true,
    })
    expect(of('in_progress', { status: 'queued', stage: null, queuePosition: 2 })).toMatchObject({
      word: 'Queued #2',
    })
    expect(of('in_progress', { status: 'queued', stage: 'preparing', queuePosition: 1 })).toMatchObject({
      word: 'Queued #1',
    })
  })

  test('an answered run is next in line, whatever its place', () => {
    const answeredAt = '2026-01-01T00:00:00.000Z'
    expect(of('in_progress', { status: 'queued', answeredAt, queuePosition: 2 })).toMatchObject({
      word: 'Answered, next in line',
      isQueued: true,
    })
  })

  test('shows a failure until the task is over or the run is discarded', () => {
    const failure = { code: 'check_failed', message: 'npm test fails' } as const
    expect(of('todo', { status: 'failed', failure })).toEqual({
      kind: 'failed',
      name: 'Checks fail',
      message: 'npm test fails',
    })
    expect(of('done', { status: 'failed', failure })).toEqual({ kind: 'none' })
    expect(of('todo', { status: 'failed', failure, discardedAt: '2026-01-01T00:00:00.000Z' })).toEqual({
      kind: 'none',
    })
  })

  test('a finished run is for review, then merged', () => {
    expect(of('in_review', { status: 'succeeded', checkPassed: true })).toMatchObject({
      word: 'Checks passed',
      tone: 'ok',
    })
    expect(of('in_review', { status: 'succeeded' })).toMatchObject({ word: 'Ready for review' })
    expect(of('done', { status: 'succeeded', mergedCommit: 'a'.repeat(40) })).toEqual({ kind: 'merged' })
    expect(of('todo', { status: 'succeeded' })).toEqual({ kind: 'none' })
  })
})

test('dueText', () => {
  expect(dueText('2026-11-20', '2026-11-20')).toEqual({ text: 'Today', isLate: false })
  expect(dueText('2026-11-21', '2026-11-20')).toEqual({ text: 'Tomorrow', isLate: false })
  expect(dueText('2026-11-19', '2026-11-20')).toEqual({ text: 'Yesterday', isLate: true })
  expect(dueText('2026-11-02', '2026-11-20')).toEqual({ text: '2 Nov', isLate: true })
  expect(dueText('2027-01-03', '2026-12-20')).toEqual({ text: '3 Jan 2027', isLate: false })
})
