import { describe, expect, test } from 'vitest'
import { logBody } from '#shared/run-log.ts'
import { recordLine } from '#shared/run-record.ts'
import { LogFold } from '../run/fold-log.ts'
import { rowText } from '../run/log-rows.ts'
import { EVENT_FIELDS } from './record-fields.ts'
import { LONGEST_LINE, MOST_LINES, RecordProblem, RecordReader } from './record-reader.ts'

const COMMIT = 'a'.repeat(40)
const ID = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001'
const AT = '2026-11-21T21:00:00.000Z'

const HEAD = {
  type: 'run',
  version: 1,
  exportedAt: AT,
  exportedBy: '0.1.0',
  runId: ID,
  attempt: 1,
  status: 'succeeded',
  task: { id: ID, identifier: 'APP-1', title: 'Add a greeting' },
  project: { id: ID, name: 'App' },
  batchId: null,
  purpose: 'task',
  prompt: 'Do it',
  model: 'practice/scripted',
  variant: null,
  agent: 'build',
  conditions: {
    openLinear: '0.1.0',
    program: 'OpenCode',
    programVersion: '1.18.33',
    configHash: 'b'.repeat(64),
    permissions: {
      edit: 'allow',
      shell: 'allow',
      outside: 'ask',
      envFiles: 'ask',
      web: 'ask',
      push: 'ask',
      questions: 'ask',
    },
    grants: [{ permission: 'bash', pattern: 'git push *' }],
  },
  baseBranch: 'main',
  baseCommit: COMMIT,
  branch: 'openlinear/app-1',
  headCommit: COMMIT,
  worktree: '/w',
  createdAt: AT,
  startedAt: AT,
  endedAt: AT,
}
const ITEMS: Record<string, unknown>[] = [
  { type: 'message', messageId: 'm', reason: 'task', text: 'Do it' },
  { type: 'event', kind: 'stage', stage: 'running', state: 'started', text: 'Working' },
  { type: 'event', kind: 'text', partId: 'p1', delta: 'Hello' },
  { type: 'event', kind: 'reasoning', partId: 'p2', delta: 'Hm', replace: true },
  {
    type: 'event',
    kind: 'tool',
    partId: 'p3',
    tool: 'task',
    state: 'running',
    childSessionId: 's2',
    input: { a: [1] },
  },
  { type: 'event', kind: 'tool_output', partId: 'p3', delta: 'out' },
  { type: 'event', kind: 'text', partId: 'p4', sessionId: 's2', delta: 'From below' },
  { type: 'event', kind: 'todo', items: [{ content: 'One', status: 'completed' }] },
  {
    type: 'event',
    kind: 'usage',
    messageId: 'm1',
    inputTokens: 1,
    outputTokens: 2,
    reasoningTokens: 3,
    cacheReadTokens: 4,
    cacheWriteTokens: 5,
    cost: 0.25,
  },
  {
    type: 'request',
    requestId: 'r',
    state: 'asked',
    text: 'Run git push',
    kind: 'permission',
    permission: 'bash',
    patterns: ['git push'],
    subAgent: false,
    answer: null,
    by: null,
  },
  {
    type: 'request',
    requestId: 'r',
    state: 'answered',
    text: 'Allowed once',
    kind: null,
    permission: null,
    patterns: null,
    subAgent: null,
    answer: { reply: 'once' },
    by: 'user',
  },
  { type: 'event', kind: 'command_start', command: 'check', line: 'npm test', commandId: 'c' },
  { type: 'event', kind: 'command_output', commandId: 'c', text: 'fine\n' },
  { type: 'check', commandId: 'c', command: 'npm test', exitCode: 0, ms: 12, passed: true },
  { type: 'event', kind: 'command_end', commandId: 'd', exitCode: null, ms: 1 },
  { type: 'event', kind: 'retry', attempt: 1, message: 'Too much', nextAt: AT },
  { type: 'event', kind: 'notice', level: 'info', text: 'Note' },
]
const END = {
  type: 'end',
  status: 'succeeded',
  failure: null,
  summary: 'Done.',
  changes: { files: 1, additions: 2, deletions: 0 },
  checkPassed: true,
  usage: { inputTokens: 1, outputTokens: 2, cost: 0.25 },
  mergedCommit: null,
  lastSeq: ITEMS.length,
}

const numbered = ITEMS.map((item, index) => ({ ...item, seq: index + 1, at: AT }))
const LINES = [HEAD, ...numbered, END]
const written = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

function read(text: string, size = text.length) {
  const reader = new RecordReader()
  for (let from = 0; from < text.length; from += size) reader.push(text.slice(from, from + size))
  return reader.finish()
}
/** What is said of a file that is refused. */
function refusal(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof RecordProblem) return error.message
    throw error
  }
  throw new Error('it was taken')
}
/** The record with one line changed. */
const spoilt = (index: number, change: object) =>
  written(LINES.map((line, at) => (at === index ? { ...line, ...change } : line)))

describe('a sound record', () => {
  test('is one by the schema of the host', () => {
    for (const line of LINES) expect(recordLine.safeParse(line).error, JSON.stringify(line)).toBeUndefined()
    const kinds = new Set(ITEMS.map((item) => (item['type'] === 'event' ? item['kind'] : null)))
    const known = logBody.options.map(({ shape }) => shape.kind.value)
    // The first two have lines of their own.
    expect(new Set(['prompt', 'request', ...Object.keys(EVENT_FIELDS)])).toEqual(new Set(known))
    expect(kinds).toEqual(new Set([null, ...Object.keys(EVENT_FIELDS)]))
  })

  test.each([1, 7, 1 << 20])('is read in pieces of %i characters', (size) => {
    const record = read(written(LINES), size)
    expect(record.head.task.identifier).toBe('APP-1')
    expect(record.items.map(({ seq }) => seq)).toEqual(numbered.map(({ seq }) => seq))
    expect(record.checks).toHaveLength(1)
    expect(record.requests.map(({ state }) => state)).toEqual(['asked', 'answered'])
    expect(record).toMatchObject({ end: { summary: 'Done.' }, isCutOff: false, unknown: 0 })
    const fold = new LogFold()
    fold.push(record.items)
    const text = fold.rows.map(rowText).join('\n')
    for (const words of ['Do it', 'Hello', 'Run git push', 'Allowed once', 'npm test', 'fine'])
      expect(text).toContain(words)
    expect(fold.usage.cost).toBe(0.25)
  })

  test('of a run that goes on has no end', () => {
    const record = read(written([{ ...HEAD, status: 'running', endedAt: null }, ...numbered]))
    expect(record).toMatchObject({ end: null, isCutOff: false })
  })

  test('that was cut off is shown as far as it goes', () => {
    expect(read(written(LINES.slice(0, -1)))).toMatchObject({ end: null, isCutOff: true })
    const half = read(written(LINES).slice(0, -200))
    expect(half.isCutOff).toBe(true)
    expect(half.items.length).toBeGreaterThan(10)
  })

  test('of a later program may say more', () => {
    const more = [
      { ...HEAD, mood: 'good' },
      { ...numbered[0], mood: 'good' },
      { type: 'mood', is: 'good' },
      { type: 'event', kind: 'mood', seq: 2, at: AT },
      { ...END, lastSeq: 2 },
    ]
    expect(read(written(more))).toMatchObject({ unknown: 2, items: [{ kind: 'prompt' }] })
  })

  test('may have Windows line ends', () => {
    expect(read(written(LINES).replaceAll('\n', '\r\n')).items).toHaveLength(ITEMS.length)
  })
})

describe('what is no sound record is refused in words', () => {
  test.each([
    ['nothing', '', 'The file is empty.'],
    ['prose', 'Dear reader,\nhow are you?\n', 'Line 1 is not JSON: this is no run record.'],
    ['one half line', '{"type":"run"', 'Line 1 is not JSON: this is no run record.'],
    ['another JSON', '{"name":"app"}\n', 'Line 1 is not a line of a run record.'],
    ['a list', '[1]\n', 'Line 1 is not a line of a run record.'],
    ['no beginning', written(numbered), 'Line 1 does not begin a run: this is no run record.'],
    [
      'a later version',
      spoilt(0, { version: 2 }),
      'The record is of version 2; this OpenLinear reads version 1.',
    ],
    ['no version', spoilt(0, { version: '1' }), 'The record says no version.'],
    ['a title that is none', spoilt(0, { task: { ...HEAD.task, title: {} } }), 'Line 1 has no sound “task”.'],
    ['a time that is none', spoilt(2, { at: 'yesterday' }), 'Line 3 has no sound “at”.'],
    ['a day that is none', spoilt(2, { at: '2026-99-99T00:00:00Z' }), 'Line 3 has no sound “at”.'],
    ['a hole', spoilt(4, { seq: 9 }), 'Line 5 is item 9, but 4 was to come.'],
    ['text that is none', spoilt(3, { delta: { length: 5 } }), 'Line 4 has no sound “delta”.'],
    ['a field in the prototype', spoilt(3, { delta: undefined }), 'Line 4 has no sound “delta”.'],
    ['a state that is none', spoilt(5, { state: 'exploded' }), 'Line 6 has no sound “state”.'],
    ['a cost that is none', spoilt(9, { cost: '1' }), 'Line 10 has no sound “cost”.'],
    ['two beginnings', written([HEAD, HEAD]), 'Line 2 begins a second run.'],
    ['more after the end', written([...LINES, numbered[0]]), `Line ${LINES.length + 1} comes after the end.`],
    [
      'a wrong count',
      spoilt(LINES.length - 1, { lastSeq: 3 }),
      'The record ends after item 17, but its last line counts 3.',
    ],
    ['half a line in the midst', `${written([HEAD])}{"type":\n${written(numbered)}`, 'Line 2 is not JSON.'],
  ])('%s', (_name, text, message) => {
    expect(refusal(text)).toBe(message)
  })

  test('a line without an end, before it is all in memory', () => {
    const reader = new RecordReader()
    const piece = 'x'.repeat(1 << 20)
    let pieces = 0
    expect(() => {
      for (; pieces <= 2 * (LONGEST_LINE >> 20); pieces += 1) reader.push(piece)
    }).toThrow('Line 1 is longer than 32 million characters.')
    expect(pieces).toBe(LONGEST_LINE >> 20)
  })

  test('more lines than are shown', () => {
    const reader = new RecordReader()
    reader.push(written([HEAD]))
    expect(() => reader.push('\n'.repeat(MOST_LINES))).toThrow('more than 500,000 lines')
  })

  test('an input that is deeper than a program can walk', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const text = written(LINES).replace('"input":{"a":[1]}', `"input":{"a":${deep}}`)
    expect(refusal(text)).toBe('Line 6 has no sound “input”.')
  })
})

test('a line says only what its own type says', () => {
  const text = spoilt(1, { kind: 'tool', partId: 7, calls: 'x' }).replace(
    '"Do it"}',
    '"Do it","__proto__":{"kind":"tool"}}',
  )
  const [first] = read(text).items
  expect(Object.keys(first ?? {}).sort()).toEqual(['at', 'kind', 'messageId', 'reason', 'seq', 'text'])
  expect(first?.kind).toBe('prompt')
})
