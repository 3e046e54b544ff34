import { expect, it } from 'vitest'
import { FAILURE_ADVICE as SHARED, isTerminal, RUN_STATUSES } from '#shared/runs.ts'
import { FAILURE_ADVICE, isOver } from './run-words.ts'

it('says what the contract says', () => {
  expect(FAILURE_ADVICE).toEqual(SHARED)
  expect(RUN_STATUSES.map(isOver)).toEqual(RUN_STATUSES.map(isTerminal))
})
