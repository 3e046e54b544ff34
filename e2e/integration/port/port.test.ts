import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MessagePort as NodePort } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { HostMessage, PageMessage } from '#shared/port.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { FeedItem } from '../../../renderer/state/transport.ts'
import { PortTransport } from '../../../renderer/state/port-transport.ts'
import type { Client } from '../../support/host.ts'
import { makeRepository } from '../../support/repository.ts'
import { bash, type Fixture, practiceProject, write } from '../../support/scripted.ts'
import { PortHost } from './port-host.ts'

let host: PortHost
let repo: string
let page: PortTransport
let close: () => void
let fixture: Fixture
let overHttp: Client

const asWeb = (port: NodePort) => port as unknown as MessagePort

/** A page over ports of its own. */
function openPage(): { page: PortTransport; close: () => void } {
  const { calls, streams } = host.connect()
  return {
    page: new PortTransport({ calls: asWeb(calls), streams: asWeb(streams) }),
    close() {
      calls.close()
      streams.close()
    },
  }
}

beforeAll(async () => {
  host = await PortHost.start()
  repo = await makeRepository()
  overHttp = createORPCClient(
    new RPCLink({ url: new URL('/rpc', host.url).href, headers: { authorization: `Bearer ${host.token}` } }),
  )
  fixture = await practiceProject(overHttp, repo)
})
afterAll(async () => {
  await host.stop()
  await rm(repo, { recursive: true, force: true })
})
beforeEach(() => ({ page, close } = openPage()))
afterEach(() => close())

/** Follows the feed until `enough`. */
function feed(after: number, enough: (items: FeedItem[]) => boolean, over = page): Promise<FeedItem[]> {
  const all: FeedItem[] = []
  return new Promise((resolve, reject) => {
    const stop = over.subscribe(after, {
      events: (items) => {
        all.push(...items)
        if (!enough(all)) return
        // The answer of `subscribe` is there by then: batches come in later turns of the loop.
        stop()
        resolve(all)
      },
      reset: () => reject(new Error('the feed was reset')),
      state: () => undefined,
    })
  })
}

function wholeLog(runId: string, after = 0): Promise<LogItem[]> {
  const all: LogItem[] = []
  return new Promise((resolve, reject) =>
    page.followRun(runId, after, {
      items: (items) => all.push(...items),
      end: () => resolve(all),
      error: reject,
    }),
  )
}

async function wholeRecord(runId: string): Promise<string[]> {
  const parts: string[] = []
  await page.readRecord(runId, (part) => parts.push(part), new AbortController().signal)
  return parts.join('').trimEnd().split('\n')
}

const seqs = (items: { seq: number }[]) => items.map(({ seq }) => seq)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Ends a run with a log of `count` rows; as fast as the disk goes, which no agent is. */
async function longRun(count: number): Promise<string> {
  const task = await fixture.task(`A log of ${count}`, write(`long-${count}.txt`, 'x\n'), { text: 'Done.' })
  const { id } = await page.client.tasks.execute({ id: task.id })
  await wholeLog(id)
  const database = new Database(join(host.dataFolder, 'openlinear.db'))
  const { last } = database.prepare('SELECT max(seq) AS last FROM run_events WHERE run_id = ?').get(id) as {
    last: number
  }
  const insert = database.prepare(
    "INSERT INTO run_events VALUES (?, ?, '2026-01-01T00:00:00.000Z', 'notice', ?)",
  )
  database.transaction(() => {
    for (let seq = last + 1; seq <= count; seq += 1) {
      insert.run(id, seq, JSON.stringify({ level: 'info', text: `line ${seq}` }))
    }
  })()
  database.close()
  return id
}

test('a task runs, and its log arrives whole and in order', async () => {
  const task = await fixture.task('Greet', write('hello.txt', 'hello\n'), bash('seq 1 200'), {
    text: 'One two three.',
    delayMs: 0,
  })
  const run = await page.client.tasks.execute({ id: task.id })
  // Whoever comes in the middle goes on after what he has.
  const [whole, late] = await Promise.all([wholeLog(run.id), wholeLog(run.id, 5)])
  expect(seqs(whole)).toEqual(range(1, whole.length))
  expect(late).toEqual(whole.slice(5))
  expect(whole.some((item) => item.kind === 'stage' && item.stage === 'committing')).toBe(true)
  expect((await page.client.runs.get({ id: run.id })).status).toBe('succeeded')
})

test('the feed goes on after a position without gap or double, over many connections', async () => {
  const { updatedSeq: start } = await overHttp.labels.create({ name: 'Start', color: 'red' })
  const made = (async () => {
    for (let index = 0; index < 120; index += 1)
      await overHttp.labels.create({ name: `L${index}`, color: 'blue' })
  })()
  const items: FeedItem[] = []
  while (items.length < 120) {
    const other = openPage()
    items.push(
      ...(await feed(
        items.at(-1)?.seq ?? start,
        (some) => some.length >= 17 || items.length + some.length >= 120,
        other.page,
      )),
    )
    other.close()
  }
  await made
  expect(seqs(items)).toEqual(range(start + 1, start + items.length))
  for (const { seq, data } of items) expect(data['updatedSeq']).toBe(seq)
})

test('a position that the feed does not know is reset', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  page.subscribe(1_000_000_000, { events: () => undefined, reset: resolve, state: () => undefined })
  await promise
})

test('failures are the same as over HTTP, whatever went wrong', async () => {
  const nothing = '01990000-0000-7000-8000-000000000009'
  const failing: ((client: Client) => Promise<unknown>)[] = [
    (client) => client.tasks.get({ id: nothing }),
    (client) => client.tasks.get({ id: 'no id' }),
    (client) => client.tasks.create({ projectId: nothing, title: '' }),
    (client) => client.projects.create({ localPath: '/nowhere/at/all' }),
    (client) => client.settings.update({ parallelLimit: 0 }),
    (client) => client.runs.merge({ id: nothing }),
    (client) => client.system.pickFolder(),
  ]
  const failure = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (problem: unknown) => problem,
    )
    const { code, status, message, data, defined } = error as Record<string, unknown>
    return { code, status, message, data, defined }
  }
  for (const fail of failing) {
    const [port, http] = [await failure(fail(page.client)), await failure(fail(overHttp))]
    expect(port).toEqual(http)
    expect(port.code).not.toBe('INTERNAL')
  }
})

test('a log of a run that is not there is refused', async () => {
  const error = await new Promise<Error>((resolve) =>
    page.followRun('01990000-0000-7000-8000-000000000009', 0, {
      items: () => undefined,
      end: () => undefined,
      error: resolve,
    }),
  )
  expect(error).toMatchObject({ code: 'NOT_FOUND' })
})

test('20,000 rows wait for a slow reader: one batch is under way, and none is lost', async () => {
  const id = await longRun(20_000)
  const { calls, streams } = host.connect()
  const other = new PortTransport({ calls: asWeb(calls), streams: asWeb(host.connect().streams) })
  const messages: HostMessage[] = []
  streams.on('message', (message: HostMessage) => messages.push(message))
  const say = (message: PageMessage) => streams.postMessage(message)
  const rows = () => messages.flatMap((message) => (message.type === 'log' ? message.items : []))

  say({ type: 'open', id: 1, stream: 'log', runId: id, after: 0 })
  while (rows().length === 0) await once(streams, 'message')
  const batch = rows().length
  expect(batch).toBeLessThanOrEqual(500)
  // Whatever the host would send on its own is here after it has answered other things meanwhile.
  for (let round = 0; round < 20; round += 1) await other.client.runs.get({ id })
  expect(rows()).toHaveLength(batch)

  // An acknowledgement of nothing asks for nothing.
  say({ type: 'ack', id: 99 })
  while (!messages.some((message) => message.type === 'end')) {
    const before = rows().length
    say({ type: 'ack', id: 1 })
    await once(streams, 'message')
    expect(rows().length - before).toBeLessThanOrEqual(500)
  }
  expect(seqs(rows())).toEqual(range(1, 20_000))
  calls.close()
  streams.close()

  // The same at a page's own pace, which takes batches as they come.
  const whole = await wholeLog(id)
  expect(seqs(whole)).toEqual(range(1, 20_000))

  // And as a file, which is the same over both.
  const record = await wholeRecord(id)
  expect(record.length).toBe(20_002)
  const response = await fetch(new URL(`/api/runs/${id}/record`, host.url), {
    headers: { authorization: `Bearer ${host.token}` },
  })
  expect(record.slice(1)).toEqual((await response.text()).trimEnd().split('\n').slice(1))
})

test('a run record that is not there, or not wanted any more, ends', async () => {
  await expect(
    page.readRecord('01990000-0000-7000-8000-000000000009', () => undefined, new AbortController().signal),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const { id } = await page.client.runs.list().then(({ items }) => items[0] ?? { id: '' })
  const stop = new AbortController()
  const reading = page.readRecord(id, () => stop.abort(new Error('enough')), stop.signal)
  await expect(reading).rejects.toThrow('enough')
})

test('what is closed says no more, and a port that closes ends what goes on over it', async () => {
  const { streams } = host.connect()
  const messages: HostMessage[] = []
  streams.on('message', (message: HostMessage) => messages.push(message))
  const say = (message: PageMessage) => streams.postMessage(message)
  const listening = () => host.feedListeners()
  const before = await listening()

  say({ type: 'open', id: 1, stream: 'feed', after: null })
  await once(streams, 'message')
  expect(messages).toEqual([{ type: 'opened', id: 1 }])
  expect(await listening()).toBe(before + 1)
  say({ type: 'close', id: 1 })
  await expect.poll(listening).toBe(before)
  await overHttp.labels.create({ name: 'Unheard', color: 'gray' })

  for (const id of [1, 2, 3]) say({ type: 'open', id, stream: 'feed', after: null })
  await expect.poll(listening).toBe(before + 3)
  streams.close()
  await expect.poll(listening).toBe(before)
  expect(messages.filter((message) => message.type === 'feed')).toEqual([])
})

test('messages that no page of ours sends are refused, and harm nobody', async () => {
  const { calls, streams } = host.connect()
  const refusals: HostMessage[] = []
  const answers: string[] = []
  streams.on('message', (message: HostMessage) => refusals.push(message))
  calls.on('message', (message: string) => answers.push(message))

  const wrong: unknown[] = [
    null,
    'open',
    { type: 'open', id: 1, stream: 'feed', after: -1 },
    { type: 'open', id: 1, stream: 'log', runId: '../etc', after: 0 },
    { type: 'open', id: 1, stream: 'record', runId: '../etc' },
    { type: 'open', id: 'x', stream: 'feed', after: 0 },
    { type: 'shout', id: 7 },
  ]
  for (const message of wrong) streams.postMessage(message)
  await expect.poll(() => refusals.length).toBe(wrong.length)
  expect(refusals.map((message) => message.type === 'error' && [message.id, message.error.code])).toEqual([
    [null, 'BAD_REQUEST'],
    [null, 'BAD_REQUEST'],
    [1, 'BAD_REQUEST'],
    [1, 'BAD_REQUEST'],
    [1, 'BAD_REQUEST'],
    [null, 'BAD_REQUEST'],
    [7, 'BAD_REQUEST'],
  ])

  const unanswered: unknown[] = [
    null,
    42,
    {},
    new Uint8Array([255, 1]),
    '{',
    '[]',
    '"x"',
    'x'.repeat(3_000_000),
  ]
  const answered: unknown[] = [
    { i: '1', p: { u: 'https://example.com/tasks/list' } },
    { i: '2', p: {} },
    { i: '3', t: 3, p: { e: 'message' } },
    { i: '4', p: { u: '/no/such/call', b: { json: {} } } },
    { i: '5', p: { u: '/tasks/get', b: 'no body' } },
    { i: '6', p: { u: '/tasks/get', b: { json: { id: 1 }, meta: [[99, 'x', 'y']] } } },
    { i: '7', p: { u: '/__proto__/constructor', b: {} } },
    // Headers that would have a body be read in other ways are not passed on.
    {
      i: '8',
      p: { u: '/system/info', h: { 'content-type': 'multipart/form-data', 'content-disposition': 'x' } },
    },
  ]
  for (const message of unanswered) calls.postMessage(message)
  for (const message of answered) calls.postMessage(JSON.stringify(message))
  calls.postMessage(JSON.stringify({ i: '9', p: { u: '/system/info', b: 'x'.repeat(3_000_000) } }))
  await expect.poll(() => answers.length).toBe(answered.length + 1)
  const statuses = answers.map((text) => {
    const { i, p } = JSON.parse(text) as { i: string; p: { s?: number } }
    return [i, p.s ?? 200] as const
  })
  expect(Object.fromEntries(statuses)).toEqual({
    1: 400,
    2: 400,
    3: 400,
    4: 404,
    5: 400,
    6: 400,
    7: 404,
    8: 200,
    9: 400,
  })
  expect((await page.client.system.info()).shell).toBe('headless')
  calls.close()
  streams.close()
})

test('an import may be larger than any other call', async () => {
  const text = `- A large one\n${'  words\n'.repeat(400_000)}`
  const { projectId } = fixture
  const { rows } = await page.client.imports.preview({ projectId, format: 'markdown', text })
  expect(rows).toMatchObject([{ title: 'A large one', remarks: [expect.stringContaining('200,000')] }])
})

test('a file travels part by part, both ways, and is refused in words', async () => {
  const bytes = new Uint8Array(700_000).map((_, place) => place % 251)
  const attachment = await page.attach(new File([bytes], 'a.bin'))
  expect(attachment).toMatchObject({ name: 'a.bin', bytes: bytes.length })
  const parts = await page.readAttachment(attachment.id)
  expect(parts.length).toBeGreaterThan(1)
  expect(Buffer.concat(parts).equals(bytes)).toBe(true)
  const refused = await page.attach(new File([], 'empty.bin')).catch((error: Error) => error)
  expect(refused).toMatchObject({ message: 'The file is empty.' })
  const gone = await page
    .readAttachment('01990000-0000-7000-8000-000000000001')
    .catch((error: Error) => error)
  expect((gone as Error).message).toMatch(/^There is no attachment/)
})

test('a page may open only so many streams', async () => {
  const { streams } = host.connect()
  const messages: HostMessage[] = []
  streams.on('message', (message: HostMessage) => messages.push(message))
  for (let id = 0; id <= 50; id += 1) streams.postMessage({ type: 'open', id, stream: 'feed', after: null })
  await expect.poll(() => messages.length).toBe(51)
  expect(messages.filter((message) => message.type === 'error')).toMatchObject([{ id: 50 }])
  streams.close()
})

test('a terminal is shown and typed into, and no more comes than is drawn', async () => {
  const { id } = await page.client.terminals.createInProject({ id: fixture.projectId })
  let text = ''
  let draws = 0
  const drawn = Promise.withResolvers<void>()
  const seen = (words: string) => expect.poll(() => text.includes(words), { timeout: 10_000 }).toBe(true)
  const ended = new Promise<void>((end, reject) => {
    page.followTerminal(id, {
      async batch({ data }) {
        draws += 1
        // The second one is drawn when we say so.
        if (draws === 2) await drawn.promise
        text += data
      },
      end,
      error: reject,
    })
  })
  // What the shell says at its start is seen, so what follows comes over the stream and is not shown as what was there.
  await expect.poll(() => draws).toBeGreaterThan(0)
  await page.client.terminals.write({ id, data: "seq 1 20000; echo all is we''ll\r" })
  await expect.poll(() => draws).toBe(2)
  // Calls go on meanwhile, and nothing comes over the stream.
  for (let count = 0; count < 20; count += 1) await page.client.system.info()
  expect(draws).toBe(2)
  drawn.resolve()
  await seen('all is well')
  await page.client.terminals.write({ id, data: 'exit\r' })
  await ended
  await page.client.terminals.close({ id })
  const gone = new Promise<Error>((resolve) =>
    page.followTerminal(id, { batch: () => undefined, end: () => undefined, error: resolve }),
  )
  expect((await gone).message).toContain('terminal')
})
