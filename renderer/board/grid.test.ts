import { describe, expect, test } from 'vitest'
import { firstSpot, type Grid, gridOf, idAt, neighbour, rangeOf, spotOf, stepTarget } from './grid.ts'

const open = () => false
const cells = (all: Record<string, string[]>) => new Map(Object.entries(all))

const go = (grid: Grid, cell: string, index: number, direction: Parameters<typeof neighbour>[2]) => {
  const next = neighbour(grid, { cell, index }, direction)
  return next === null ? null : idAt(grid, next)
}

describe('a board', () => {
  const grid = gridOf(
    {
      columns: ['backlog', 'todo', 'in_progress'],
      lanes: null,
      cells: cells({ backlog: ['b1', 'b2', 'b3'], in_progress: ['p1'] }),
    },
    'board',
    open,
  )

  test('up and down stay in the column', () => {
    expect(go(grid, 'backlog', 0, 'down')).toBe('b2')
    expect(go(grid, 'backlog', 0, 'up')).toBeNull()
    expect(go(grid, 'backlog', 2, 'down')).toBeNull()
  })

  test('sideways passes over empty columns and lands at the same height', () => {
    expect(go(grid, 'backlog', 2, 'right')).toBe('p1')
    expect(go(grid, 'in_progress', 0, 'left')).toBe('b1')
    expect(go(grid, 'in_progress', 0, 'right')).toBeNull()
  })

  test('begins with the first card', () => {
    expect(firstSpot(grid)).toEqual({ cell: 'backlog', index: 0 })
    expect(spotOf(grid, 'gone')).toBeNull()
  })

  test('a card is moved one step, into an empty column too', () => {
    expect(stepTarget(grid, { cell: 'backlog', index: 1 }, 'up', true)).toEqual({ cell: 'backlog', index: 0 })
    expect(stepTarget(grid, { cell: 'backlog', index: 1 }, 'down', true)).toEqual({
      cell: 'backlog',
      index: 2,
    })
    expect(stepTarget(grid, { cell: 'backlog', index: 2 }, 'right', true)).toEqual({ cell: 'todo', index: 0 })
    expect(stepTarget(grid, { cell: 'backlog', index: 0 }, 'left', true)).toBeNull()
    expect(stepTarget(grid, { cell: 'backlog', index: 0 }, 'up', true)).toBeNull()
  })

  test('cards that are not ordered by hand do not move within their column', () => {
    expect(stepTarget(grid, { cell: 'backlog', index: 1 }, 'up', false)).toBeNull()
    expect(stepTarget(grid, { cell: 'backlog', index: 1 }, 'right', false)).not.toBeNull()
  })

  test('a range lies between two cards of a cell', () => {
    expect(rangeOf(grid, 'backlog', 'b3', 'b1')).toEqual(['b1', 'b2', 'b3'])
    expect(rangeOf(grid, 'backlog', null, 'b2')).toEqual(['b2'])
    expect(rangeOf(grid, 'backlog', 'p1', 'b2')).toEqual(['b2'])
  })
})

describe('swimlanes', () => {
  const of = (isCollapsed: Parameters<typeof gridOf>[2]) =>
    gridOf(
      {
        columns: ['todo', 'done'],
        lanes: ['bug', 'api', '-'],
        cells: cells({ 'bug | todo': ['a', 'b'], 'api | todo': ['a'], '- | done': ['c'] }),
      },
      'board',
      isCollapsed,
    )

  test('below a cell comes the one of the next lane that has cards', () => {
    expect(go(of(open), 'bug | todo', 1, 'down')).toBe('a')
    expect(neighbour(of(open), { cell: 'bug | todo', index: 1 }, 'down')?.cell).toBe('api | todo')
    expect(neighbour(of(open), { cell: 'api | todo', index: 0 }, 'up')).toEqual({
      cell: 'bug | todo',
      index: 1,
    })
  })

  test('one task in several cells is found in the one that is meant', () => {
    expect(spotOf(of(open), 'a', 'api | todo')?.cell).toBe('api | todo')
    expect(spotOf(of(open), 'a')?.cell).toBe('bug | todo')
  })

  test('what is collapsed is passed over', () => {
    const grid = of((kind, key) => kind === 'lane' && key === 'api')
    expect(go(grid, 'bug | todo', 1, 'down')).toBeNull()
    expect(spotOf(grid, 'a', 'api | todo')?.cell).toBe('bug | todo')
    // Cards can be dropped there still.
    expect(grid.places.has('api | todo')).toBe(true)
  })

  test('at its end a card moves on to the next lane', () => {
    expect(stepTarget(of(open), { cell: 'bug | todo', index: 1 }, 'down', true)).toEqual({
      cell: 'api | todo',
      index: 0,
    })
    expect(stepTarget(of(open), { cell: 'api | todo', index: 0 }, 'up', true)).toEqual({
      cell: 'bug | todo',
      index: 2,
    })
  })
})

test('in a list the groups follow each other, and sideways is another group', () => {
  const grid = gridOf(
    { columns: ['todo', 'done'], lanes: null, cells: cells({ todo: ['a', 'b'], done: ['c'] }) },
    'list',
    open,
  )
  expect(go(grid, 'todo', 1, 'down')).toBe('c')
  expect(go(grid, 'done', 0, 'up')).toBe('b')
  expect(stepTarget(grid, { cell: 'todo', index: 1 }, 'right', true)).toEqual({ cell: 'done', index: 1 })
  expect(stepTarget(grid, { cell: 'todo', index: 1 }, 'down', true)).toEqual({ cell: 'done', index: 0 })
})
