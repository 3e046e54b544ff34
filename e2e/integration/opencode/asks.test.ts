import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentAsk } from '#electron/agents/runtime.ts'
import type { Script } from '#electron/practice/script.ts'
import { answer, asked, bash, blocked, calls, COMPLETED, END, push, readFrom } from './asks-support.ts'
import { createBench, record, until, type Bench } from './support.ts'

let bench: Bench
/** For tests that leave no trace. */
let directory: string
beforeAll(async () => {
  bench = await createBench()
  directory = await bench.repository({ 'README.md': '# A repository\n', '.env': 'KEY=1\n' })
  // The first start of a server is slow.
  await record(bench.runtime, directory)
})
afterAll(() => bench.end())

test('what the agent says before it asks is reported before that', async () => {
  /** What was reported when an ask was told first. */
  const heard = new Map<AgentAsk['ref'], string>()
  let asks: readonly AgentAsk[] = []
  const agent = await record(bench.runtime, directory, {
    onAsks({ open }) {
      asks = open
      for (const { ref } of open) if (!heard.has(ref)) heard.set(ref, agent.prose())
    },
  })
  const said = ['I look first.', 'Now I ask.', 'And once more.']
  const turn = agent.turn([...said.flatMap((text) => [{ text, delayMs: 0 }, push(text.slice(-4, -1))]), END])
  for (const [index] of said.entries()) {
    const ask = await until(() => (heard.size > index ? asks[0] : null), 'the next ask')
    await answer(agent, ask, { reply: 'once' })
  }
  expect(await turn).toEqual(COMPLETED)
  expect(Array.from(heard.values())).toEqual(said.map((_, index) => said.slice(0, index + 1).join('\n')))
})

test('a permission: once, for good, refused, refused with words', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([push('one'), push('two'), push('three'), readFrom('.env'), END])

  const [first] = await asked(agent)
  expect(first).toEqual({
    kind: 'permission',
    ref: expect.stringMatching(/^per_/),
    subAgent: false,
    permission: 'bash',
    patterns: ['git push origin one'],
    always: ['git push *'],
    title: 'Run git push origin one',
    detail: 'git push origin one',
  })
  await blocked(agent)
  await answer(agent, first, { reply: 'reject', message: null })

  const second = await until(() => agent.asks().open.find(({ ref }) => ref !== first?.ref), 'the second ask')
  await answer(agent, second, { reply: 'reject', message: 'Only I push.' })

  const third = await until(
    () => agent.asks().open.find(({ ref }) => ref !== first?.ref && ref !== second.ref),
    'the third ask',
  )
  await answer(agent, third, { reply: 'always' })
  const last = await until(
    () => agent.asks().open.find((ask) => ask.kind === 'permission' && ask.permission === 'read'),
    'the file',
  )
  expect(last).toMatchObject({ title: 'Read .env', patterns: ['.env'], always: ['.env'], detail: null })
  await answer(agent, last, { reply: 'once' })

  expect(await turn).toEqual(COMPLETED)
  const [one, two, three, file] = calls(agent)
  expect(one?.error).toContain('The user does not allow this.')
  expect(two?.error).toContain('Only I push.')
  expect(three).toMatchObject({ state: 'completed' })
  expect(file?.output).toContain('KEY=1')
  expect(agent.asks()).toEqual({ open: [], blocked: false })

  // What was granted holds for this session, and for others that are given it.
  expect(await agent.turn([push('four'), END])).toEqual(COMPLETED)
  const grants = [{ permission: 'bash', pattern: 'git push *' }]
  const granted = await record(bench.runtime, directory, { grants })
  expect(await granted.turn([push('five'), END])).toEqual(COMPLETED)
  const other = await record(bench.runtime, directory)
  const again = other.turn([push('six'), END])
  await answer(other, (await asked(other))[0], { reply: 'once' })
  expect(await again).toEqual(COMPLETED)
})

const kinds: [string, Script[number], Partial<AgentAsk> & { title: string }][] = [
  [
    'the web',
    { tool: 'webfetch', input: { url: 'http://127.0.0.1:9/x', format: 'text' } },
    {
      title: 'Fetch http://127.0.0.1:9/x',
    },
  ],
  ['a file outside', readFrom('/etc/hostname'), { title: 'Read files outside the worktree: /etc/*' }],
  [
    'an edit outside',
    { tool: 'write', input: { filePath: '/etc/openlinear-test', content: 'x' } },
    {
      title: 'Edit files outside the worktree: /etc/*',
    },
  ],
  [
    'a command that reaches outside',
    bash('cat /etc/hostname'),
    {
      title: 'Run a command that reaches outside the worktree: /etc/*',
    },
  ],
  ['a push with options', bash('git -C . push'), { title: 'Run git -C . push' }],
]
test.each(kinds)('asked for: %s', async (_, step, expected) => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([step, END])
  const [ask] = await asked(agent)
  expect(ask).toMatchObject(expected)
  await blocked(agent)
  await answer(agent, ask, { reply: 'reject', message: 'Leave it.' })
  expect(await turn).toMatchObject({ kind: 'completed' })
  expect(calls(agent).some(({ error }) => error.includes('Leave it.'))).toBe(true)
})

test('the same call over and over: allowed, and refused', async () => {
  const agent = await record(bench.runtime, directory)
  const over: Script[number] = { parallel: [bash('true'), bash('true'), bash('true')] }
  const turn = agent.turn([over, over, END])
  const [first] = await asked(agent)
  expect(first).toMatchObject({ title: 'Call bash once more with the same input', permission: 'doom_loop' })
  await blocked(agent)
  await answer(agent, first, { reply: 'once' })
  const second = await until(() => agent.asks().open.find(({ ref }) => ref !== first?.ref), 'the second ask')
  await answer(agent, second, { reply: 'reject', message: 'Leave it.' })
  // OpenCode fails the whole answer then; it is for the engine to go on with what the user said.
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(await agent.turn([END])).toEqual(COMPLETED)
})

test('questions: an option, an answer of one’s own, several, and none', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([
    {
      tool: 'question',
      input: {
        questions: [
          {
            header: 'Base',
            question: 'Which database?',
            options: [
              { label: 'SQLite', description: 'A file' },
              { label: 'Postgres', description: 'A server' },
            ],
          },
          {
            header: 'Parts',
            question: 'Which parts?',
            options: [{ label: 'A', description: '' }],
            multiple: true,
          },
        ],
      },
    },
    { question: { text: 'And the name?', header: 'Name', options: ['kit'] } },
    END,
  ])
  const [first] = await asked(agent)
  expect(first).toEqual({
    kind: 'question',
    ref: expect.stringMatching(/^que_/),
    subAgent: false,
    questions: [
      {
        header: 'Base',
        question: 'Which database?',
        options: [
          { label: 'SQLite', description: 'A file' },
          { label: 'Postgres', description: 'A server' },
        ],
        multiple: false,
        custom: true,
      },
      {
        header: 'Parts',
        question: 'Which parts?',
        options: [{ label: 'A', description: '' }],
        multiple: true,
        custom: true,
      },
    ],
  })
  await blocked(agent)
  await answer(agent, first, { answers: [['SQLite'], ['A', 'my own']] })
  const second = await until(
    () => agent.asks().open.find(({ ref }) => ref !== first?.ref),
    'the second question',
  )
  await answer(agent, second, { reply: 'reject', message: null })
  expect(await turn).toEqual(COMPLETED)
  const [one, two] = calls(agent, 'question')
  expect(one?.output).toContain('"Which database?"="SQLite"')
  expect(one?.output).toContain('"Which parts?"="A, my own"')
  expect(two?.output).toContain('Decide for yourself')
})
