import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TaskQuery } from '#shared/task-query.ts'
import { someQuery } from '../state/tasks-for-tests.ts'
import { queryOf, querySearch, readSearch, sameQuery, searchOf, USUAL } from './search.ts'

const hasItsOwnLanes = ({ lanes, groupBy }: TaskQuery) => lanes !== groupBy

describe('the board in the address', () => {
  test('keeps what is known and leaves the rest', () => {
    expect(readSearch({ project: 'p', status: '', q: 42, other: 'x', run: ['open'] })).toEqual({
      project: 'p',
      q: '42',
    })
  })

  test('unknown words ask nothing', () => {
    expect(queryOf({ status: 'todo,nonsense', priority: 'nonsense', group: 'toString', q: ' ' })).toEqual({
      ...USUAL,
      conditions: { status: ['todo'] },
    })
    // Nor do lanes of the same kind as the columns.
    expect(queryOf({ lanes: 'status' })).toEqual(USUAL)
    expect(queryOf({ label: 'not-an-id', due: 'soon', blocked: 'maybe' })).toEqual(USUAL)
  })

  test('the usual is written as nothing', () => {
    expect(searchOf(USUAL)).toEqual({})
    expect(querySearch({ project: 'p', view: 'v' })).toBeNull()
    expect(querySearch({ project: 'p', q: 'x' })).toEqual({ q: 'x' })
  })

  test('a query that was written is read again', () => {
    const id = '0198a000-0000-7000-8000-000000000000'
    fc.assert(
      fc.property(someQuery.filter(hasItsOwnLanes), ({ conditions, ...rest }) => {
        const { label, project, ...others } = conditions
        const query = {
          ...rest,
          conditions: {
            ...others,
            ...(label === undefined ? {} : { label: [id] }),
            ...(project === undefined ? {} : { project: [id] }),
          },
        }
        const read = queryOf(readSearch(searchOf(query)))
        expect(read).toEqual(query)
        expect(sameQuery(read, query)).toBe(true)
      }),
    )
  })

  test('the order of alternatives says nothing, everything else does', () => {
    const one = { ...USUAL, conditions: { status: ['todo' as const, 'done' as const] } }
    const other = { ...USUAL, conditions: { status: ['done' as const, 'todo' as const] } }
    expect(sameQuery(one, other)).toBe(true)
    expect(sameQuery(one, USUAL)).toBe(false)
    expect(sameQuery(USUAL, { ...USUAL, order: 'due' })).toBe(false)
  })
})
