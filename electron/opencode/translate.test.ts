import { expect, test } from 'vitest'
import type { LogBody, LogItem } from '#shared/run-log.ts'
import { recordedEvents, storedMessages, ROOT } from './translate.fixture.ts'
import { createTranslator } from './translate.ts'
import type { AgentEvent, StoredMessage } from './wire.ts'

const AT = '2026-11-20T12:00:00.000Z'

function translate(history: readonly LogBody[] = []) {
  const items: LogBody[] = []
  const log: LogItem[] = history.map((item, index) => ({ seq: index + 1, at: AT, ...item }))
  const translator = createTranslator({ rootId: ROOT, history: log, emit: (item) => items.push(item) })
  const events = (list: readonly AgentEvent[]) => list.forEach((event) => translator.event(event))
  const take = () => items.splice(0)
  return { translator, items, events, take }
}

/** What a reader of the log sees in the end. */
function view(items: readonly LogBody[]) {
  const texts = new Map<string, string>()
  const tools = new Map<string, object>()
  for (const item of items) {
    if (item.kind === 'text' || item.kind === 'reasoning')
      texts.set(item.partId, item.replace ? item.delta : (texts.get(item.partId) ?? '') + item.delta)
    else if (item.kind === 'tool') tools.set(item.partId, { ...tools.get(item.partId), ...item })
  }
  const usage = items.flatMap((item) => (item.kind === 'usage' ? item : []))
  return { texts, tools, usage: usage.sort((one, other) => one.messageId.localeCompare(other.messageId)) }
}

test('a recorded turn becomes a readable log', () => {
  const { events, items } = translate()
  events(recordedEvents)
  expect(items).toMatchSnapshot()
})

test('replaying the events says nothing new', () => {
  const { events, take } = translate()
  events(recordedEvents)
  take()
  // Deltas are told apart from their repetition only once their part is whole, as all of these are.
  events(recordedEvents)
  expect(take()).toEqual([])
})

test('the stored messages after the events say nothing new', () => {
  const { events, take, translator } = translate()
  events(recordedEvents)
  take()
  translator.stored(storedMessages)
  translator.stored(storedMessages)
  expect(take()).toEqual([])
})

test('the stored messages alone say the same as the events', () => {
  const live = translate()
  live.events(recordedEvents)
  const later = translate()
  later.translator.stored(storedMessages)
  expect(view(later.items)).toEqual(view(live.items))
})

test('a log that holds everything is not added to', () => {
  const live = translate()
  live.events(recordedEvents)
  const later = translate(live.items)
  later.translator.stored(storedMessages)
  later.events(recordedEvents.filter(({ type }) => type !== 'message.part.delta'))
  expect(later.items).toEqual([])
})

test('a log cut off anywhere is completed without repetition', () => {
  const live = translate()
  live.events(recordedEvents)
  for (let length = 0; length <= live.items.length; length++) {
    const kept = live.items.slice(0, length)
    const later = translate(kept)
    later.translator.stored(storedMessages)
    const { texts, tools, usage } = view([...kept, ...later.items])
    const whole = view(live.items)
    expect(texts).toEqual(whole.texts)
    expect(Array.from(tools.values(), (tool) => ({ ...tool }))).toEqual(Array.from(whole.tools.values()))
    expect(usage).toHaveLength(whole.usage.length)
  }
})

const assistant = (id: string, sessionID = ROOT): AgentEvent => ({
  id: '',
  type: 'message.updated',
  properties: {
    sessionID,
    info: {
      id,
      sessionID,
      role: 'assistant',
      parentID: 'msg_u',
      modelID: 'm',
      providerID: 'p',
      mode: 'build',
      agent: 'build',
      path: { cwd: '/', root: '/' },
      time: { created: 1 },
      cost: 0,
      tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    },
  },
})
const text = (value: string, end?: number, id = 'prt_1', sessionID = ROOT): AgentEvent => ({
  id: '',
  type: 'message.part.updated',
  properties: {
    sessionID,
    time: 1,
    part: {
      id,
      sessionID,
      messageID: `msg_${sessionID}`,
      type: 'text',
      text: value,
      time: end === undefined ? { start: 1 } : { start: 1, end },
    },
  },
})
const delta = (value: string, partID = 'prt_1', sessionID = ROOT): AgentEvent => ({
  id: '',
  type: 'message.part.delta',
  properties: { sessionID, messageID: `msg_${sessionID}`, partID, field: 'text', delta: value },
})

test('text that streams is not voided by the stored "", and gaps are filled at its end', () => {
  const { events, take } = translate()
  events([assistant(`msg_${ROOT}`), text(''), delta('one '), delta('two ')])
  take()
  events([text('')])
  expect(take()).toEqual([])
  events([text('one two three', 9)])
  expect(take()).toEqual([{ kind: 'text', partId: 'prt_1', delta: 'three' }])
  // A delta that was under way when the whole text had been read already.
  events([delta('three')])
  expect(take()).toEqual([])
})

test('text with a gap in the middle is replaced by the whole', () => {
  const { events, take } = translate()
  events([assistant(`msg_${ROOT}`), text(''), delta('one '), delta('three')])
  take()
  events([text('one two three', 9)])
  expect(take()).toEqual([{ kind: 'text', partId: 'prt_1', delta: 'one two three', replace: true }])
})

test('sub-agents that speak at the same time are kept apart', () => {
  const { events, items } = translate()
  events([
    assistant(`msg_${ROOT}`),
    assistant('msg_ses_a', 'ses_a'),
    assistant('msg_ses_b', 'ses_b'),
    text('', undefined, 'prt_a', 'ses_a'),
    text('', undefined, 'prt_b', 'ses_b'),
    delta('a1 ', 'prt_a', 'ses_a'),
    delta('b1 ', 'prt_b', 'ses_b'),
    delta('a2', 'prt_a', 'ses_a'),
    delta('b2', 'prt_b', 'ses_b'),
    text('a1 a2', 5, 'prt_a', 'ses_a'),
    text('b1 b2', 5, 'prt_b', 'ses_b'),
  ])
  expect(items.map((item) => ('sessionId' in item ? item.sessionId : null))).toEqual([
    'ses_a',
    'ses_b',
    'ses_a',
    'ses_b',
  ])
})

test('what users say is left to those who say it', () => {
  const { translator, items } = translate()
  const message: StoredMessage = {
    info: {
      id: 'msg_u',
      sessionID: ROOT,
      role: 'user',
      time: { created: 1 },
      agent: 'build',
      model: { providerID: 'p', modelID: 'm' },
    },
    parts: [{ id: 'prt_u', sessionID: ROOT, messageID: 'msg_u', type: 'text', text: 'Do it.' }],
  }
  translator.stored([message])
  expect(items).toEqual([])
})

function tool(status: 'running' | 'completed', extra: object = {}): AgentEvent {
  const state =
    status === 'running'
      ? { status, input: { command: 'x' }, time: { start: 10 }, ...extra }
      : {
          status,
          input: { command: 'x' },
          output: 'all',
          title: 'x',
          metadata: {},
          time: { start: 10, end: 30 },
          ...extra,
        }
  return {
    id: '',
    type: 'message.part.updated',
    properties: {
      sessionID: ROOT,
      time: 1,
      part: {
        id: 'prt_t',
        sessionID: ROOT,
        messageID: `msg_${ROOT}`,
        type: 'tool',
        callID: 'c',
        tool: 'bash',
        state,
      },
    },
  } as AgentEvent
}

test('live output grows by what is new, also once its beginning falls off', () => {
  const { events, take } = translate()
  events([assistant(`msg_${ROOT}`), tool('running')])
  take()
  events([
    tool('running', { metadata: { output: 'a\n' } }),
    tool('running', { metadata: { output: 'a\nb\n' } }),
  ])
  expect(take()).toMatchObject([{ delta: 'a\n' }, { delta: 'b\n' }])
  const long = Array.from({ length: 200 }, (_, index) => `line ${index}\n`).join('')
  events([tool('running', { metadata: { output: long } })])
  take()
  events([tool('running', { metadata: { output: `${long.slice(500)}more\n` } })])
  expect(take()).toMatchObject([{ kind: 'tool_output', delta: 'more\n' }])
})

test('a tool that a dead server left running is interrupted, once and for good', () => {
  const { events, take, translator } = translate()
  events([assistant(`msg_${ROOT}`), tool('running')])
  expect(translator.runningTools()).toBe(1)
  take()
  translator.endTools()
  translator.endTools()
  expect(take()).toEqual([{ kind: 'tool', partId: 'prt_t', tool: 'bash', state: 'interrupted' }])
  expect(translator.runningTools()).toBe(0)
  events([tool('running')])
  expect(take()).toEqual([])
  events([tool('completed')])
  expect(take()).toMatchObject([{ state: 'completed', output: 'all', ms: 20 }])
  events([tool('running')])
  expect(take()).toEqual([])
})

test('the exit code of a command is kept', () => {
  const { events, take } = translate()
  events([assistant(`msg_${ROOT}`), tool('running'), tool('completed', { metadata: { exit: 3 } })])
  expect(take()).toMatchObject([{ state: 'running' }, { state: 'completed', exitCode: 3 }])
  // One that a signal has ended has none.
  const other = translate()
  other.events([assistant(`msg_${ROOT}`), tool('completed', { metadata: { exit: null } })])
  expect(other.take()[0]).not.toHaveProperty('exitCode')
})

test('a call OpenCode could not read is an error', () => {
  const { events, take } = translate()
  const event = tool('completed', {
    input: { tool: 'write', error: 'JSON' },
    output: 'The arguments are invalid',
  })
  if (event.type === 'message.part.updated' && event.properties.part.type === 'tool')
    event.properties.part.tool = 'invalid'
  events([assistant(`msg_${ROOT}`), event])
  expect(take()).toMatchObject([{ tool: 'write', state: 'error', error: 'The arguments are invalid' }])
})

test('a retry is told once, without the key in its message', () => {
  const { events, items } = translate()
  const retry: AgentEvent = {
    id: '',
    type: 'session.status',
    properties: {
      sessionID: ROOT,
      status: { type: 'retry', attempt: 1, message: 'Bad key sk-abcdefghij', next: Date.parse(AT) },
    },
  }
  events([retry, retry])
  expect(items).toEqual([{ kind: 'retry', attempt: 1, message: 'Bad key [key]', nextAt: AT }])
})
