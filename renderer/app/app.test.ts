import { expect, test } from 'vitest'
import { tokenIn } from '../state/token.ts'
import { countRuns } from './run-counts.ts'

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
