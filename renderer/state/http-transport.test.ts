import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HttpTransport } from './http-transport.ts'
import { Presence } from './presence.ts'
import type { FeedItem, FeedState } from './transport.ts'

type Call = { path: string; headers: Headers }
let calls: Call[]
let answers: (() => Response | Promise<Response>)[]
let page: EventTarget

const text = (body: string) => () => new Response(body)
/** Stays open until it is aborted. */
const open = (body: string) => () =>
  new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(body)),
    }),
  )

beforeEach(() => {
  vi.useFakeTimers()
  calls = []
  answers = []
  page = new EventTarget()
  vi.stubGlobal('window', page)
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ path: url.replace('http://host', ''), headers: new Headers(init.headers) })
    const answer = answers.shift()
    if (answer === undefined) throw new TypeError('fetch failed')
    const response = await answer()
    // As the browser does: an aborted request's body fails.
    const { body } = response
    if (body === null || !init.signal) return response
    const pipe = new TransformStream<Uint8Array, Uint8Array>()
    body.pipeTo(pipe.writable, { signal: init.signal }).catch(() => undefined)
    return new Response(pipe.readable, { status: response.status })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const transport = () =>
  new HttpTransport(
    'secret',
    'http://host',
    new Presence(page, Object.assign(new EventTarget(), { hidden: false })),
  )

function follow(after: number) {
  const seen = { items: [] as FeedItem[], states: [] as FeedState[], resets: 0, refused: 0 }
  const stop = transport().subscribe(after, {
    events: (items) => seen.items.push(...items),
    reset: () => seen.resets++,
    state: (state) => seen.states.push(state),
    refused: () => seen.refused++,
  })
  return { seen, stop }
}

describe('the feed', () => {
  test('goes on after the last event it had, with the token, across a lost connection', async () => {
    answers.push(
      text('id: 5\nevent: task:updated\ndata: {"id":"a"}\n\n'),
      open(
        'id: 5\nevent: task:updated\ndata: {"id":"a"}\n\nid: 6\nevent: task:updated\ndata: {"id":"b"}\n\n',
      ),
    )
    const { seen, stop } = follow(4)
    await vi.advanceTimersByTimeAsync(700)
    expect(calls.map((call) => call.headers.get('last-event-id'))).toEqual(['4', '5'])
    expect(calls[0]?.headers.get('authorization')).toBe('Bearer secret')
    // The event that came twice counts once.
    expect(seen.items.map((item) => item.seq)).toEqual([5, 6])
    expect(seen.states).toEqual(['connecting', 'live', 'offline', 'live'])
    stop()
  })

  test('is closed while the page is away, and goes on when it is back, without a word of it', async () => {
    answers.push(open('id: 5\nevent: task:updated\ndata: {"id":"a"}\n\n'), open(''))
    const { seen, stop } = follow(4)
    await vi.advanceTimersByTimeAsync(10)
    page.dispatchEvent(new Event('pagehide'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls.length).toBe(1)
    page.dispatchEvent(new Event('pageshow'))
    await vi.advanceTimersByTimeAsync(10)
    expect(calls.map((call) => call.headers.get('last-event-id'))).toEqual(['4', '5'])
    expect(seen.states).toEqual(['connecting', 'live', 'live'])
    stop()
  })

  test('waits longer each time the host is not there', async () => {
    const { seen, stop } = follow(0)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(calls.length).toBeGreaterThan(4)
    expect(calls.length).toBeLessThan(9)
    expect(seen.states.at(-1)).toBe('offline')
    stop()
    const before = calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(calls.length).toBe(before)
  })

  test('stops at a reset, which has everything loaded anew', async () => {
    answers.push(text('id: 90\nevent: reset\ndata: {"seq":90}\n\n'))
    const { seen } = follow(4)
    await vi.advanceTimersByTimeAsync(5000)
    expect(seen.resets).toBe(1)
    expect(calls.length).toBe(1)
  })

  test('stops when the token is refused', async () => {
    answers.push(() => new Response('{}', { status: 401 }))
    const { seen } = follow(4)
    await vi.advanceTimersByTimeAsync(5000)
    expect(seen.refused).toBe(1)
    expect(calls.length).toBe(1)
  })
})

describe('a run’s log', () => {
  test('goes on after the last item, and ends', async () => {
    answers.push(
      text('id: 2\nevent: items\ndata: [{"seq":1},{"seq":2}]\n\n'),
      text('id: 3\nevent: items\ndata: [{"seq":2},{"seq":3}]\n\nevent: end\ndata: {}\n\n'),
    )
    const items: number[] = []
    const end = vi.fn()
    transport().followRun('r1', 0, {
      items: (some) => items.push(...some.map((item) => item.seq)),
      end,
      error: (problem) => {
        throw problem
      },
    })
    await vi.advanceTimersByTimeAsync(2000)
    expect(calls.map((call) => call.path)).toEqual([
      '/api/runs/r1/logs/stream?after=0',
      '/api/runs/r1/logs/stream?after=2',
    ])
    expect(items).toEqual([1, 2, 3])
    expect(end).toHaveBeenCalledTimes(1)
  })

  test('says that a run is not there, and asks no more', async () => {
    answers.push(() => new Response('{"message":"There is no such run."}', { status: 404 }))
    const error = vi.fn()
    transport().followRun('r1', 0, { items: vi.fn(), end: vi.fn(), error })
    await vi.advanceTimersByTimeAsync(30_000)
    expect(error).toHaveBeenCalledTimes(1)
    expect(error.mock.calls[0]?.[0]).toMatchObject({ message: 'There is no such run.' })
    expect(calls.length).toBe(1)
  })
})

describe('a run record', () => {
  test('comes part by part', async () => {
    answers.push(() => new Response('{"type":"run"}\n{"type":"end"}\n'))
    const parts: Uint8Array[] = []
    await transport().readRecord('r1', (part) => parts.push(part as Uint8Array), new AbortController().signal)
    expect(Buffer.concat(parts).toString()).toBe('{"type":"run"}\n{"type":"end"}\n')
    expect(calls.map(({ path }) => path)).toEqual(['/api/runs/r1/record'])
  })

  test('is refused in the words of the host', async () => {
    answers.push(() =>
      Response.json({ code: 'NOT_FOUND', message: 'No such run.', details: null }, { status: 404 }),
    )
    const reading = transport().readRecord('r1', () => undefined, new AbortController().signal)
    await expect(reading).rejects.toThrow('No such run.')
  })
})
