import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Script } from '#electron/practice/script.ts'
import { DEFAULT_POLICY } from '#shared/permissions.ts'
import { answer, asked, bash, calls, COMPLETED, END, push, readFrom, subAgent } from './asks-support.ts'
import { createBench, PRACTICE, record, until, type Bench } from './support.ts'

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

test('a policy that asks for every edit, shown with its diff, and for every command', async () => {
  const own = await bench.repository()
  const agent = await record(bench.runtime, own, {
    permissions: { ...DEFAULT_POLICY, edit: 'ask', shell: 'ask' },
  })
  const turn = agent.turn([
    { tool: 'write', input: { filePath: 'a.txt', content: 'hello\n' } },
    bash('cat a.txt'),
    subAgent('Look', [bash('cat a.txt'), { text: 'No shell.' }]),
    END,
  ])
  const [edit] = await asked(agent)
  expect(edit).toMatchObject({
    title: 'Edit a.txt',
    permission: 'edit',
    detail: expect.stringContaining('+hello'),
  })
  await answer(agent, edit, { reply: 'once' })
  const command = await until(() => agent.asks().open.find(({ ref }) => ref !== edit?.ref), 'the command')
  expect(command).toMatchObject({ title: 'Run cat a.txt' })
  await answer(agent, command, { reply: 'once' })
  expect(await turn).toEqual(COMPLETED)
  expect(await readFile(join(own, 'a.txt'), 'utf8')).toBe('hello\n')
  // OpenCode does not hand asks down: a sub-agent has no shell at all then.
  expect(calls(agent, 'bash').map(({ output, error }) => output + error)).toEqual([
    'hello\n',
    expect.stringContaining('unavailable tool'),
  ])
})

test('what a policy denies is not asked for, and what it allows is done, in sub-agents too', async () => {
  const steps: Script = [
    readFrom('.env'),
    { tool: 'webfetch', input: { url: 'http://127.0.0.1:9/', format: 'text' } },
  ]
  const agent = await record(bench.runtime, directory, {
    permissions: { ...DEFAULT_POLICY, envFiles: 'allow', web: 'deny', questions: 'deny' },
  })
  expect(
    await agent.turn([
      ...steps,
      subAgent('Same', [...steps, { text: 'Done.' }]),
      { question: { text: 'May I?', options: ['Yes'] } },
      END,
    ]),
  ).toEqual(COMPLETED)
  expect(calls(agent, 'read').map(({ state }) => state)).toEqual(['completed', 'completed'])
  expect(calls(agent).filter(({ state }) => state === 'error')).toHaveLength(3)
  expect(agent.asks().open).toEqual([])
})

test('a session that is opened again has the permissions of now', async () => {
  const own = await bench.repository({ '.env': 'KEY=1\n' })
  const write = (name: string) => ({ tool: 'write', input: { filePath: name, content: 'x' } })
  const options = {
    key: 'again',
    permissions: { ...DEFAULT_POLICY, edit: 'deny' as const, envFiles: 'deny' as const },
  }
  const first = await record(bench.runtime, own, options)
  expect(await first.turn([write('a.txt'), readFrom('.env'), END])).toEqual(COMPLETED)
  expect(calls(first).map(({ state }) => state)).toEqual(['error', 'error'])

  const sessionId = first.session.sessionId
  const grants = [{ permission: 'read', pattern: '.env' }]
  const second = await record(bench.runtime, own, { key: 'again', sessionId, grants })
  expect(await second.turn([write('a.txt'), readFrom('.env'), END])).toEqual(COMPLETED)
  expect(calls(second).map(({ state }) => state)).toEqual(['completed', 'completed'])

  // The grant has been revoked.
  const third = await record(bench.runtime, own, { key: 'again', sessionId })
  const turn = third.turn([write('b.txt'), readFrom('.env'), END])
  await answer(third, (await asked(third))[0], { reply: 'reject', message: null })
  expect(await turn).toEqual(COMPLETED)
})

test('the plan agent edits nothing, whatever is allowed', async () => {
  const own = await bench.repository()
  const agent = await record(bench.runtime, own, {
    agent: 'plan',
    grants: [{ permission: 'edit', pattern: '*' }],
  })
  expect(await agent.turn([{ tool: 'write', input: { filePath: 'a.txt', content: 'x' } }, END])).toEqual(
    COMPLETED,
  )
  expect(existsSync(join(own, 'a.txt'))).toBe(false)
  await expect(record(bench.runtime, own, { agent: 'nobody' })).rejects.toThrow(
    'does not know the agent “nobody”',
  )
})

test('an agent’s own denials and asks', async () => {
  const own = await bench.repository({
    '.opencode/agents/careful.md': `---
description: Careful
mode: primary
permission:
  bash:
    "*": deny
    "git *": allow
---
Be careful.`,
  })
  const agent = await record(bench.runtime, own, { agent: 'careful' })
  const turn = agent.turn([bash('git status --short'), bash('echo no'), push('x'), END])
  expect((await asked(agent))[0]).toMatchObject({ title: 'Run git push origin x' })
  await answer(agent, agent.asks().open[0], { reply: 'reject', message: null })
  expect(await turn).toEqual(COMPLETED)
  expect(calls(agent).map(({ state }) => state)).toEqual(['completed', 'error', 'error'])
})

test('the copy of the user’s configuration is asked for, since it may hold keys', async () => {
  const agent = await record(bench.runtime, directory)
  const copy = join(bench.folder, 'data/opencode/user/config/opencode/opencode.json')
  const turn = agent.turn([readFrom(copy), END])
  await answer(agent, (await asked(agent))[0], { reply: 'reject', message: null })
  expect(await turn).toEqual(COMPLETED)
  expect(calls(agent, 'read').map(({ state }) => state)).toEqual(['error'])
})

test('a variant reaches the model', async () => {
  const agent = await record(bench.runtime, directory, { model: PRACTICE, variant: 'high' })
  expect(await agent.turn([END])).toEqual(COMPLETED)
  const plain = await record(bench.runtime, directory, { model: PRACTICE })
  expect(await plain.turn([END])).toEqual(COMPLETED)
  const efforts = (await bench.requests())
    .filter(({ session }) => [agent, plain].some((one) => one.session.sessionId === session))
    .map(({ effort }) => effort)
  expect(efforts).toEqual(['high', null])
})
