import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBench, PATIENT, PRACTICE, record, until, type Bench } from './support.ts'
import { scriptBlock } from '#electron/practice/script.ts'
import { slowTest } from '../../support/slow.ts'

const KEYS = {
  TEST_PROVIDER_API_KEY: 'sk-secret-1',
  OPENCODE_SERVER_PASSWORD: 'users-own',
  MY_TOKEN: 'sk-secret-2',
}

let bench: Bench
let homeBefore: Record<string, string>
/** For tests that leave no trace. */
let directory: string
beforeAll(async () => {
  bench = await createBench({ env: KEYS })
  const home = join(bench.folder, 'home')
  const files = {
    '.config/opencode/AGENTS.md': 'Be kind.',
    '.config/opencode/agents/reviewer.md': '---\nmode: subagent\ndescription: Reviews\n---\nReview.',
    '.config/opencode/plugin/danger.ts': 'throw new Error("a plugin was run")',
    '.opencode/opencode.json': '{}',
    '.claude/CLAUDE.md': 'Be brief.',
    '.local/share/opencode/auth.json': '{"nobody":{"type":"api","key":"sk-nothing"}}',
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(home, name, '..'), { recursive: true })
    await writeFile(join(home, name), content)
  }
  homeBefore = await contentOf(home)
  directory = await bench.repository()
})
afterAll(() => bench.end())

/** Every file of a folder with its content and time. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const result: Record<string, string> = {}
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name)
    const info = await stat(path)
    result[name] = info.isFile() ? `${info.mtimeMs} ${await readFile(path, 'base64')}` : 'folder'
  }
  return result
}

/** Ids of processes whose command line holds `text`. */
async function processesWith(text: string): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    if (line.replaceAll('\0', ' ').includes(text)) found.push(Number(name))
  }
  return found
}

const serverPid = async () => {
  const [pid, ...others] = await Promise.all(
    (await processesWith('opencode serve')).map(async (one) => {
      const environment = await readFile(`/proc/${one}/environ`, 'utf8').catch(() => '')
      const ours = environment.includes(bench.hostId) && environment.includes('/opencode/user/')
      return ours ? one : null
    }),
  ).then((all) => all.filter((one) => one !== null))
  expect(others).toEqual([])
  if (pid === undefined) throw new Error('no server')
  return pid
}

test('a sub-agent’s end is not the turn’s', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([
    {
      parallel: [
        {
          task: {
            description: 'Write one',
            prompt: 'Write a file.',
            agent: 'general',
            script: [
              { tool: 'write', input: { filePath: 'one.txt', content: '1' } },
              { text: 'The child is done.' },
            ],
          },
        },
        {
          task: {
            description: 'Only think',
            prompt: 'Think.',
            agent: 'general',
            script: [{ text: 'The other child is done.' }],
          },
        },
      ],
    },
    { tool: 'bash', input: { command: 'cat one.txt', description: 'Look' } },
    { text: 'The parent is done.' },
  ])
  expect(outcome).toEqual({ kind: 'completed', text: 'The parent is done.' })
  const children = new Set(agent.of('tool').flatMap(({ childSessionId }) => childSessionId ?? []))
  expect(children.size).toBe(2)
  expect(
    agent
      .of('tool')
      .filter(({ sessionId, tool }) => sessionId !== undefined && tool === 'write')
      .at(-1),
  ).toMatchObject({ state: 'completed' })
  // Both speak at the same time.
  const spoken = [...children].map((child) =>
    agent
      .of('text')
      .filter(({ sessionId }) => sessionId === child)
      .map(({ delta }) => delta)
      .join(''),
  )
  expect(spoken.toSorted()).toEqual([
    expect.stringContaining('The child is done.'),
    expect.stringContaining('The other child is done.'),
  ])
  expect(agent.of('usage').filter(({ sessionId }) => sessionId !== undefined)).toHaveLength(3)
})

test('abort ends the processes of a running command', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([
    { tool: 'bash', input: { command: 'sleep 7531 & sleep 7532', description: 'Wait' } },
    { text: 'Never said.' },
  ])
  await until(async () => (await processesWith('sleep 7532')).length > 0, 'the command')
  await agent.session.abort()
  expect(await turn).toEqual({ kind: 'aborted' })
  await until(async () => (await processesWith('sleep 753')).length === 0, 'the end of the command')
  const state = agent.of('tool').at(-1)?.state
  expect(['error', 'interrupted', 'completed']).toContain(state)
  await agent.session.abort()
  expect(await agent.turn([{ text: 'Still here.' }])).toEqual({ kind: 'completed', text: 'Still here.' })
})

test('abort right after sending', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([{ text: 'word '.repeat(400), delayMs: 50 }])
  await agent.session.abort()
  expect(await turn).toEqual({ kind: 'aborted' })
})

test('a server that dies interrupts the turn, and the session goes on in the next one', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory, { key: 'crash' })
  const turn = agent.turn([
    { text: 'I begin.' },
    { tool: 'bash', input: { command: 'sleep 8642', description: 'Wait' } },
    { text: 'I have gone on.' },
  ])
  await until(async () => (await processesWith('sleep 8642')).length > 0, 'the command')
  process.kill(await serverPid(), 'SIGKILL')
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(agent.of('tool').at(-1)?.state).toBe('interrupted')
  await until(async () => (await processesWith('sleep 8642')).length === 0, 'the end of the orphan')

  const again = await record(bench.runtime, directory, {
    key: 'crash',
    sessionId: agent.session.sessionId,
    history: agent.log,
  })
  expect(again.session.sessionId).toBe(agent.session.sessionId)
  expect(await again.turn('Go on.')).toEqual({ kind: 'completed', text: 'I have gone on.' })
  expect(await bench.runtime.health()).toMatchObject({ state: 'healthy', version: '1.18.33' })
})

test('a finished turn that is asked for again is not sent again, and nothing is told twice', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory, { key: 'twice' })
  const messageId = bench.runtime.newMessageId()
  const text = `# A task\n\n${scriptBlock([
    { todo: [['One', 'completed']] },
    { tool: 'bash', input: { command: 'seq 1 3', description: 'Count' } },
    { text: 'Counted.' },
  ])}`
  const first = await agent.session.turn(messageId, text, PATIENT)
  const asked = (await bench.requests()).length
  // Another process, which has the log and the key but not the session's id.
  const other = bench.restart()
  await bench.runtime.stop()
  const later = await record(other, directory, { key: 'twice', history: agent.log })
  expect(later.session.sessionId).toBe(agent.session.sessionId)
  expect(await later.session.turn(messageId, text, PATIENT)).toEqual(first)
  expect((await bench.requests()).length).toBe(asked)
  expect(later.log).toEqual(agent.log)

  // With an empty log all of it is told.
  const blank = await record(other, directory, { key: 'twice', sessionId: agent.session.sessionId })
  expect(await blank.session.turn(messageId, text, PATIENT)).toEqual(first)
  expect(blank.prose()).toBe('Counted.')
  expect(blank.of('todo')).toHaveLength(1)
  expect(blank.of('usage')).toEqual(
    agent.of('usage').map((item) => expect.objectContaining({ messageId: item.messageId })),
  )
  bench.runtime = other
})

test('5,000 deltas arrive, all and in order', async () => {
  const agent = await record(bench.runtime, directory)
  const outcome = await agent.turn([{ deltas: 5_000 }])
  const expected = Array.from({ length: 5_000 }, (_, index) => `${index} `).join('')
  expect(outcome).toEqual({ kind: 'completed', text: expected.trim() })
  expect(agent.prose().trimEnd()).toBe(expected.trimEnd())
  expect(agent.of('text').some(({ replace }) => replace === true)).toBe(false)
})

test('long output is kept in full, and shown while it grows', async () => {
  const agent = await record(bench.runtime, directory)
  await agent.turn([
    { tool: 'bash', input: { command: 'seq 1 60000; sleep 0.3; echo end', description: 'Count' } },
    { text: 'Counted.' },
  ])
  const output = agent.of('tool').at(-1)?.output ?? ''
  expect(output.startsWith('1\n2\n3\n')).toBe(true)
  expect(output.trimEnd().endsWith('60000\nend')).toBe(true)
  expect(agent.of('tool_output').length).toBeGreaterThan(0)
})

test('the agent’s shell sees no password and no keys, but the user’s folders', async () => {
  const agent = await record(bench.runtime, directory)
  await agent.turn([
    { tool: 'bash', input: { command: 'env', description: 'Show the environment' } },
    { text: 'Shown.' },
  ])
  const output = agent.of('tool').at(-1)?.output ?? ''
  expect(output).toContain('PATH=')
  expect(output).toContain(`OPENLINEAR_HOST_ID=${bench.hostId}`)
  expect(output).not.toMatch(/PASSWORD|API_KEY|_TOKEN|sk-secret|OPENCODE_CONFIG|XDG_|npm_config/)
})

test('the user’s own folders are as before, byte for byte', async () => {
  expect(await contentOf(join(bench.folder, 'home'))).toEqual(homeBefore)
})

slowTest('stopping interrupts what runs, and a later start takes it up again', async () => {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory, { key: 'quit', model: PRACTICE })
  const messageId = bench.runtime.newMessageId()
  const text = `# A task\n\n${scriptBlock([
    { tool: 'bash', input: { command: 'sleep 9753', description: 'Wait' } },
    { text: 'Never said.' },
  ])}`
  const turn = agent.session.turn(messageId, text, PATIENT)
  await until(async () => (await processesWith('sleep 9753')).length > 0, 'the command')
  await bench.runtime.stop()
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(await processesWith('sleep 9753')).toEqual([])
  const later = await record(bench.restart(), directory, {
    key: 'quit',
    model: PRACTICE,
    sessionId: agent.session.sessionId,
    history: agent.log,
  })
  expect(await later.session.turn(messageId, text, PATIENT)).toEqual({ kind: 'interrupted' })
  const told = later.log.length
  expect(await later.session.turn(messageId, text, PATIENT)).toEqual({ kind: 'interrupted' })
  expect(later.log).toHaveLength(told)
  // What was cut off by stopping is not done again: the next message goes on after it.
  expect(await later.turn('Go on.')).toEqual({ kind: 'completed', text: 'Never said.' })
})

slowTest('health', async () => {
  const runtime = bench.restart()
  expect(await runtime.configuredModel()).toBe('scripted/scripted')
  expect(await runtime.health()).toMatchObject({ state: 'stopped', problem: null, servers: [] })
  const agent = await record(runtime, directory)
  expect(await agent.turn([{ text: 'Hello.' }])).toEqual({ kind: 'completed', text: 'Hello.' })
  expect(await runtime.health()).toMatchObject({
    state: 'healthy',
    problem: null,
    servers: [{ name: 'OpenCode', pid: expect.any(Number) }],
  })
})
