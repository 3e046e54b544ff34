import { expect, test } from 'vitest'
import { createAskTree, type AskTree } from './asks-tree.ts'
import type { AgentEvent, Part } from './wire.ts'

const busy = (sessionID: string): AgentEvent => ({
  id: 'evt',
  type: 'session.status',
  properties: { sessionID, status: { type: 'busy' } },
})
const idle = (sessionID: string): AgentEvent => ({
  id: 'evt',
  type: 'session.idle',
  properties: { sessionID },
})

type Status = 'pending' | 'running' | 'completed' | 'error'
const toolPart = (sessionID: string, callID: string, status: Status, tool: string, child?: string): Part =>
  ({
    type: 'tool',
    id: `prt_${callID}`,
    sessionID,
    messageID: 'msg_1',
    callID,
    tool,
    state: { status, input: { of: callID }, metadata: child === undefined ? {} : { sessionId: child } },
  }) as unknown as Part
const event = (part: Part): AgentEvent => ({
  id: 'evt',
  type: 'message.part.updated',
  properties: { sessionID: part.sessionID, part, time: 0 },
})
const call = (sessionID: string, callID: string, status: Status, tool = 'bash', child?: string) =>
  event(toolPart(sessionID, callID, status, tool, child))

function tree(...events: AgentEvent[]): AskTree {
  const made = createAskTree('root')
  for (const one of events) made.event(one)
  return made
}
const by = (sessionId: string, callId: string | null) => ({ sessionId, callId })

test('one call that asks', () => {
  const one = tree(busy('root'), call('root', 'a', 'running'))
  expect(one.blocked([])).toBe(false)
  expect(one.blocked([by('root', 'a')])).toBe(true)
  expect(one.call('root', 'a')).toMatchObject({ tool: 'bash', input: { of: 'a' } })
})

test('an ask whose call is not known yet', () => {
  expect(tree(busy('root')).blocked([by('root', 'a')])).toBe(false)
})

test('another call beside it, written or run', () => {
  const one = tree(busy('root'), call('root', 'a', 'running'), call('root', 'b', 'pending'))
  expect(one.blocked([by('root', 'a')])).toBe(false)
  one.event(call('root', 'b', 'running'))
  expect(one.blocked([by('root', 'a')])).toBe(false)
  expect(one.blocked([by('root', 'a'), by('root', 'b')])).toBe(true)
  one.event(call('root', 'b', 'completed'))
  expect(one.blocked([by('root', 'a')])).toBe(true)
})

test('a sub-agent that asks holds up the call that waits for it', () => {
  const one = tree(busy('root'), call('root', 't', 'running', 'task'))
  expect(one.blocked([by('child', 'a')])).toBe(false)
  one.event(call('root', 't', 'running', 'task', 'child'))
  one.event(busy('child'))
  // It thinks.
  expect(one.blocked([])).toBe(false)
  one.event(call('child', 'a', 'running'))
  expect(one.blocked([by('child', 'a')])).toBe(true)
})

test('two sub-agents: one that asks and one at work', () => {
  const one = tree(
    busy('root'),
    call('root', 't1', 'running', 'task', 'one'),
    call('root', 't2', 'running', 'task', 'two'),
    busy('one'),
    busy('two'),
    call('one', 'a', 'running'),
  )
  expect(one.blocked([by('one', 'a')])).toBe(false)
  one.event(call('two', 'b', 'running'))
  expect(one.blocked([by('one', 'a'), by('two', 'b')])).toBe(true)
  one.event(call('two', 'b', 'completed'))
  expect(one.blocked([by('one', 'a')])).toBe(false)
  one.event(idle('two'))
  one.event(call('root', 't2', 'completed', 'task', 'two'))
  expect(one.blocked([by('one', 'a')])).toBe(true)
})

test('a sub-agent at work that no call is known of', () => {
  const one = tree(busy('root'), call('root', 'a', 'running'), busy('stray'))
  expect(one.blocked([by('root', 'a')])).toBe(false)
})

test('what stops the session itself', () => {
  const one = tree(busy('root'), call('root', 'a', 'running'), call('root', 'b', 'running'))
  expect(one.blocked([by('root', null)])).toBe(true)
  one.event(call('root', 't', 'running', 'task', 'child'))
  one.event(busy('child'))
  expect(one.blocked([by('root', null)])).toBe(false)
})

test('calls of earlier messages are over, whatever they say', () => {
  const one = tree(busy('root'), call('root', 'old', 'running'))
  one.event(event({ type: 'step-start', id: 'p', sessionID: 'root', messageID: 'msg_2' }))
  const next = { ...toolPart('root', 'a', 'running', 'bash'), messageID: 'msg_2' }
  one.event(event(next as Part))
  expect(one.blocked([by('root', 'a')])).toBe(true)
  one.part(toolPart('root', 'old', 'running', 'bash'))
  expect(one.blocked([by('root', 'a')])).toBe(true)
})

test('a model that is asked anew begins its calls anew', () => {
  const one = tree(busy('root'), call('root', 'half', 'pending'))
  one.event(event({ type: 'step-start', id: 'p', sessionID: 'root', messageID: 'msg_1' }))
  one.event(call('root', 'a', 'running'))
  expect(one.blocked([by('root', 'a')])).toBe(true)
})

test('nothing is held up in an idle session', () => {
  const one = tree(busy('root'), call('root', 'a', 'running'), idle('root'))
  expect(one.blocked([by('root', 'a')])).toBe(false)
})
