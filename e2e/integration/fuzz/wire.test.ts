import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ERROR_STATUS, errorEnvelope } from '#shared/errors.ts'
import { feedEventName } from '#shared/events.ts'
import { logItem } from '#shared/run-log.ts'
import { type Extent, holds, isWholeCampaign, RUNS } from './campaign.ts'
import { feedAfter, readStream } from './event-streams.ts'
import { callFrame, foreign, streamMessage } from './frames.ts'
import { FuzzHost } from './fuzz-host.ts'
import { leaksIn } from './judge.ts'
import { nastyText, toJson } from './nasty.ts'
import { procedureNamed } from './procedures.ts'
import { resolve } from './references.ts'
import { RAW_BYTES, type RawRequest, rawRequest } from './requests.ts'
import { Calls } from './transports.ts'
import { World } from './world.ts'

let host: FuzzHost
let world: World
let calls: Calls
/** How often each status came; 0 = hung up on. */
const statuses = new Map<number, number>()

beforeAll(async () => {
  host = await FuzzHost.start()
  calls = new Calls(host)
  world = new World(host)
  await world.refill()
})
afterAll(async () => {
  if (RUNS !== null) process.stderr.write(`requests: ${JSON.stringify(Object.fromEntries(statuses))}\n`)
  calls.close()
  await host.stop()
})

/** It lives, answers over both transports, and nothing of what it was sent has stuck. */
async function isWell(): Promise<void> {
  const info = procedureNamed('system.info')
  for (const transport of ['rpc', 'port'] as const) {
    expect((await calls.call(info, transport, undefined))?.status).toBe(200)
  }
  expect((await host.health()).polluted).toEqual([])
  expect(host.newErrors()).toEqual([])
  expect(leaksIn(host, host.log)).toEqual([])
}

test('requests of any kind are answered, never with a 5xx', async () => {
  const extent: Extent = { runs: 150, share: 5 }
  await holds(
    fc.asyncProperty(rawRequest, async (sent) => {
      await judge(sent)
      await isWell()
    }),
    extent,
  )
  if (!isWholeCampaign(extent)) return
  // A campaign that hangs, or is turned away at the door each time, has shown nothing.
  const times = (of: (status: number) => boolean) =>
    [...statuses].reduce((sum, [status, count]) => sum + (of(status) ? count : 0), 0)
  const all = times(() => true)
  expect(times((status) => status === 0)).toBeLessThan(all / 50)
  expect(times((status) => status >= 200 && status < 300)).toBeGreaterThan(all / 20)
  expect(times((status) => [400, 404, 409].includes(status))).toBeGreaterThan(all / 5)
})

async function judge({ method, path, headers, body }: RawRequest): Promise<void> {
  if (path.startsWith('/api/events') || path.includes('/logs/stream')) return
  const answer = await calls.http(method, path, { headers, ...(body === undefined ? {} : { body }) })
  const got = answer?.status ?? 0
  statuses.set(got, (statuses.get(got) ?? 0) + 1)
  if (answer === null) return
  const { status, text, type } = answer
  expect(status).toBeLessThan(500)
  expect(leaksIn(host, text)).toEqual([])
  expect(text).not.toMatch(/node_modules|file:\/\/|\n {4}at |SQLITE/)
  if (status < 400 || method === 'HEAD') return
  // What Node itself refuses, before anybody of ours sees it, has no body.
  if (text === '' && [400, 417, 431].includes(status)) return
  expect(type).toContain('application/json')
  const read: unknown = JSON.parse(text)
  const wrapped = z.object({ json: z.object({ code: z.string(), message: z.string() }) }).safeParse(read)
  const { code } = wrapped.success ? wrapped.data.json : z.strictObject(errorEnvelope.shape).parse(read)
  expect((ERROR_STATUS as Record<string, number>)[code]).toBe(status)
}

test.each(RAW_BYTES.map((bytes) => [bytes.slice(0, 60), bytes]))(
  '%j is no request, or a refused one',
  async (_start, bytes) => {
    const { port, host: name } = new URL(host.url)
    const answer = await new Promise<string>((done, failed) => {
      const socket = connect({ port: Number(port), host: '127.0.0.1' })
      let text = ''
      socket.setTimeout(1000, () => socket.destroy())
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        socket.setTimeout(100)
      })
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' ? done(text) : failed(error),
      )
      socket.on('close', () => done(text))
      // Left open: a half-closed one may be hung up on before its answer is written.
      socket.write(bytes.replace('HOST', name))
    })
    expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer) ? '' : answer).toBe('')
    await isWell()
  },
)

test('a port takes any message, and goes on with the next', async () => {
  const message = fc.oneof(
    { weight: 5, arbitrary: callFrame },
    { weight: 2, arbitrary: foreign.map((data) => ({ foreign: data })) },
    { weight: 2, arbitrary: callFrame.map((frame) => ({ text: toJson(frame).slice(0, -2) })) },
  )
  await holds(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (messages) => {
      const page = host.openPage()
      const heard: string[] = []
      page.listen('calls', (data) => heard.push(String(data)))
      for (const one of messages) page.post('calls', frameOf(one))
      page.post('calls', JSON.stringify({ i: 'last', p: { u: '/system/info', b: {} } }))
      await expect.poll(() => heard.some((text) => text.includes('"i":"last"')), { timeout: 5000 }).toBe(true)
      page.close()
      for (const text of heard) {
        const answer = JSON.parse(text) as { p?: { s?: number } }
        expect([text.slice(0, 300), (answer.p?.s ?? 200) < 500]).toEqual([text.slice(0, 300), true])
        expect(leaksIn(host, text)).toEqual([])
      }
      await isWell()
    }),
    { runs: 12, share: 0.5 },
  )
})

function frameOf(message: unknown): unknown {
  if (typeof message === 'object' && message !== null && 'foreign' in message) return message.foreign
  if (typeof message === 'object' && message !== null && 'text' in message) return message.text
  return toJson(resolve(message, world.pool))
}

const entry = z.object({ seq: z.number(), event: feedEventName, data: z.looseObject({ id: z.string() }) })
const hostMessage = z.union([
  z.strictObject({ type: z.literal('opened'), id: z.number() }),
  z.strictObject({ type: z.literal('feed'), id: z.number(), events: z.array(entry) }),
  z.strictObject({ type: z.literal('log'), id: z.number(), items: z.array(logItem) }),
  z.strictObject({ type: z.literal('reset'), id: z.number(), seq: z.number() }),
  z.strictObject({ type: z.literal('end'), id: z.number() }),
  z.strictObject({
    type: z.literal('error'),
    id: z.number().nullable(),
    error: z.strictObject(errorEnvelope.shape),
  }),
])

test('streams over a port take any message in any order, and the feed has no gap', async () => {
  const kinds = new Set<string>()
  const extent: Extent = { runs: 12, share: 0.5 }
  await holds(
    fc.asyncProperty(
      fc.array(streamMessage, { minLength: 5, maxLength: 40 }),
      fc.nat(3),
      async (messages, writes) => {
        const page = host.openPage()
        const heard: unknown[] = []
        page.listen('streams', (data) => heard.push(data))
        for (const message of messages) page.post('streams', resolve(message, world.pool))
        for (let write = 0; write < writes; write += 1)
          await world.client.settings.update({ theme: THEMES[write] })
        await isWell()
        page.close()
        for (const message of heard) {
          const read = hostMessage.safeParse(message)
          if (read.success) kinds.add(read.data.type)
          expect([JSON.stringify(message).slice(0, 500), read.error?.message]).toEqual([
            JSON.stringify(message).slice(0, 500),
            undefined,
          ])
          expect(leaksIn(host, JSON.stringify(message))).toEqual([])
        }
        const { seq } = await world.client.tasks.list({})
        const start = Math.max(0, seq - 20)
        expect(await feedAfter(host, start, seq)).toEqual(
          Array.from({ length: seq - start }, (_, index) => start + 1 + index),
        )
      },
    ),
    extent,
  )
  if (isWholeCampaign(extent)) expect([...kinds]).toEqual(expect.arrayContaining(['opened', 'feed', 'error']))
})

const THEMES = ['dark', 'light', 'system'] as const

test('streams of HTTP begin at any position, or say why not, and may be left at any time', async () => {
  const seen = new Set<number>()
  const extent: Extent = { runs: 20 }
  const text = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '1',
      '-1',
      '1.5',
      '999999999999999',
      '9999999999999999',
      '1e3',
      'NaN',
      '٣',
      '0x1',
      ' 1',
    ),
    nastyText.map((one) => one.slice(0, 300)),
  )
  await holds(
    fc.asyncProperty(
      text,
      fc.option(fc.constantFrom('0', '-1', 'x', '5', '99999999999999999999', '')),
      fc.constantFrom('/api/events', `/api/runs/${'x'.repeat(40)}/logs/stream`, '/api/runs/%00/logs/stream'),
      fc.integer({ min: 1, max: 40 }),
      async (after, last, path, ms) => {
        const answer = await readStream(host, `${path}?after=${encodeURIComponent(after.toWellFormed())}`, {
          headers: last === null ? {} : { 'last-event-id': last },
          ms,
        })
        seen.add(answer.status)
        expect(answer.status).toBeLessThan(500)
        expect(leaksIn(host, answer.text)).toEqual([])
        if (answer.status === 200) expect(answer.text.startsWith(': hello')).toBe(answer.text !== '')
        await isWell()
      },
    ),
    extent,
  )
  if (isWholeCampaign(extent)) expect([...seen]).toEqual(expect.arrayContaining([200, 400, 404]))
})
