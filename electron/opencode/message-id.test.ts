import { expect, test } from 'vitest'
import { createMessageIds } from './message-id.ts'

test('ids ascend, within a millisecond and when the clock is set back', () => {
  const times = [1_795_183_788_444, 1_795_183_788_444, 1_795_183_788_000, 1_795_183_788_446]
  const next = createMessageIds(() => times.shift() ?? 0)
  const ids = Array.from({ length: 4 }, next)
  expect(ids).toEqual(ids.toSorted())
  for (const id of ids) expect(id).toMatch(/^msg_[0-9a-f]{12}[0-9A-Za-z]{14}$/)
})

test('ids are those OpenCode would make at that time', () => {
  // Measured: OpenCode made msg_1f94ac19c001… in this millisecond.
  expect(createMessageIds(() => 1_795_183_788_444)()).toMatch(/^msg_1f94ac19c001/)
})
