import { expect, test } from 'vitest'
import { createClockOrder, reach, setBackBy } from './clock-order.ts'
import type { AgentEvent } from './wire.ts'

const NOW = Date.UTC(2026, 10, 21)
const message = (id: string, role: 'user' | 'assistant', created: number, parentID = 'msg_1') =>
  ({
    id: '',
    type: 'message.updated',
    properties: { sessionID: 'ses', info: { id, role, sessionID: 'ses', parentID, time: { created } } },
  }) as unknown as AgentEvent

function watch(...events: AgentEvent[]): number {
  let broken = 0
  const order = createClockOrder('ses', 'msg_1', () => (broken += 1))
  for (const event of events) order.event(event)
  expect(order.isBroken()).toBe(broken > 0)
  return broken
}

test('answers that follow their question are in order, however often they are told', () => {
  const first = message('msg_2', 'assistant', NOW + 5)
  const times = watch(message('msg_1', 'user', NOW), first, message('msg_3', 'assistant', NOW + 9), first)
  expect(times).toBe(0)
})

test('an answer from before its question, or from before the last answer, tells of a clock set back', () => {
  const asked = message('msg_1', 'user', NOW)
  expect(watch(asked, message('msg_2', 'assistant', NOW - 1))).toBe(1)
  const late = [message('msg_3', 'assistant', NOW + 4), message('msg_4', 'assistant', NOW + 3)]
  expect(watch(asked, message('msg_2', 'assistant', NOW + 5), ...late)).toBe(1)
})

test('answers to other messages say nothing of this turn', () => {
  const other = message('msg_0', 'assistant', NOW - 9, 'msg_00')
  expect(watch(message('msg_1', 'user', NOW), other)).toBe(0)
})

test('a short way is waited for, a long one is said', async () => {
  const { signal } = new AbortController()
  const soon = Date.now() + 30
  expect(await reach(soon, signal)).toBe(0)
  expect(Date.now()).toBeGreaterThan(soon)
  const missing = await reach(Date.now() + 86_400_000, signal)
  expect(setBackBy(missing)).toContain('about 24 hours')
})
