import { expect, test } from 'vitest'
import { permissionAsk, questionAsk } from './asks.ts'
import type { PermissionRequest } from './wire.ts'

// Requests as OpenCode 1.18.33 sends them.
const request = (change: Partial<PermissionRequest>): PermissionRequest => ({
  id: 'per_1',
  sessionID: 'ses_1',
  permission: 'bash',
  patterns: ['*'],
  metadata: {},
  always: ['*'],
  tool: { messageID: 'msg_1', callID: 'call_1' },
  ...change,
})
const asked = (
  change: Partial<PermissionRequest>,
  call?: { tool: string; input: Record<string, unknown> },
) => {
  const ask = permissionAsk(request(change), call, false)
  if (ask.kind !== 'permission') throw new Error('no permission')
  return ask
}

const command = 'git add . &&\n  git push origin main'
test.each([
  [
    { permission: 'bash', patterns: ['git push'], metadata: { command } },
    'Run git add . && git push origin main',
    command,
  ],
  [{ permission: 'read', patterns: ['.env'] }, 'Read .env', null],
  [
    { permission: 'edit', patterns: ['a.txt'], metadata: { filepath: '/w/a.txt', diff: '+a' } },
    'Edit a.txt',
    '+a',
  ],
  [
    { permission: 'webfetch', patterns: ['https://a.example/x'] },
    'Fetch https://a.example/x',
    'https://a.example/x',
  ],
  [{ permission: 'websearch', patterns: ['how to'] }, 'Search the web for “how to”', 'how to'],
  [{ permission: 'skill', patterns: ['deploy'] }, 'Load the skill deploy', null],
  [
    { permission: 'task', patterns: ['general'], metadata: { description: 'Look' } },
    'Start the sub-agent general: Look',
    null,
  ],
  [
    { permission: 'external_directory', patterns: ['/etc/*'], metadata: { command: 'cat /etc/hosts' } },
    'Run a command that reaches outside the worktree: /etc/*',
    'cat /etc/hosts',
  ],
  [{ permission: 'github_search' }, 'Use github_search', null],
] satisfies [Partial<PermissionRequest>, string, string | null][])('%j', (change, title, detail) => {
  expect(asked(change)).toMatchObject({ kind: 'permission', ref: 'per_1', title, detail })
})

test('the call says what is wanted outside, and what a tool of others is given', () => {
  const outside = {
    permission: 'external_directory',
    patterns: ['/etc/*'],
    metadata: { filepath: '/etc/hosts' },
  }
  expect(asked(outside, { tool: 'write', input: {} }).title).toBe('Edit files outside the worktree: /etc/*')
  expect(asked(outside, { tool: 'read', input: {} }).title).toBe('Read files outside the worktree: /etc/*')
  expect(asked(outside).title).toBe('Use files outside the worktree: /etc/*')
  expect(asked(outside).detail).toBe('/etc/hosts')
  const other = asked({ permission: 'github_search' }, { tool: 'github_search', input: { query: 'x' } })
  expect(other.detail).toBe('{\n  "query": "x"\n}')
  const again = asked({
    permission: 'doom_loop',
    patterns: ['bash'],
    metadata: { tool: 'bash', input: { a: 1 } },
  })
  expect(again).toMatchObject({ title: 'Call bash once more with the same input', detail: '{\n  "a": 1\n}' })
})

test('long titles and details are cut', () => {
  const ask = asked({ metadata: { command: 'x'.repeat(30_000) } })
  expect(ask.title).toHaveLength(200)
  expect(ask.detail).toHaveLength(20_000)
})

test('for good means this file, this site or this agent, not everything', () => {
  expect(asked({ permission: 'read', patterns: ['a/.env'] }).always).toEqual(['a/.env'])
  expect(asked({ permission: 'edit', patterns: ['a.txt', 'b.txt'] }).always).toEqual(['a.txt', 'b.txt'])
  expect(asked({ permission: 'task', patterns: ['general'] }).always).toEqual(['general'])
  expect(asked({ permission: 'webfetch', patterns: ['https://a.example/x?y'] }).always).toEqual([
    'https://a.example',
    'https://a.example/*',
  ])
  expect(asked({ always: ['git push *'] }).always).toEqual(['git push *'])
  // Where one is as good as another.
  expect(asked({ permission: 'websearch', patterns: ['how to'] }).always).toEqual(['*'])
  expect(asked({ permission: 'github_search' }).always).toEqual(['*'])
})

test('questions, with what OpenCode leaves out', () => {
  const options = [{ label: 'a', description: 'A' }]
  const base = { question: 'Which?', header: 'Which', options }
  const ask = questionAsk(
    { id: 'que_1', sessionID: 'ses_1', questions: [base, { ...base, multiple: true, custom: false }] },
    true,
  )
  expect(ask).toEqual({
    kind: 'question',
    ref: 'que_1',
    subAgent: true,
    questions: [
      { ...base, multiple: false, custom: true },
      { ...base, multiple: true, custom: false },
    ],
  })
})
