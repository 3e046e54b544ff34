import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { createBench, PATIENT, record, type Bench } from './support.ts'

let bench: Bench
let directory: string
beforeAll(async () => {
  bench = await createBench()
  directory = await bench.repository()
})
afterAll(() => bench.end())

/** How the model answered the requests of one session. */
const results = async (sessionId: string) =>
  (await bench.requests()).filter(({ session }) => session === sessionId).map(({ result }) => result)

test('a refused key', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ error: 401, message: 'Incorrect API key provided: sk-abc123def456' }])
  expect(outcome).toEqual({
    kind: 'failed',
    code: 'provider_auth',
    message: 'The model provider refused the key (HTTP 401): Incorrect API key provided: [key]',
  })
  // The session goes on once the key is right.
  expect(await agent.turn([{ text: 'Now it works.' }])).toEqual({ kind: 'completed', text: 'Now it works.' })
})

test('two rate limits, then an answer', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ error: 429, retryAfter: 1, times: 2 }, { text: 'At last.' }])
  expect(outcome).toEqual({ kind: 'completed', text: 'At last.' })
  expect(await results(agent.session.sessionId)).toEqual(['429', '429', 'ok'])
  expect(agent.of('retry').map(({ attempt }) => attempt)).toEqual([1, 2])
  expect(agent.of('retry')[0]?.message).toContain('Rate limit')
})

test('a failing server, then an answer', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ error: 500, retryAfter: 1, times: 2 }, { text: 'At last.' }])
  expect(outcome).toEqual({ kind: 'completed', text: 'At last.' })
  expect(agent.of('retry')).toHaveLength(2)
})

test('a connection that breaks before and in the middle of an answer', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([
    { drop: 'mid', times: 1 },
    { text: 'one two three four five six', delayMs: 2 },
    { tool: 'bash', input: { command: 'true', description: 'Nothing' } },
    { drop: 'before', times: 1 },
    { text: 'The end.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'The end.' })
  expect(await results(agent.session.sessionId)).toEqual(['drop', 'ok', 'drop', 'ok'])
  expect(agent.prose()).toContain('one two three four five six')
})

test('a tool call nobody can read', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ malformedTool: true }, { text: 'I will leave it.' }])
  expect(outcome).toEqual({ kind: 'completed', text: 'I will leave it.' })
  expect(agent.of('tool').at(-1)).toMatchObject({ state: 'error', tool: 'write' })
  expect(agent.of('tool').at(-1)?.error).toContain('invalid')
})

test('an answer that is cut off is complete, with a notice', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ finish: 'length' }, { text: 'I was going to' }])
  expect(outcome).toEqual({ kind: 'completed', text: 'I was going to' })
  expect(agent.of('notice').map(({ level }) => level)).toEqual(['warning'])
})

test('a silent model is stopped at the limit, a silent tool is not', async () => {
  const agent = await record(bench.runtime, directory)
  const limits = { ...PATIENT, silentModelMs: 1_500 }
  const quietTool = await agent.turn(
    [{ tool: 'bash', input: { command: 'sleep 3', description: 'Be quiet' } }, { text: 'Slept.' }],
    limits,
  )
  expect(quietTool).toEqual({ kind: 'completed', text: 'Slept.' })
  const silent = await agent.turn([{ silent: 600_000 }, { text: 'Never said.' }], limits)
  expect(silent).toEqual({
    kind: 'limit',
    limit: 'silent_model',
    message: 'The model has said nothing for 2 seconds.',
  })
  expect(await agent.turn([{ text: 'Back again.' }])).toEqual({ kind: 'completed', text: 'Back again.' })
})

test('a provider that asks for too long a wait', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ error: 429, retryAfter: 3_600 }])
  expect(outcome).toEqual({
    kind: 'limit',
    limit: 'retry_wait',
    message: 'The model provider asks to wait 60 minutes before the next try.',
  })
})

test('a provider that asks for a wait that is worth a slot', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([
    { tool: 'write', input: { filePath: 'waited.txt', content: 'waited' } },
    { error: 429, retryAfter: 40, times: 1 },
    { text: 'Never said in this turn.' },
  ])
  expect(outcome).toMatchObject({
    kind: 'rate_limited',
    message: 'The model provider limits the requests: Rate limit reached.',
  })
  const waitMs = outcome.kind === 'rate_limited' ? outcome.waitMs : null
  expect(waitMs).toBeGreaterThan(30_000)
  expect(waitMs).toBeLessThanOrEqual(40_000)
  // Another message in the same session goes on with the work.
  expect(await agent.turn('Go on.')).toMatchObject({ kind: 'completed' })
})

test('a provider that goes on refusing until OpenCode gives up', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ error: 429, retryAfter: 0.3 }])
  expect(outcome).toEqual({
    kind: 'rate_limited',
    waitMs: null,
    message: 'The model provider limits the requests: Rate limit reached.',
  })
  expect(await results(agent.session.sessionId)).toEqual(Array.from({ length: 6 }, () => '429'))
  const broke = await agent.turn([
    { error: 429, retryAfter: 0.3, code: 'insufficient_quota', message: 'You exceeded your current quota.' },
  ])
  expect(broke).toMatchObject({ kind: 'failed', code: 'rate_limited' })
})

test('a context that is too small is shortened, and the agent goes on', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([
    {
      error: 400,
      message: 'This model’s maximum context length is 1000 tokens.',
      code: 'context_length_exceeded',
      times: 1,
    },
  ])
  expect(outcome).toMatchObject({ kind: 'completed' })
  expect(agent.of('notice').map(({ text }) => text)).toEqual([
    'The conversation was shortened to fit the model.',
  ])
  expect(agent.prose()).not.toContain('A scripted summary.')
})

test('a model nobody knows', async () => {
  const agent = await record(bench.runtime, directory, { model: 'scripted/gone' })
  const outcome = await agent.turn('Hello')
  expect(outcome).toMatchObject({ kind: 'failed', code: 'agent_error' })
  expect(outcome).toMatchObject({ message: expect.stringContaining('does not know this model') })
})

test('what a policy denies fails and the agent goes on', async () => {
  const permissions = {
    ...DEFAULT_POLICY,
    outside: 'deny',
    push: 'deny',
    web: 'deny',
    questions: 'deny',
    envFiles: 'deny',
  } as const
  const agent = await record(bench.runtime, directory, { permissions })
  const outcome = await agent.turn([
    { tool: 'read', input: { filePath: '/etc/hostname' } },
    { tool: 'bash', input: { command: 'git push origin main', description: 'Push' } },
    { tool: 'webfetch', input: { url: 'http://127.0.0.1:9/', format: 'text' } },
    { question: { text: 'Shall I?', options: ['Yes'] } },
    { tool: 'read', input: { filePath: '.env' } },
    { text: 'None of it worked.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'None of it worked.' })
  const last = new Map(agent.of('tool').map((item) => [item.partId, item.state]))
  expect(Array.from(last.values())).toEqual(['error', 'error', 'error', 'error', 'error'])
})

test('asks of a repository’s own rules are decided by the project’s policy', async () => {
  const config = JSON.stringify({ agent: { build: { permission: { edit: 'ask' } } } })
  const own = await bench.repository({ 'opencode.json': config })
  const agent = await record(bench.runtime, own)
  const outcome = await agent.turn([
    { tool: 'write', input: { filePath: 'a.txt', content: 'a' } },
    { text: 'On I went.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'On I went.' })
  expect(await readFile(join(own, 'a.txt'), 'utf8')).toBe('a')
  expect(agent.asks().open).toEqual([])
  expect(await readFile(join(own, 'opencode.json'), 'utf8')).toBe(config)
})
