import { z } from 'zod'
import type { AgentEvent } from './wire.ts'

// What is read of an event has to be what OpenCode's types say; whatever else is in it does not matter.
const text = z.string()
const number = z.number()
const map = z.record(z.string(), z.unknown())

const partIds = { id: text, sessionID: text, messageID: text }
const call = { input: map, title: text.optional(), metadata: map.nullish() }
const span = z.object({ start: number, end: number })
const toolPart = z.object({
  ...partIds,
  type: z.literal('tool'),
  tool: text,
  callID: text,
  state: z.discriminatedUnion('status', [
    z.object({ status: z.literal('pending'), ...call }),
    z.object({ status: z.literal('running'), ...call }),
    z.object({ status: z.literal('completed'), ...call, output: text, time: span }),
    z.object({ status: z.literal('error'), ...call, error: text, time: span }),
  ]),
})
const prosePart = z.object({
  ...partIds,
  type: z.enum(['text', 'reasoning']),
  text,
  synthetic: z.boolean().optional(),
  time: z.object({ end: number.optional() }).optional(),
})
const isRead = (type: string) => type === 'tool' || type === 'text' || type === 'reasoning'
const otherPart = z.object({ ...partIds, type: text.refine((type) => !isRead(type)) })

const error = z.object({ name: text, data: map.optional() })
const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('user'), id: text, sessionID: text, time: z.object({ created: number }) }),
  z.object({
    role: z.literal('assistant'),
    id: text,
    sessionID: text,
    parentID: text,
    summary: z.boolean().optional(),
    finish: text.optional(),
    time: z.object({ created: number, completed: number.optional() }),
    cost: number,
    tokens: z.object({
      input: number,
      output: number,
      reasoning: number,
      cache: z.object({ read: number, write: number }),
    }),
    error: error.optional(),
  }),
])

const status = z.union([
  z.object({ type: z.literal('retry'), attempt: number.int(), message: text, next: number }),
  z.object({ type: text.refine((type) => type !== 'retry') }),
])
const session = z.object({ id: text, parentID: text.optional() })
const tool = z.object({ messageID: text, callID: text }).optional()
const question = z.object({
  header: text,
  question: text,
  options: z.array(z.object({ label: text, description: text })),
  multiple: z.boolean().optional(),
  custom: z.boolean().optional(),
})

const PROPERTIES: Record<AgentEvent['type'], z.ZodType> = {
  'message.part.delta': z.object({ sessionID: text, partID: text, field: text, delta: text }),
  'message.part.updated': z.object({
    sessionID: text,
    part: z.union([toolPart, prosePart, otherPart]),
  }),
  'message.updated': z.object({ sessionID: text, info: message }),
  'permission.asked': z.object({
    id: text,
    sessionID: text,
    permission: text,
    patterns: z.array(text),
    always: z.array(text),
    metadata: map,
    tool,
  }),
  'permission.replied': z.object({ sessionID: text, requestID: text }),
  'question.asked': z.object({ id: text, sessionID: text, questions: z.array(question), tool }),
  'question.rejected': z.object({ sessionID: text, requestID: text }),
  'question.replied': z.object({ sessionID: text, requestID: text }),
  'server.instance.disposed': z.object({ directory: text }),
  'session.compacted': z.object({ sessionID: text }),
  'session.created': z.object({ info: session }),
  'session.error': z.object({ sessionID: text.optional(), error: error.optional() }),
  'session.idle': z.object({ sessionID: text }),
  'session.status': z.object({ sessionID: text, status }),
  'session.updated': z.object({ info: session }),
  'todo.updated': z.object({
    sessionID: text,
    todos: z.array(z.object({ content: text, status: text })),
  }),
}

const envelope = z.object({ payload: z.object({ type: text, properties: z.unknown().optional() }) })

/** What one message of the stream comes to. */
export type Read =
  | { kind: 'event'; event: AgentEvent }
  /** Nothing was missed while nobody listened, from now on. */
  | { kind: 'connected' }
  | { kind: 'ignored' }
  /** It may have been one that counts. */
  | { kind: 'unreadable'; type: string | null }

/** Reads one message of OpenCode's event stream, which may hold anything. */
export function readEvent(data: string): Read {
  let sent: unknown
  try {
    sent = JSON.parse(data)
  } catch {
    return { kind: 'unreadable', type: null }
  }
  const known = envelope.safeParse(sent)
  if (!known.success) return { kind: 'unreadable', type: null }
  const { type, properties } = known.data.payload
  if (type === 'server.connected') return { kind: 'connected' }
  if (!isAgentEvent(type)) return { kind: 'ignored' }
  if (!PROPERTIES[type].safeParse(properties).success) return { kind: 'unreadable', type }
  return { kind: 'event', event: (sent as { payload: AgentEvent }).payload }
}

const isAgentEvent = (type: string): type is AgentEvent['type'] => Object.hasOwn(PROPERTIES, type)
