import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fixture, RUN_ID, RUN_LOG, startFixture, TOKEN } from './fixture.ts'

let at: Fixture
beforeAll(async () => {
  at = await startFixture()
})
afterAll(() => at.close())

/** Reads a stream until `enough` says so, then hangs up. */
async function read(
  path: string,
  enough: (events: EventSourceMessage[]) => boolean,
  headers: Record<string, string> = {},
): Promise<EventSourceMessage[]> {
  const hangUp = new AbortController()
  const response = await fetch(new URL(path, at.url), {
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    signal: hangUp.signal,
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (enough(events)) break
  }
  hangUp.abort()
  return events
}

const ids = (events: EventSourceMessage[]) => events.map((event) => Number(event.id))

test('the feed is replayed after Last-Event-ID, then live, without gap or double', async () => {
  const project = await at.project()
  const start = await at.store.seq()
  const total = 120
  const writer = (async () => {
    for (let made = 0; made < total; made += 1) await at.task(project.id)
  })()

  // A client that hangs up every few events and comes back with the last id it has.
  const events: EventSourceMessage[] = []
  const created = () => events.filter((event) => event.event === 'task:created').length
  while (created() < total) {
    const last = events.at(-1)?.id ?? String(start)
    const next = await read('/api/events', (some) => some.length >= 17 || created() + some.length >= total, {
      'last-event-id': last,
    })
    events.push(...next)
  }
  await writer
  expect(ids(events)).toEqual(Array.from({ length: events.length }, (_, index) => start + 1 + index))
  for (const event of events) expect(JSON.parse(event.data).updatedSeq).toBe(Number(event.id))
})

test('?after= does the same as Last-Event-ID', async () => {
  const project = await at.project()
  const [event] = await read(`/api/events?after=${project.updatedSeq - 1}`, (some) => some.length > 0)
  expect(event).toMatchObject({ event: 'project:created', id: String(project.updatedSeq) })
  expect(JSON.parse(event?.data ?? '')).toMatchObject({ id: project.id, key: project.key })
})

test('without a position the feed begins now', async () => {
  const project = await at.project()
  const before = await at.store.seq()
  // Opened before it writes: the answer's head comes once the position is taken.
  let made: Promise<unknown> | undefined
  const hangUp = new AbortController()
  const response = await fetch(new URL('/api/events', at.url), {
    headers: { authorization: `Bearer ${TOKEN}` },
    signal: hangUp.signal,
  })
  made = at.task(project.id)
  const first = Promise.withResolvers<EventSourceMessage>()
  const parser = createParser({ onEvent: first.resolve })
  const decoder = new TextDecoder()
  const reading = (async () => {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  })().catch(() => undefined)
  expect(Number((await first.promise).id)).toBe(before + 1)
  await made
  hangUp.abort()
  await reading
})

test('a position of another database, or too old a one, is answered with reset', async () => {
  const seq = await at.store.seq()
  const [future] = await read(`/api/events?after=${seq + 1000}`, (some) => some.length > 0)
  expect(future).toMatchObject({ event: 'reset', id: String(seq) })

  await at.store.db.deleteFrom('feed').where('seq', '<=', 3).execute()
  const [old] = await read('/api/events?after=1', (some) => some.length > 0)
  expect(old).toMatchObject({ event: 'reset', id: String(seq) })
})

test('a wrong position is refused', async () => {
  expect(await at.call('GET', '/api/events?after=x')).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST', details: { field: 'after' } },
  })
})

test('a run’s log comes in batches and ends', async () => {
  const events = await read(`/api/runs/${RUN_ID}/logs/stream?after=1`, () => false)
  expect(events.map((event) => [event.event, event.id])).toEqual([
    ['items', '3'],
    ['items', '5'],
    ['end', undefined],
  ])
  const items = events.slice(0, 2).flatMap((event) => JSON.parse(event.data))
  expect(items).toEqual(RUN_LOG.slice(1))
})

test('closing the host ends its streams', async () => {
  const other = await startFixture()
  const response = await fetch(new URL('/api/events', other.url), {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  await other.close()
  expect(await response.text()).toContain(': hello')
})
