import { describe, expect, it } from 'vitest'
import type { LogBody, LogItem } from '#shared/run-log.ts'
import { flatten } from './flat-rows.ts'
import { LogFold } from './fold-log.ts'
import { rowText, type LogRow, type ToolRow } from './log-rows.ts'

const at = '2026-11-20T10:00:00.000Z'
function items(...bodies: LogBody[]): LogItem[] {
  return bodies.map((body, index) => ({ seq: index + 1, at, ...body }))
}
function fold(...bodies: LogBody[]): LogFold {
  const log = new LogFold()
  log.push(items(...bodies))
  return log
}
const kinds = (rows: readonly LogRow[]) => rows.map((row) => row.kind)
const text = (partId: string, delta: string, replace?: true): LogBody => ({
  kind: 'text',
  partId,
  delta,
  ...(replace ? { replace } : {}),
})
const tool = (partId: string, name: string, rest: Partial<LogBody & { kind: 'tool' }> = {}): LogBody => ({
  kind: 'tool',
  partId,
  tool: name,
  state: 'completed',
  ...rest,
})

describe('folding a run log', () => {
  it('adds streamed text up, part by part, at the place where the part began', () => {
    const log = fold(text('a', 'Hel'), tool('t', 'bash'), text('a', 'lo'), text('b', 'More'))
    expect(kinds(log.rows)).toEqual(['text', 'tool', 'text'])
    expect(log.rows[0]).toMatchObject({ text: 'Hello' })
  })

  it('lets a replacing delta void what came before, and adds what comes after', () => {
    const log = fold(text('a', 'Hxl'), text('a', 'Hello', true), text('a', ' there'))
    expect(log.rows).toHaveLength(1)
    expect(log.rows[0]).toMatchObject({ text: 'Hello there' })
  })

  it('ignores items it has seen, whatever they say', () => {
    const log = fold(text('a', 'one'), text('a', ' two'))
    expect(log.push([{ seq: 2, at, ...text('a', 'older', true) }])).toBe(false)
    expect(
      log.push([
        { seq: 1, at, ...text('a', 'one') },
        { seq: 3, at, ...text('a', ' three') },
      ]),
    ).toBe(true)
    expect(log.rows[0]).toMatchObject({ text: 'one two three' })
    expect(log.lastSeq).toBe(3)
  })

  it('keeps absent fields of a tool and drops live output once the output is there', () => {
    const log = fold(
      tool('t', 'bash', { state: 'pending' }),
      tool('t', 'bash', { state: 'running', input: { command: 'npm test' } }),
      { kind: 'tool_output', partId: 't', delta: 'a\n' },
      { kind: 'tool_output', partId: 't', delta: 'b\n' },
    )
    expect((log.rows[0] as ToolRow).calls[0]).toMatchObject({ liveOutput: 'a\nb\n', output: null })
    log.push([{ seq: 5, at, ...tool('t', 'bash', { output: 'all', ms: 3400 }) }])
    log.push([{ seq: 6, at, kind: 'tool_output', partId: 't', delta: 'late' }])
    expect((log.rows[0] as ToolRow).calls[0]).toMatchObject({
      state: 'completed',
      input: { command: 'npm test' },
      liveOutput: '',
      output: 'all',
      ms: 3400,
    })
  })

  it('makes a new object of a changed row and leaves the others as they are', () => {
    const log = fold(text('a', 'x'), text('b', 'y'))
    const [first, second] = log.rows
    log.push([{ seq: 3, at, ...text('b', 'z') }])
    expect(log.rows[0]).toBe(first)
    expect(log.rows[1]).not.toBe(second)
  })

  it('merges reads in a row into one line, across an empty text part', () => {
    const log = fold(
      tool('1', 'read', { input: { filePath: 'a' } }),
      text('empty', ''),
      tool('2', 'read', { input: { filePath: 'b' } }),
      tool('3', 'grep', { input: { pattern: 'x' } }),
      tool('4', 'read', { input: { filePath: 'c' } }),
      tool('2', 'read', { output: 'late' }),
    )
    const rows = flatten(log, () => false).map(({ row }) => row as ToolRow)
    expect(rows.map((row) => row.calls.map((call) => call.partId))).toEqual([['1', '2'], ['3'], ['4']])
    expect(rows[0]?.calls[1]?.output).toBe('late')
  })

  it('puts a sub-agent beneath its task call, also when its rows come first', () => {
    const log = fold(
      { ...text('c1', 'I look'), sessionId: 'child' } as LogBody,
      tool('task', 'task', { state: 'running' }),
      { ...tool('c2', 'read'), sessionId: 'child' } as LogBody,
    )
    expect(flatten(log, () => true).map(({ row, depth }) => [row.kind, depth])).toEqual([
      ['session', 0],
      ['text', 1],
      ['tool', 1],
      ['tool', 0],
    ])
    log.push([{ seq: 4, at, ...tool('task', 'task', { childSessionId: 'child' }) }])
    expect(flatten(log, () => true).map(({ row, depth }) => [row.kind, depth])).toEqual([
      ['tool', 0],
      ['text', 1],
      ['tool', 1],
    ])
    expect(flatten(log, () => false)).toHaveLength(1)
  })

  it('nests a sub-agent of a sub-agent', () => {
    const log = fold(
      tool('t1', 'task', { childSessionId: 's1' }),
      { ...tool('t2', 'task', { childSessionId: 's2' }), sessionId: 's1' } as LogBody,
      { ...text('deep', 'here'), sessionId: 's2' } as LogBody,
    )
    expect(flatten(log, () => true).map(({ depth }) => depth)).toEqual([0, 1, 2])
  })

  it('ends a stage in its own line, but the agent’s work at the end of the story', () => {
    const log = fold(
      { kind: 'stage', stage: 'preparing', state: 'started', text: 'Preparing' },
      { kind: 'command_start', command: 'setup', line: 'npm ci', commandId: 'c' },
      { kind: 'command_output', commandId: 'c', text: 'added 3\n' },
      { kind: 'command_end', commandId: 'c', exitCode: 0, ms: 900 },
      { kind: 'stage', stage: 'preparing', state: 'done', text: 'Prepared', ms: 1200 },
      { kind: 'stage', stage: 'running', state: 'started', text: 'Agent starts' },
      text('a', 'x'),
      { kind: 'stage', stage: 'running', state: 'done', text: 'Agent is done', ms: 5000 },
    )
    expect(log.rows.map((row) => ('text' in row ? row.text : row.kind))).toEqual([
      'Prepared',
      'command',
      'Agent starts',
      'x',
      'Agent is done',
    ])
    expect(log.rows[1]).toMatchObject({ ended: true, exitCode: 0, output: 'added 3\n', ms: 900 })
    expect(log.rows.every((row) => row.kind !== 'stage' || row.state === 'done')).toBe(true)
  })

  it('does not say twice that a check passed', () => {
    const check = (exitCode: number) =>
      fold(
        { kind: 'command_start', command: 'check', line: 'npm test', commandId: 'c' },
        { kind: 'command_end', commandId: 'c', exitCode, ms: 1 },
        { kind: 'stage', stage: 'checking', state: 'done', text: 'Checks', ms: 1 },
      )
    expect(flatten(check(0), () => false)).toHaveLength(1)
    expect(flatten(check(1), () => false)).toHaveLength(2)
  })

  it('begins a stage anew after a host went away in it', () => {
    const log = fold(
      { kind: 'stage', stage: 'checking', state: 'started', text: 'Checking' },
      { kind: 'stage', stage: 'checking', state: 'started', text: 'Checking again' },
      { kind: 'stage', stage: 'checking', state: 'done', text: 'Checked' },
    )
    expect(log.rows.map((row) => (row.kind === 'stage' ? [row.text, row.state] : null))).toEqual([
      ['Checking', 'done'],
      ['Checked', 'done'],
    ])
  })

  it('counts a step’s usage once, keeps the root’s plan and joins retries in a row', () => {
    const usage = {
      kind: 'usage' as const,
      inputTokens: 10,
      outputTokens: 5,
      reasoningTokens: 1,
      cacheReadTokens: 2,
      cacheWriteTokens: 3,
      cost: 0.5,
    }
    const log = fold(
      { ...usage, messageId: 'm1' },
      { ...usage, messageId: 'm1', inputTokens: 20 },
      { ...usage, messageId: 'm1', sessionId: 'child' },
      { kind: 'todo', items: [{ content: 'a', status: 'completed' }] },
      { kind: 'todo', sessionId: 'child', items: [] },
      { kind: 'retry', attempt: 1, message: 'busy', nextAt: at },
      { kind: 'retry', attempt: 2, message: 'busy still', nextAt: at },
    )
    expect(log.usage).toMatchObject({ inputTokens: 30, outputTokens: 10, cost: 1 })
    expect(log.plan).toEqual([{ content: 'a', status: 'completed' }])
    expect(log.rows).toHaveLength(1)
    expect(log.rows[0]).toMatchObject({ attempt: 2 })
  })

  it('keeps a request and its answer in one line, where it was asked', () => {
    const asked = (requestId: string, state: 'asked' | 'answered' | 'withdrawn', words: string): LogBody => ({
      kind: 'request',
      requestId,
      state,
      text: words,
    })
    const log = fold(
      asked('q1', 'asked', 'Run git push'),
      asked('q2', 'asked', 'Which database?'),
      text('a', 'meanwhile'),
      asked('q1', 'answered', 'Allowed once'),
      asked('q2', 'withdrawn', ''),
    )
    expect(log.rows.map(rowText)).toEqual(['Run git push\nAllowed once', 'Which database?', 'meanwhile'])
    expect(log.rows[1]).toMatchObject({ state: 'withdrawn', answer: null })
    log.push([{ seq: 6, at, ...tool('t', 'question', { state: 'running' }) }])
    expect(flatten(log, () => false)).toHaveLength(3)
    log.push([{ seq: 7, at, ...tool('t', 'question', { state: 'error', error: 'dismissed' }) }])
    expect(flatten(log, () => false)).toHaveLength(4)
    // After a restart the agent asks once more.
    log.push([{ seq: 8, at, ...asked('q1', 'asked', 'Run git push') }])
    expect(log.rows[0]).toMatchObject({ state: 'asked', answer: null })
    log.push([{ seq: 9, at, ...asked('q3', 'answered', 'SQLite') }])
    expect(rowText(log.rows[4] as LogRow)).toBe('SQLite')
  })

  it('gives every row a key of its own', () => {
    const log = fold(
      { kind: 'prompt', messageId: 'm', reason: 'task', text: 'Do' },
      { kind: 'prompt', messageId: 'm', reason: 'task', text: 'Do it' },
      text('a', 'x'),
      { kind: 'notice', level: 'warning', text: 'careful' },
      tool('t', 'bash'),
    )
    const keys = flatten(log, () => true).map(({ row }) => row.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(log.rows.map(rowText)).toEqual(['Do it', 'x', 'careful', 'bash'])
  })

  it('folds 60,000 items, in batches, without slowing down', () => {
    const bodies: LogBody[] = []
    for (let n = 0; n < 6000; n += 1) {
      for (let delta = 0; delta < 6; delta += 1) bodies.push(text(`p${n}`, 'word '))
      bodies.push(tool(`t${n}`, n % 3 ? 'bash' : 'read', { state: 'running' }))
      bodies.push({ kind: 'tool_output', partId: `t${n}`, delta: 'line\n' })
      bodies.push({ kind: 'tool_output', partId: `t${n}`, delta: 'line\n' })
      bodies.push(tool(`t${n}`, n % 3 ? 'bash' : 'read', { output: 'done' }))
    }
    const all = items(...bodies)
    const log = new LogFold()
    // Of the processor: on a busy machine the clock tells of others, too.
    const began = process.cpuUsage()
    for (let start = 0; start < all.length; start += 100) {
      log.push(all.slice(start, start + 100))
      flatten(log, () => false)
    }
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1000).toBeLessThan(2000)
    expect(flatten(log, () => false)).toHaveLength(12_000)
  })
})
