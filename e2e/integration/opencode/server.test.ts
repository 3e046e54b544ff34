import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createBench, record, SCRIPTED, until, type Bench, type BenchOptions } from './support.ts'
import { slowTest } from '../../support/slow.ts'

let bench: Bench
afterEach(() => bench.end())
const begin = async (options?: BenchOptions) => {
  bench = await createBench(options)
  return bench
}

const servers = async () => (await bench.runtime.health()).servers
const pidOf = async () => (await servers())[0]?.pid ?? null

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A turn whose command goes on until it is let go. */
async function longTurn(key: string) {
  const directory = await bench.repository()
  const agent = await record(bench.runtime, directory, { key })
  const command = 'touch begun; until [ -e go ]; do sleep 0.05; done'
  const turn = agent.turn([{ tool: 'bash', input: { command, description: 'Wait' } }, { text: 'Done.' }])
  await until(
    () =>
      access(join(directory, 'begun')).then(
        () => true,
        () => false,
      ),
    'the command',
  )
  return { agent, turn, letGo: () => writeFile(join(directory, 'go'), '') }
}

test('health says what runs, and the server’s folder is ours', async () => {
  const { runtime, folder } = await begin()
  expect(await runtime.health()).toEqual({
    state: 'stopped',
    name: 'OpenCode',
    version: '1.18.33',
    problem: null,
    servers: [],
    crashes: 0,
    retryAt: null,
  })
  let told = 0
  const unsubscribe = runtime.onHealth(() => (told += 1))
  const { turn, letGo } = await longTurn('health')
  expect(await runtime.health()).toMatchObject({ state: 'healthy', crashes: 0, retryAt: null })
  const [server, ...others] = await servers()
  expect(others).toEqual([])
  expect(server).toEqual({
    name: 'OpenCode',
    pid: expect.any(Number),
    memory: expect.any(Number),
    startedAt: expect.stringMatching(/^\d{4}-/),
    turns: 1,
    restartPending: false,
  })
  expect(server?.memory).toBeGreaterThan(50 * 1024 ** 2)
  expect(Date.now() - Date.parse(server?.startedAt ?? '')).toBeLessThan(120_000)
  // Nothing of where the host stands reaches it.
  const environment = (await readFile(`/proc/${server?.pid}/environ`, 'utf8')).split('\0')
  expect(environment).toContain(`PWD=${join(folder, 'data', 'opencode', 'user', 'home')}`)
  expect(environment.filter((one) => one.startsWith('OLDPWD='))).toEqual([])

  await letGo()
  expect(await turn).toMatchObject({ kind: 'completed' })
  expect((await servers())[0]?.turns).toBe(0)
  expect(told).toBeGreaterThan(0)
  unsubscribe()
})

slowTest('changed keys wait for a running turn', async () => {
  const { runtime, credentials } = await begin()
  const { agent, turn, letGo } = await longTurn('reload')
  const before = await pidOf()
  credentials.keys.anthropic = 'sk-ant-test'
  runtime.reload()
  expect(await servers()).toMatchObject([{ pid: before, turns: 1, restartPending: true }])
  // Listing does not wait for it.
  expect((await runtime.providers.list()).length).toBeGreaterThan(100)
  expect(await pidOf()).toBe(before)
  await letGo()
  expect(await turn).toMatchObject({ kind: 'completed' })
  expect(await pidOf()).toBeNull()

  expect(await agent.turn([{ text: 'Here again.' }])).toEqual({ kind: 'completed', text: 'Here again.' })
  expect(await servers()).toMatchObject([{ restartPending: false }])
  expect(await pidOf()).not.toBe(before)
  expect((await runtime.providers.models()).map(({ id }) => id)).toContain('anthropic/claude-sonnet-4-6')

  // When nothing goes on, nothing is waited for.
  runtime.reload()
  expect(await servers()).toEqual([])
})

slowTest('a new turn waits for the others only so long; they are interrupted and resume', async () => {
  const { runtime } = await begin({ runtime: { patienceMs: 300 } })
  const long = await longTurn('long')
  const other = await record(runtime, await bench.repository(), { key: 'other' })
  const before = await pidOf()
  runtime.reload()
  const next = other.turn([{ text: 'Me too.' }])
  expect(await long.turn).toEqual({ kind: 'interrupted' })
  expect(await next).toEqual({ kind: 'completed', text: 'Me too.' })
  expect(await pidOf()).not.toBe(before)
  expect(await long.agent.turn([{ text: 'Resumed.' }])).toEqual({ kind: 'completed', text: 'Resumed.' })
})

slowTest('what only makes a server ready ends no turn in one that has to be replaced', async () => {
  const { runtime } = await begin({ runtime: { patienceMs: 1 } })
  const { turn, letGo } = await longTurn('warm')
  runtime.reload()
  runtime.warm(SCRIPTED)
  await letGo()
  expect(await turn).toMatchObject({ kind: 'completed' })
})

test('a restart is made at once and ends what the server started', async () => {
  const { runtime } = await begin()
  const { agent, turn } = await longTurn('restart')
  const before = await pidOf()
  await runtime.restart()
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(isAlive(before ?? 0)).toBe(false)
  expect(await runtime.health()).toMatchObject({ state: 'healthy', crashes: 0 })
  expect(await agent.turn([{ text: 'Resumed.' }])).toEqual({ kind: 'completed', text: 'Resumed.' })
})

slowTest('a large server is ended between turns and started again', async () => {
  const { runtime } = await begin({ runtime: { recycleAbove: 1 } })
  const { agent, turn, letGo } = await longTurn('large')
  const before = await pidOf()
  expect(before).not.toBeNull()
  await letGo()
  expect(await turn).toMatchObject({ kind: 'completed' })
  await until(async () => (await pidOf()) === null, 'the end of the server')
  expect(await runtime.health()).toMatchObject({ state: 'stopped', crashes: 0 })
  expect(await agent.turn([{ text: 'Again.' }])).toEqual({ kind: 'completed', text: 'Again.' })
})

slowTest('after a crash the next start waits, and says until when', async () => {
  const { runtime } = await begin()
  await runtime.providers.list()
  process.kill((await pidOf()) ?? 0, 'SIGKILL')
  await until(async () => (await runtime.health()).state === 'unhealthy', 'the crash to be noticed')
  expect(await runtime.health()).toMatchObject({ crashes: 1, servers: [], retryAt: null })
  expect((await runtime.health()).problem).toContain('ended unexpectedly')
  const list = runtime.providers.list()
  const retryAt = await until(async () => (await runtime.health()).retryAt, 'the wait')
  expect(Date.parse(retryAt) - Date.now()).toBeLessThanOrEqual(500)
  expect((await list).length).toBeGreaterThan(100)
  expect(await runtime.health()).toMatchObject({ state: 'healthy', crashes: 1, retryAt: null, problem: null })
})

test('a directory that is loaded ahead is loaded once, and let go where no session comes', async () => {
  const { runtime } = await begin()
  const directory = await bench.repository()
  const config = join(directory, 'opencode.json')
  await writeFile(config, '{}')
  let last = (await stat(config)).mtimeMs
  /** Reading it for the first time OpenCode writes into it, and that is taken back. */
  const isLoadedAnew = async () => {
    const before = last
    last = (await stat(config)).mtimeMs
    return last !== before
  }
  // Not for this is a server started.
  await runtime.loadAhead(SCRIPTED, directory)
  expect(await servers()).toEqual([])
  await record(runtime, await bench.repository(), { key: 'other' })

  await runtime.loadAhead(SCRIPTED, directory)
  expect(await isLoadedAnew()).toBe(true)
  expect(await readFile(config, 'utf8')).toBe('{}')
  const agent = await record(runtime, directory, { key: 'ahead' })
  expect(await agent.turn([{ text: 'Here.' }])).toEqual({ kind: 'completed', text: 'Here.' })
  expect(await isLoadedAnew()).toBe(false)
  await agent.session.close()

  await runtime.loadAhead(SCRIPTED, directory)
  expect(await isLoadedAnew()).toBe(true)
  runtime.letGo(directory)
  const again = await record(runtime, directory, { key: 'again' })
  expect(await isLoadedAnew()).toBe(true)
  expect(await again.turn([{ text: 'Again.' }])).toEqual({ kind: 'completed', text: 'Again.' })
  expect(await readFile(config, 'utf8')).toBe('{}')
})
