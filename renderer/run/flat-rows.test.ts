import { describe, expect, it } from 'vitest'
import { longLog } from '#e2e/support/long-log.ts'
import type { LogBody, LogItem } from '#shared/run-log.ts'
import { FlatLog, flatten } from './flat-rows.ts'
import { LogFold } from './fold-log.ts'
import { NO_FILTER, type RowFilter, type RowKind } from './row-filter.ts'

const AT = '2026-01-01T10:00:00.000Z'
const numbered = (bodies: readonly LogBody[]): LogItem[] =>
  bodies.map((body, index) => ({ seq: index + 1, at: AT, ...body }))

const call = (partId: string, more: Partial<LogBody & { kind: 'tool' }>): LogBody => ({
  kind: 'tool',
  partId,
  tool: 'bash',
  state: 'completed',
  ...more,
})

/** Two sub-agents: one whose call is told of after it has begun, and one of its own. */
const NESTED: LogBody[] = [
  { kind: 'text', partId: 'a', delta: 'I ask another one.' },
  { kind: 'text', partId: 'b', sessionId: 'sub', delta: 'I look.' },
  call('task', { tool: 'task', state: 'running', childSessionId: 'sub' }),
  call('edit', { tool: 'edit', sessionId: 'sub', input: { filePath: '/r/a.ts' } }),
  call('deep', { tool: 'task', sessionId: 'sub', childSessionId: 'subsub' }),
  call('fails', { sessionId: 'subsub', state: 'error', error: 'no', input: { command: 'false' } }),
  call('task', { tool: 'task', state: 'completed', childSessionId: 'sub' }),
  { kind: 'command_start', command: 'check', line: 'npm test', commandId: 'c' },
  { kind: 'command_end', commandId: 'c', exitCode: 0, ms: 5 },
  { kind: 'stage', stage: 'checking', state: 'done', text: 'Checked' },
  { kind: 'text', partId: 'end', delta: 'Done.' },
]

const all = () => true
const filter = (kinds: RowKind[], failedOnly = false): RowFilter => ({ kinds: new Set(kinds), failedOnly })
const shown = (fold: LogFold, isOpen: (key: string) => boolean, by: RowFilter) =>
  flatten(fold, isOpen, by).map(({ row, depth }) => {
    const words = row.kind === 'tool' ? row.calls[0]?.partId : row.kind === 'text' ? row.text : row.kind
    return `${'> '.repeat(depth)}${words}`
  })

describe('FlatLog', () => {
  it.each([
    ['closed', () => false, NO_FILTER],
    ['open', all, NO_FILTER],
    ['edits only', () => false, filter(['edits'])],
    ['failures only', () => false, filter([], true)],
  ])('has at each moment what is walked from the beginning: %s', (_name, isOpen, by) => {
    const items = numbered([...longLog(700), ...NESTED, ...longLog(40)])
    const fold = new LogFold()
    const flat = new FlatLog(fold)
    for (let at = 0; at < items.length; at += 7) {
      fold.push(items.slice(at, at + 7))
      expect(flat.rows(isOpen, by)).toEqual(flatten(fold, isOpen, by))
    }
  })

  it('is the same list while nothing has changed', () => {
    const fold = new LogFold()
    fold.push(numbered(NESTED))
    const flat = new FlatLog(fold)
    expect(flat.rows(all, NO_FILTER)).toBe(flat.rows(all, NO_FILTER))
  })
})

describe('what a filter shows', () => {
  const fold = new LogFold()
  fold.push(numbered(NESTED))

  it.each<[string, RowFilter, (key: string) => boolean, string[]]>([
    ['all, closed', NO_FILTER, () => false, ['I ask another one.', 'task', 'command', 'Done.']],
    [
      'messages, of sub-agents too',
      filter(['messages']),
      () => false,
      ['I ask another one.', 'task', '> I look.', 'Done.'],
    ],
    ['edits, with the headers above them', filter(['edits']), () => false, ['task', '> edit']],
    ['sub-agents, closed', filter(['agents']), () => false, ['task']],
    [
      'sub-agents, open, with all they do',
      filter(['agents']),
      all,
      ['task', '> I look.', '> edit', '> deep', '> > fails'],
    ],
    ['failures, wherever they are', filter([], true), () => false, ['task', '> deep', '> > fails']],
    ['commands that failed', filter(['commands'], true), () => false, ['task', '> deep', '> > fails']],
    ['edits that failed', filter(['edits'], true), () => false, []],
  ])('%s', (_name, by, isOpen, rows) => {
    expect(shown(fold, isOpen, by)).toEqual(rows)
  })

  it('knows its failures', () => {
    expect(fold.failed.size).toBe(1)
    const mended = new LogFold()
    mended.push(numbered([call('x', { state: 'error' }), call('x', { state: 'completed' })]))
    expect(mended.failed.size).toBe(0)
    const ended = new LogFold()
    ended.push(numbered([call('y', { exitCode: 3 }), call('z', { exitCode: 0 }), call('old', {})]))
    expect(ended.failed.size).toBe(1)
    expect(shown(ended, () => false, filter([], true))).toEqual(['y'])
  })
})
