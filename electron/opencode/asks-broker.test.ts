import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Asks } from '#electron/agents/runtime.ts'
import { DEFAULT_POLICY, type PermissionPolicy } from '#shared/permissions.ts'
import { createAskBroker, type AskBroker } from './asks-broker.ts'
import { HttpError, type Client } from './client.ts'
import { decide, type Grant } from './permission.ts'
import type { AgentEvent, Part, PermissionRequest, QuestionRequest, SessionStatus } from './wire.ts'

/** OpenCode's side: what it is told, and the lists it would give after a gap. */
const server = {
  told: [] as { path: string; body: unknown }[],
  /** Takes the next answer's place. */
  failure: null as Error | null,
  lists: {
    '/session/status': {} as Record<string, SessionStatus>,
    '/permission': [] as PermissionRequest[],
    '/question': [] as QuestionRequest[],
  },
}
const client = {
  get: async (path: keyof typeof server.lists) => server.lists[path],
  post: async (path: string, _query: unknown, body: unknown) => {
    const { failure } = server
    server.failure = null
    if (failure !== null) throw failure
    server.told.push({ path, body })
  },
} as unknown as Client

let lost: AbortController
let grants: Grant[]
let told: Asks[]
let broker: AskBroker
beforeEach(() => {
  vi.useFakeTimers()
  server.told = []
  server.failure = null
  server.lists = { '/session/status': {}, '/permission': [], '/question': [] }
  begin({})
})
afterEach(() => {
  broker.end()
  vi.useRealTimers()
})

function begin(change: Partial<PermissionPolicy>) {
  lost = new AbortController()
  grants = []
  told = []
  broker = createAskBroker({
    watch: {
      client,
      lost: lost.signal,
      tree: () => ['root', 'child'],
      probe: async () => undefined,
      prompt: async () => undefined,
      wasPrompted: () => true,
      learnTree: async () => [],
      stop: () => undefined,
    },
    directory: '/w',
    rootId: 'root',
    messageId: 'msg_000000000010abc',
    decide: (asked) => decide({ ...DEFAULT_POLICY, ...change }, grants, asked),
    grant: (permission, patterns) => grants.push(...patterns.map((pattern) => ({ permission, pattern }))),
    onAsks: (asks) => told.push(asks),
    log: () => undefined,
  })
  broker.event({
    id: '',
    type: 'session.status',
    properties: { sessionID: 'root', status: { type: 'busy' } },
  })
}

const perId = (name: string) => `per_000000000020${name}`
function push(name: string, change: Partial<PermissionRequest> = {}): PermissionRequest {
  return {
    id: perId(name),
    sessionID: 'root',
    permission: 'bash',
    patterns: [`git push ${name}`],
    metadata: { command: `git push ${name}` },
    always: ['git push *'],
    tool: { messageID: 'msg_000000000011abc', callID: name },
    ...change,
  }
}
function run(name: string, sessionID = 'root', status = 'running') {
  const part = {
    type: 'tool',
    id: name,
    sessionID,
    messageID: 'msg_000000000011abc',
    callID: name,
    tool: 'bash',
    state: { status, input: {} },
  } as unknown as Part
  broker.event({ id: '', type: 'message.part.updated', properties: { sessionID, part, time: 0 } })
}
function ask(name: string, change: Partial<PermissionRequest> = {}) {
  run(name, change.sessionID)
  broker.event({ id: '', type: 'permission.asked', properties: push(name, change) })
}
const replied = (name: string): AgentEvent => ({
  id: '',
  type: 'permission.replied',
  properties: { sessionID: 'root', requestID: perId(name), reply: 'once' },
})
const open = () => told.at(-1)?.open.map(({ ref }) => ref)
const settle = () => vi.advanceTimersByTimeAsync(1_000)
const reply = (name: string, body: unknown) => ({ path: `/permission/${perId(name)}/reply`, body })

test('an ask is told at once, and that nothing else goes on when that has settled', async () => {
  ask('a')
  expect(told.at(-1)).toMatchObject({ open: [{ ref: perId('a'), title: 'Run git push a' }], blocked: false })
  await settle()
  expect(told.at(-1)?.blocked).toBe(true)
  expect(await broker.answer(perId('a'), { reply: 'once' })).toBe(true)
  expect(told.at(-1)).toEqual({ open: [], blocked: false })
  expect(server.told).toEqual([reply('a', { reply: 'once' })])
  expect(await broker.answer(perId('a'), { reply: 'once' })).toBe(false)
})

test('a command beside it keeps the turn going', async () => {
  run('b')
  ask('a')
  await settle()
  expect(told.at(-1)?.blocked).toBe(false)
  run('b', 'root', 'completed')
  await settle()
  expect(told.at(-1)?.blocked).toBe(true)
  run('c')
  expect(told.at(-1)).toMatchObject({ open: [{ ref: perId('a') }], blocked: false })
})

test('what the policy decides is answered here', async () => {
  begin({ web: 'allow', envFiles: 'deny' })
  ask('a', { permission: 'webfetch', patterns: ['https://a.example/'] })
  ask('b', { permission: 'read', patterns: ['.env'] })
  await settle()
  expect(told).toEqual([])
  expect(server.told).toEqual([
    reply('a', { reply: 'once' }),
    reply('b', { reply: 'reject', message: expect.stringContaining('rules of this project') }),
  ])
})

test('for good is ours to remember: OpenCode is told once, and others of the kind are not asked', async () => {
  ask('a')
  ask('b')
  ask('c', { permission: 'read', patterns: ['.env'] })
  expect(await broker.answer(perId('a'), { reply: 'always' })).toBe(true)
  await settle()
  expect(server.told).toEqual([reply('a', { reply: 'once' }), reply('b', { reply: 'once' })])
  expect(open()).toEqual([perId('c')])
  ask('d')
  await settle()
  expect(server.told).toHaveLength(3)
  expect(grants).toEqual([{ permission: 'bash', pattern: 'git push *' }])
})

test('a refusal waits for the other asks of its session, which OpenCode would refuse with it', async () => {
  ask('a')
  ask('b')
  ask('c', { sessionID: 'child' })
  expect(await broker.answer(perId('a'), { reply: 'reject', message: null })).toBe(true)
  expect(open()).toEqual([perId('b'), perId('c')])
  expect(server.told).toEqual([])
  expect(broker.pending()).toBe(3)
  await broker.answer(perId('b'), { reply: 'once' })
  expect(server.told).toEqual([
    reply('b', { reply: 'once' }),
    reply('a', { reply: 'reject', message: expect.stringContaining('does not allow') }),
  ])
  expect(broker.pending()).toBe(1)
})

test('several refusals are one, with the words of all', async () => {
  ask('a')
  ask('b')
  await broker.answer(perId('a'), { reply: 'reject', message: 'Not now.' })
  await broker.answer(perId('b'), { reply: 'reject', message: 'Never.' })
  expect(server.told).toEqual([
    reply('a', { reply: 'reject', message: 'Not now.\n\nAbout “Run git push b”: Never.' }),
  ])
})

test('a refusal that waits goes when the other ask goes by itself', async () => {
  ask('a')
  ask('b')
  await broker.answer(perId('a'), { reply: 'reject', message: 'No.' })
  broker.event(replied('b'))
  await settle()
  expect(server.told).toEqual([reply('a', { reply: 'reject', message: 'No.' })])
})

const question = (name: string): QuestionRequest => ({
  id: `que_000000000020${name}`,
  sessionID: 'root',
  questions: [
    { question: 'Which?', header: 'W', options: [] },
    { question: 'And?', header: 'A', options: [] },
  ],
})

test('questions are answered, refused ones with words', async () => {
  for (const name of ['a', 'b', 'c'])
    broker.event({ id: '', type: 'question.asked', properties: question(name) })
  const ref = (name: string) => question(name).id
  await broker.answer(ref('a'), { answers: [['x', 'y'], ['z']] })
  await broker.answer(ref('b'), { reply: 'reject', message: 'As you like.' })
  await broker.answer(ref('c'), { reply: 'reject', message: null })
  const words = expect.stringContaining('Decide for yourself')
  expect(server.told.map(({ body }) => body)).toEqual([
    { answers: [['x', 'y'], ['z']] },
    { answers: [['As you like.'], ['As you like.']] },
    { answers: [[words], [words]] },
  ])
})

test('an ask that OpenCode has forgotten is gone, one it did not take is open again', async () => {
  ask('a')
  server.failure = new HttpError(404, 'not found')
  expect(await broker.answer(perId('a'), { reply: 'once' })).toBe(false)
  ask('b')
  server.failure = new HttpError(500, 'sorry')
  await expect(broker.answer(perId('b'), { reply: 'reject', message: null })).rejects.toThrow('sorry')
  expect(open()).toEqual([perId('b')])
  expect(await broker.answer(perId('b'), { reply: 'reject', message: null })).toBe(true)
  expect(server.told).toHaveLength(1)
})

test('what is asked now is heard, although the clock was set back since the message', () => {
  ask('old', { id: 'per_000000000009old' })
  expect(open()).toEqual(['per_000000000009old'])
})

test('asks of an idle session are stale', async () => {
  ask('a', { sessionID: 'child' })
  ask('b')
  broker.event({ id: '', type: 'session.idle', properties: { sessionID: 'child' } })
  expect(open()).toEqual([perId('b')])
})

test('after a gap the lists decide, without what is stale or has been answered', async () => {
  ask('a')
  ask('b')
  await broker.answer(perId('b'), { reply: 'once' })
  server.lists = {
    '/session/status': { root: { type: 'busy' } },
    '/permission': [
      push('b'),
      push('c'),
      push('old', { id: 'per_000000000009old' }),
      push('d', { sessionID: 'child' }),
      push('e', { sessionID: 'stranger' }),
    ],
    '/question': [question('q')],
  }
  await broker.sync()
  expect(open()).toEqual([perId('c'), question('q').id])
})

test('when the turn is over nothing is asked any more', async () => {
  ask('a')
  await settle()
  broker.end()
  expect(told.at(-1)).toEqual({ open: [], blocked: false })
  expect(await broker.answer(perId('a'), { reply: 'once' })).toBe(false)
  ask('b')
  expect(open()).toEqual([])
})

test('nothing is sent to a server that is lost', async () => {
  ask('a')
  lost.abort()
  expect(await broker.answer(perId('a'), { reply: 'once' })).toBe(false)
  expect(server.told).toEqual([])
})
