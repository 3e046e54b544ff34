import { expect, test } from 'vitest'
import { errorDetails } from './error-details.ts'

const at = new Date('2026-05-01T12:00:00Z')

test('an error is copied with its code, its reference and when it was', () => {
  const text = errorDetails(
    {
      title: 'APP-12 was not changed',
      code: 'INTERNAL',
      message: 'OpenLinear made a mistake.',
      details: { reference: 'ab12cd34' },
    },
    at,
  )
  expect(text.split('\n').slice(0, 5)).toEqual([
    'APP-12 was not changed',
    'OpenLinear made a mistake.',
    '',
    'Code: INTERNAL',
    'Details: {"reference":"ab12cd34"}',
  ])
  expect(text).toContain('At: 2026-05-01T12:00:00.000Z')
})

test('nothing is said twice, and long details are cut', () => {
  const text = errorDetails(
    { title: 'No', code: 'X', message: 'No', details: { long: 'x'.repeat(9000) } },
    at,
  )
  expect(text.split('\n')[1]).toBe('')
  expect(text.length).toBeLessThan(3000)
})
