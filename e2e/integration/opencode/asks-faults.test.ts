import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  answer,
  asked,
  bash,
  blocked,
  COMPLETED,
  END,
  killServer,
  push,
  readFrom,
  serverPid,
  trap,
} from './asks-support.ts'
import { interceptStreams, listed, type Streams } from './asks-streams.ts'
import { createBench, PATIENT, record, until, type Bench } from './support.ts'
import { slowTest } from '../../support/slow.ts'

let bench: Bench
/** For tests that leave no trace. */
let directory: string
let streams: Streams
beforeAll(async () => {
  streams = interceptStreams()
  bench = await createBench()
  directory = await bench.repository({ 'README.md': '# A repository\n', '.env': 'KEY=1\n' })
  // The first start of a server is slow.
  await record(bench.runtime, directory)
})
afterAll(async () => {
  await bench.end()
  streams.end()
})

test('abort while something is asked, and what OpenCode keeps of it is stale', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([{ parallel: [push('x'), { question: { text: 'And?', options: ['Yes'] } }] }, END])
  const open = await asked(agent, 2)
  await agent.session.abort()
  expect(await turn).toEqual({ kind: 'aborted' })
  expect(agent.asks()).toEqual({ open: [], blocked: false })
  expect(await agent.session.answer(open[0]?.ref ?? '', { reply: 'once' })).toBe(false)

  // What OpenCode lists holds the stale ones too.
  const next = agent.turn([{ text: 'word '.repeat(20), delayMs: 20 }, push('y'), END])
  await until(() => agent.prose() !== '', 'the first words')
  streams.down()
  await listed(streams, directory, 'git push origin y')
  await listed(streams, directory, 'git push origin x')
  streams.up()
  const found = await until(() => (agent.asks().open.length > 0 ? agent.asks().open : null), 'the ask')
  expect(found).toMatchObject([{ title: 'Run git push origin y' }])
  await answer(agent, found[0], { reply: 'once' })
  expect(await next).toEqual(COMPLETED)
})

test('what is asked while the event stream is down is found, and what is answered then is gone', async () => {
  const agent = await record(bench.runtime, directory)
  const turn = agent.turn([{ text: 'word '.repeat(20), delayMs: 20 }, push('late'), push('later'), END])
  await until(() => agent.prose() !== '', 'the first words')
  streams.down()
  const late = await listed(streams, directory, 'git push origin late')
  streams.up()
  expect((await asked(agent))[0]).toMatchObject({ ref: late, title: 'Run git push origin late' })
  await blocked(agent)

  streams.down()
  await streams.call('POST', `/permission/${late}/reply?directory=${encodeURIComponent(directory)}`, {
    reply: 'once',
  })
  const later = await listed(streams, directory, 'git push origin later')
  streams.up()
  await until(() => agent.asks().open.some(({ ref }) => ref === later), 'the later ask')
  expect(agent.asks().open).toHaveLength(1)
  await answer(agent, agent.asks().open[0], { reply: 'once' })
  expect(await turn).toEqual(COMPLETED)
})

test('a server that dies while something is asked: the turn is interrupted and asks again', async () => {
  const own = await bench.repository({ '.env': 'KEY=1\n' })
  const agent = await record(bench.runtime, own, { key: 'killed' })
  const turn = agent.turn([readFrom('.env'), END])
  const [ask] = await asked(agent)
  await killServer(bench)
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(agent.asks()).toEqual({ open: [], blocked: false })
  expect(await agent.session.answer(ask?.ref ?? '', { reply: 'once' })).toBe(false)

  const again = await record(bench.runtime, own, {
    key: 'killed',
    sessionId: agent.session.sessionId,
    history: agent.log,
  })
  const resumed = again.turn([readFrom('.env'), END])
  await answer(again, (await asked(again))[0], { reply: 'once' })
  expect(await resumed).toEqual(COMPLETED)
})

slowTest('waiting for an answer is no silence of the model', async () => {
  const agent = await record(bench.runtime, directory)
  // The first turn in a directory is slow to begin.
  expect(await agent.turn([END])).toEqual(COMPLETED)
  const limits = { ...PATIENT, silentModelMs: 4_000 }
  const turn = agent.turn([{ question: { text: 'Which?', options: ['a'] } }, END], limits)
  const [ask] = await asked(agent)
  await delay(6_000)
  await answer(agent, ask, { answers: [['a']] })
  expect(await turn).toEqual(COMPLETED)
})

slowTest('nothing loads a directory behind the engine’s back', async () => {
  const own = await bench.repository()
  const agent = await record(bench.runtime, own)
  expect(await agent.turn([END])).toEqual(COMPLETED)
  await killServer(bench)
  await until(async () => (await serverPid(bench)) === null, 'the end of the server')
  // Another session brings the server back.
  const other = await record(bench.runtime, directory)
  const marker = await trap(own)
  await agent.session.abort()
  await agent.session.close()
  await agent.session.close()
  expect(await other.turn([bash('sleep 1'), END])).toEqual(COMPLETED)
  expect(existsSync(marker)).toBe(false)
  // The trap works: whoever opens it after a check of nobody's springs it.
  const careless = await record(bench.runtime, own)
  await careless.turn([END])
  expect(existsSync(marker)).toBe(true)
})

test('a directory the server has let go of is not loaded again', async () => {
  const own = await bench.repository()
  const agent = await record(bench.runtime, own)
  expect(await agent.turn([END])).toEqual(COMPLETED)
  const marker = await trap(own)
  await streams.call('POST', `/instance/dispose?directory=${encodeURIComponent(own)}`)
  const other = await record(bench.runtime, directory)
  // Its events come after the one that tells of the disposal.
  expect(await other.turn([END])).toEqual(COMPLETED)
  await agent.session.abort()
  await agent.session.close()
  expect(await other.turn([END])).toEqual(COMPLETED)
  expect(existsSync(marker)).toBe(false)
})

test('a server that is restarted during a turn loads nothing on its way out', async () => {
  const own = await bench.repository()
  const agent = await record(bench.runtime, own)
  const turn = agent.turn([bash('touch begun; sleep 600'), END])
  await until(() => existsSync(join(own, 'begun')), 'the command')
  const marker = await trap(own)
  await bench.runtime.restart()
  expect(await turn).toEqual({ kind: 'interrupted' })
  expect(existsSync(marker)).toBe(false)
})
