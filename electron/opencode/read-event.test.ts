import { expect, test } from 'vitest'
import { type LogBody, logBody } from '#shared/run-log.ts'
import { createAskTree } from './asks-tree.ts'
import { permissionAsk, questionAsk } from './asks.ts'
import { createClockOrder } from './clock-order.ts'
import { failureOf } from './errors.ts'
import { readEvent } from './read-event.ts'
import { recordedEvents, ROOT } from './translate.fixture.ts'
import { createTranslator } from './translate.ts'
import { createTurnLimits } from './turn-limits.ts'
import type { AgentEvent } from './wire.ts'

const of = (type: string, properties: object) => ({ id: '', type, properties }) as unknown as AgentEvent
const tool = { messageID: 'm', callID: 'c' }
const option = { label: 'A', description: 'a' }
/** Kinds that the recorded turn has not. */
const OTHERS = [
  of('permission.asked', {
    id: 'p',
    sessionID: ROOT,
    permission: 'bash',
    patterns: ['ls'],
    always: ['ls *'],
    metadata: { command: 'ls' },
    tool,
  }),
  of('permission.replied', { sessionID: ROOT, requestID: 'p', reply: 'once' }),
  of('question.asked', {
    id: 'q',
    sessionID: ROOT,
    questions: [{ header: 'H', question: 'Q?', options: [option], multiple: false }],
    tool,
  }),
  of('question.replied', { sessionID: ROOT, requestID: 'q', answers: [['A']] }),
  of('question.rejected', { sessionID: ROOT, requestID: 'q' }),
  of('session.created', { sessionID: 'child', info: { id: 'child', parentID: ROOT } }),
  of('session.status', {
    sessionID: ROOT,
    status: { type: 'retry', attempt: 1, message: 'No.', next: 5 },
  }),
  of('session.error', {
    sessionID: ROOT,
    error: { name: 'APIError', data: { message: 'No.', statusCode: 500 } },
  }),
  of('session.compacted', { sessionID: ROOT }),
  of('server.instance.disposed', { directory: '/repo' }),
]
const events = [...recordedEvents, ...OTHERS]
const read = (payload: unknown) => readEvent(JSON.stringify({ directory: '/repo', payload }))

/** All that can be made of a value by putting something else, or nothing, in one place of it. */
function* spoilt(value: unknown): Generator<unknown> {
  for (const instead of [undefined, null, 7, -0.5, 'other', '', true, [], [null], {}]) yield instead
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    for (const instead of spoilt(inner))
      yield Array.isArray(value) ? value.with(Number(key), instead) : { ...value, [key]: instead }
  }
}

/** One of each kind of event, with all that came before it. */
const kinds = new Map<string, { event: AgentEvent; before: AgentEvent[] }>()
for (const [index, event] of events.entries()) {
  const { properties } = event
  const part = 'part' in properties ? properties.part : null
  const inner = part !== null && 'state' in part ? part.state.status : ''
  const role = 'info' in properties && 'role' in properties.info ? properties.info.role : ''
  kinds.set(`${event.type} ${part?.type} ${inner} ${role}`, { event, before: events.slice(0, index) })
}

test('reads what OpenCode sends', () => {
  expect(kinds.size).toBeGreaterThan(20)
  for (const event of events) expect(read(event)).toEqual({ kind: 'event', event })
  expect(read({ type: 'server.connected' })).toEqual({ kind: 'connected' })
})

test.each(Array.from(kinds, ([name, kind]) => ({ name, ...kind })))(
  'whatever is wrong in $name, nothing falls over it and the log stays readable',
  ({ event, before }) => {
    let unreadable = 0
    for (const properties of spoilt(event.properties)) {
      const found = read({ ...event, properties })
      if (found.kind !== 'event') {
        expect(found).toEqual({ kind: 'unreadable', type: event.type })
        unreadable += 1
        continue
      }
      for (const item of said([...before, found.event])) expect(logBody.safeParse(item).error).toBeUndefined()
    }
    expect(unreadable).toBeGreaterThan(0)
  },
)

/** What is said of the last of the events, by all who hear of it. */
function said(list: readonly AgentEvent[]): LogBody[] {
  const items: LogBody[] = []
  const translator = createTranslator({ rootId: ROOT, history: [], emit: (item) => items.push(item) })
  for (const event of list.slice(0, -1)) translator.event(event)
  items.length = 0
  const last = list.at(-1)
  if (last === undefined) return []
  translator.event(last)
  createAskTree(ROOT).event(last)
  createClockOrder(ROOT, 'm', () => {}).event(last)
  const limits = createTurnLimits(
    { silentModelMs: 1e6, maxRetryWaitMs: 1e6 },
    () => 0,
    () => {},
  )
  limits.event(last)
  limits.stop()
  if (last.type === 'permission.asked') permissionAsk(last.properties, undefined, false)
  if (last.type === 'question.asked') questionAsk(last.properties, false)
  if (last.type === 'session.error' && last.properties.error !== undefined) failureOf(last.properties.error)
  return items
}
