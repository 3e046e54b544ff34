import { describe, expect, test } from 'vitest'
import type { Task } from '#shared/tasks.ts'
import { tokenIn } from '../state/token.ts'
import { matches } from '../ui/use-shortcut.ts'
import { countRuns } from './run-counts.ts'
import { searchTasks } from './search-tasks.ts'
import { filterParts, isFiltered, readSearch, written } from './search.ts'

describe('the board in the address', () => {
  test('keeps what is known and leaves the rest', () => {
    expect(readSearch({ project: 'p', status: '', q: 42, other: 'x', run: ['open'] })).toEqual({
      project: 'p',
      q: '42',
    })
  })

  test('unknown words ask nothing', () => {
    expect(filterParts({ status: 'todo,nonsense', priority: 'nonsense', run: 'open,failed' })).toEqual({
      statuses: ['todo'],
      run: ['open', 'failed'],
    })
    expect(isFiltered(filterParts({ status: 'toString' }))).toBe(false)
  })

  test('an empty list is written as nothing', () => {
    expect(written([])).toBeUndefined()
    expect(written(['a', 'b'])).toBe('a,b')
  })
})

describe('shortcuts', () => {
  const press = (
    key: string,
    held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
  ) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  })

  test('match exactly what is held', () => {
    expect(matches(press('k', { ctrlKey: true }), 'mod+k')).toBe(true)
    expect(matches(press('k'), 'mod+k')).toBe(false)
    expect(matches(press('c', { ctrlKey: true }), 'c')).toBe(false)
    expect(matches(press('L', { shiftKey: true }), 'shift+l')).toBe(true)
    expect(matches(press('L', { shiftKey: true }), 'l')).toBe(false)
    expect(matches(press('ArrowUp', { altKey: true }), 'alt+arrowup')).toBe(true)
  })

  test('a mark is a mark, however the keyboard writes it', () => {
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true)
    expect(matches(press('/', { shiftKey: true }), '/')).toBe(true)
    expect(matches(press(' '), 'space')).toBe(true)
  })
})

test('a token is found in what was pasted', () => {
  expect(tokenIn('  abc ')).toBe('abc')
  expect(tokenIn('http://127.0.0.1:4000/#token=a%2Bb')).toBe('a+b')
  expect(tokenIn('http://127.0.0.1:4000/?project=1#x&token=abc')).toBe('abc')
})

test('the strip counts runs that go on and that stand in line', () => {
  expect(
    countRuns([{ status: 'running' }, { status: 'queued' }, { status: 'waiting' }, { status: 'succeeded' }]),
  ).toEqual({ running: 1, queued: 1 })
})

test('a task is found by the number of its issue', () => {
  const names = ['APP-1', 'APP-21', 'APP-3']
  const tasks = names.map((identifier) => ({ id: identifier, identifier, title: 'Round prices' }) as Task)
  const issueOf = (taskId: string) => (taskId === 'APP-3' ? 21 : null)
  const found = (query: string) => searchTasks(tasks, query, 8, issueOf).map(({ identifier }) => identifier)
  expect(found('#21')).toEqual(['APP-3'])
  expect(found('21')).toEqual(['APP-21', 'APP-3'])
  expect(found('#21 prices')).toEqual(['APP-3'])
  expect(found('#2')).toEqual([])
})
