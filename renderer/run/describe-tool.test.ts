import { describe, expect, it } from 'vitest'
import { describeTool, relativePath } from './describe-tool.ts'
import type { ToolCall } from './log-rows.ts'

const call = (tool: string, rest: Partial<ToolCall> = {}): ToolCall => ({
  partId: 'p',
  tool,
  state: 'completed',
  title: null,
  input: {},
  output: null,
  liveOutput: '',
  error: null,
  patch: null,
  childSessionId: null,
  exitCode: null,
  ms: null,
  at: '2026-11-20T10:00:00.000Z',
  heldMs: 0,
  ...rest,
})

describe('a tool call in words', () => {
  it('leaves the worktree out of paths', () => {
    expect(relativePath('/w/t/src/a.ts', '/w/t')).toBe('src/a.ts')
    expect(relativePath('/w/t', '/w/t')).toBe('.')
    expect(relativePath('/w/tt/a', '/w/t')).toBe('/w/tt/a')
    expect(
      describeTool(call('edit', { state: 'running', input: { filePath: '/w/a.ts' } }), '/w'),
    ).toMatchObject({
      verb: 'Editing',
      object: 'a.ts',
    })
  })

  it('says how a test run ended', () => {
    const run = (output: string) =>
      describeTool(call('bash', { input: { command: 'npm test' }, output }), null)
    expect(run('Tests  12 passed (12)')).toMatchObject({
      verb: '',
      object: 'npm test',
      note: '12 passed',
      tone: 'ok',
    })
    expect(run('Tests  2 failed | 10 passed (12)')).toMatchObject({ note: '2 failed', tone: 'bad' })
    expect(run('0 failed, 3 passed')).toMatchObject({ note: '3 passed', tone: 'ok' })
    expect(run('# tests 6\n# pass 6\n# fail 0\n')).toMatchObject({ note: '6 passed', tone: 'ok' })
    expect(run('ℹ pass 5\nℹ fail 1\n')).toMatchObject({ note: '1 failed', tone: 'bad' })
    expect(run('hello')).toMatchObject({ note: null })
  })

  it.each([
    [3, '', 'exit 3', 'bad'],
    [1, '1 failed, 2 passed', '1 failed · exit 1', 'bad'],
    [2, '12 passed', 'exit 2', 'bad'],
    [0, '12 passed', '12 passed', 'ok'],
    [0, 'hello', null, 'quiet'],
    [null, 'ls: no such file', null, 'quiet'],
  ] as const)('says that a command ended with %s, having printed %j', (exitCode, output, note, tone) => {
    expect(describeTool(call('bash', { exitCode, output }), null)).toMatchObject({ note, tone })
  })

  it('counts what a search found', () => {
    expect(
      describeTool(call('grep', { input: { pattern: 'x' }, output: 'Found 1 matches\n…' }), null).note,
    ).toBe('1 match')
    expect(describeTool(call('grep', { output: 'No files found' }), null).note).toBe('no matches')
    expect(describeTool(call('glob', { output: 'a\nb\n' }), null).note).toBe('2 files')
  })

  it('says the first line of an error, and names tools it does not know', () => {
    expect(describeTool(call('read', { state: 'error', error: 'No such file\nmore' }), null)).toMatchObject({
      note: 'No such file',
      tone: 'bad',
    })
    const missing = call('read', { state: 'error', error: 'File not found: /w/t/src/a.ts' })
    expect(describeTool(missing, '/w/t').note).toBe('File not found: src/a.ts')
    expect(describeTool(call('linear_issue', { input: { id: 'A-1' } }), null)).toMatchObject({
      verb: 'Called linear_issue',
      object: 'A-1',
    })
  })
})
