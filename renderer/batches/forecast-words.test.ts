import { describe, expect, it } from 'vitest'
import type { BatchTask } from '#shared/batches.ts'
import type { ConflictFile, Overlap } from '#shared/forecasts.ts'
import {
  fileWords,
  hinderedNow,
  lineWords,
  list,
  markWords,
  offeredOrder,
  outcomeWords,
  sharedFiles,
} from './forecast-words.ts'

const range = (start: number, lines: number) => ({ start, lines })
const nameOf = (id: string) => id.toUpperCase()

it('words for lines', () => {
  expect(lineWords(range(12, 7))).toBe('12–18')
  expect(lineWords(range(12, 1))).toBe('12')
  expect(lineWords(range(12, 0))).toBe('after 12')
})

describe('words for a file', () => {
  const file = (kind: ConflictFile['kind'], ...hunks: ConflictFile['hunks']) => ({ path: 'x', kind, hunks })
  it.each([
    [file('lines', { ours: range(1, 2), theirs: range(4, 1) }), 'lines 1–2 against 4'],
    [
      file('lines', { ours: range(1, 2), theirs: range(4, 1) }, { ours: range(9, 0), theirs: range(8, 2) }),
      'lines 1–2 against 4, after 9 against 8–9',
    ],
    [file('lines'), 'the same lines'],
    [file('added', { ours: range(1, 2), theirs: range(1, 2) }), 'both add it'],
    [file('deleted'), 'one deletes what the other changes'],
  ])('%j', (given, words) => {
    expect(fileWords(given)).toBe(words)
  })
})

it('lists names as one would say them', () => {
  expect(list([])).toBe('')
  expect(list(['A'])).toBe('A')
  expect(list(['A', 'B', 'C'])).toBe('A, B and C')
  expect(list(['A', 'B', 'C', 'D'])).toBe('A, B, C and 1 more')
})

it('says what comes of conflicts', () => {
  expect(outcomeWords([], 'skip', nameOf)).toBeNull()
  expect(outcomeWords(['a'], 'skip', nameOf)).toBe('A would be left out.')
  expect(outcomeWords(['a', 'b'], 'resolve', nameOf)).toBe(
    'A and B would go to an agent, which resolves their conflicts.',
  )
})

it('marks who is hindered, with what is in the way', () => {
  const overlap = (taskId: string, withTaskId: string | null, ...paths: string[]): Overlap => ({
    taskId,
    withTaskId,
    files: paths.map((path) => ({ path, kind: 'lines', hunks: [] })),
    shared: [],
    more: 0,
  })
  const overlaps = [overlap('b', 'a', 'x', 'y'), overlap('b', null, 'x'), overlap('d', 'b', 'z')]
  const marked = (taskId: string) => markWords(overlaps, ['b', 'c'], taskId, nameOf)
  expect(marked('b')).toBe('Conflicts with A and what is merged in x and y')
  expect(marked('c')).toMatch(/because of a task before it/)
  expect(marked('d')).toBeNull()
})

it('names each file that several change, once, with all who do', () => {
  const mild = (taskId: string, withTaskId: string | null, ...shared: string[]): Overlap => ({
    taskId,
    withTaskId,
    files: [],
    shared,
    more: 0,
  })
  const overlaps = [mild('b', null, 'x'), mild('b', 'a', 'x', 'y'), mild('c', 'a', 'x'), mild('c', 'b', 'x')]
  expect(sharedFiles(overlaps, nameOf)).toEqual([
    { path: 'x', names: ['A', 'B', 'C'] },
    { path: 'y', names: ['A', 'B'] },
  ])
})

describe('the order that is offered', () => {
  const batch = (...list: [id: string, status: BatchTask['status']][]) => ({
    step: 'tasks' as const,
    status: 'running' as const,
    tasks: list.map(([taskId, status]) => ({ taskId, status }) as BatchTask),
  })
  const now = batch(['m', 'merged'], ['a', 'running'], ['b', 'running'])
  it.each([
    ['a better one', now, ['m', 'b', 'a'], true],
    ['none', now, null, false],
    ['not the one there is', now, ['m', 'a', 'b'], false],
    ['not one that moves what was merged since', now, ['b', 'm', 'a'], false],
    ['not one of other tasks', now, ['m', 'b'], false],
    ['not once tasks are settled', { ...now, step: 'publish' as const }, ['m', 'b', 'a'], false],
  ])('%s', (_, given, suggestedOrder, isOffered) => {
    const forecast = { suggestedOrder, hindered: ['a'], hinderedThen: ['b'] }
    const isTaken = suggestedOrder?.join() === given.tasks.map(({ taskId }) => taskId).join()
    expect(hinderedNow(given, forecast)).toEqual(isTaken ? ['b'] : ['a'])
    expect(offeredOrder(given, { suggestedOrder })).toEqual(isOffered ? suggestedOrder : null)
  })
})
