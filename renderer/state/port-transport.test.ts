import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type HostMessage, type PageMessage, PORTS_MESSAGE, type ShellCommand } from '#shared/port.ts'
import { desktopPorts, onShellCommand } from './desktop-window.ts'
import { PortTransport } from './port-transport.ts'
import type { FeedItem, FeedState } from './transport.ts'

/** The host's end of the streams, played by the test. */
let host: MessagePort
let said: PageMessage[]
let transport: PortTransport

beforeEach(() => {
  const calls = new MessageChannel()
  const streams = new MessageChannel()
  said = []
  host = streams.port2
  host.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => said.push(data))
  host.start()
  transport = new PortTransport({ calls: calls.port1, streams: streams.port1 })
  return () => {
    calls.port1.close()
    host.close()
  }
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const tell = (message: HostMessage) => host.postMessage(message)
const event = (seq: number): FeedItem => ({ seq, event: 'task:updated', data: { id: 'a' } })
const item = (seq: number) => ({ seq, at: '', kind: 'notice' as const, level: 'info' as const, text: '' })

async function opened(count = 1): Promise<number> {
  await vi.waitFor(() => expect(said.filter(({ type }) => type === 'open')).toHaveLength(count))
  return said.findLast(({ type }) => type === 'open')?.id ?? 0
}

function follow(after: number) {
  const seen = { items: [] as FeedItem[], states: [] as FeedState[], resets: 0 }
  const stop = transport.subscribe(after, {
    events: (items) => seen.items.push(...items),
    reset: () => seen.resets++,
    state: (state) => seen.states.push(state),
  })
  return { seen, stop }
}

describe('the feed', () => {
  test('is opened after a position, and each batch is acknowledged', async () => {
    const { seen, stop } = follow(4)
    const id = await opened()
    expect(said).toEqual([{ type: 'open', id, stream: 'feed', after: 4 }])
    tell({ type: 'opened', id })
    tell({ type: 'feed', id, events: [event(5), event(6)] })
    // What comes twice counts once.
    tell({ type: 'feed', id, events: [event(6), event(7)] })
    await vi.waitFor(() => expect(said.filter(({ type }) => type === 'ack')).toHaveLength(2))
    expect(seen.items.map(({ seq }) => seq)).toEqual([5, 6, 7])
    expect(seen.states).toEqual(['connecting', 'live'])
    stop()
    await vi.waitFor(() => expect(said.at(-1)).toEqual({ type: 'close', id }))
    tell({ type: 'feed', id, events: [event(8)] })
    await setImmediate()
    expect(seen.items).toHaveLength(3)
  })

  test('stops at a reset, which has everything loaded anew', async () => {
    const { seen, stop } = follow(4)
    const id = await opened()
    tell({ type: 'reset', id, seq: 90 })
    await vi.waitFor(() => expect(seen.resets).toBe(1))
    stop()
    await setImmediate()
    expect(said).toHaveLength(1)
  })

  test('is opened anew after the last event it had when the host fails', async () => {
    const { seen, stop } = follow(4)
    const id = await opened()
    tell({ type: 'opened', id })
    tell({ type: 'feed', id, events: [event(5)] })
    tell({ type: 'error', id, error: { code: 'INTERNAL', message: 'x', details: null } })
    const next = await opened(2)
    expect(said.at(-1)).toEqual({ type: 'open', id: next, stream: 'feed', after: 5 })
    tell({ type: 'opened', id: next })
    await vi.waitFor(() => expect(seen.states).toEqual(['connecting', 'live', 'offline', 'live']))
    stop()
  })

  test('is offline once the port is gone', async () => {
    const { seen } = follow(4)
    tell({ type: 'opened', id: await opened() })
    host.close()
    await vi.waitFor(() => expect(seen.states).toEqual(['connecting', 'live', 'offline']))
    expect(follow(5).seen.states).toEqual(['connecting', 'offline'])
  })
})

describe('a run’s log', () => {
  test('comes in batches and ends', async () => {
    const items: number[] = []
    const end = vi.fn()
    transport.followRun('r1', 2, {
      items: (some) => items.push(...some.map(({ seq }) => seq)),
      end,
      error: (problem) => {
        throw problem
      },
    })
    const id = await opened()
    expect(said[0]).toEqual({ type: 'open', id, stream: 'log', runId: 'r1', after: 2 })
    tell({ type: 'log', id, items: [item(2), item(3)] })
    tell({ type: 'end', id })
    await vi.waitFor(() => expect(end).toHaveBeenCalledTimes(1))
    expect(items).toEqual([3])
  })

  test('says that a run is not there, and asks no more', async () => {
    const problems: Error[] = []
    transport.followRun('r1', 0, {
      items: () => undefined,
      end: () => undefined,
      error: (problem) => problems.push(problem),
    })
    const id = await opened()
    tell({ type: 'error', id, error: { code: 'NOT_FOUND', message: 'There is no such run.', details: null } })
    await vi.waitFor(() => expect(problems).toMatchObject([{ message: 'There is no such run.' }]))
    expect(said).toHaveLength(1)
  })
})

describe('a run record', () => {
  const never = new AbortController().signal

  test('comes part by part, each acknowledged', async () => {
    const parts: string[] = []
    const reading = transport.readRecord('r1', (part) => parts.push(part), never)
    const id = await opened()
    expect(said).toEqual([{ type: 'open', id, stream: 'record', runId: 'r1' }])
    tell({ type: 'opened', id })
    tell({ type: 'record', id, lines: 'a\n' })
    tell({ type: 'record', id, lines: 'b\n' })
    tell({ type: 'end', id })
    await reading
    expect(parts).toEqual(['a\n', 'b\n'])
    await vi.waitFor(() => expect(said.filter(({ type }) => type === 'ack')).toHaveLength(2))
  })

  test('is not asked for again behind the reader’s back', async () => {
    vi.useFakeTimers()
    const reading = transport.readRecord('r1', () => undefined, never)
    const refused = expect(reading).rejects.toThrow('Too many.')
    await vi.waitFor(() => expect(said).toHaveLength(1))
    tell({
      type: 'error',
      id: said[0]?.id ?? 0,
      error: { code: 'TOO_MANY_REQUESTS', message: 'Too many.', details: null },
    })
    await refused
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said.filter(({ type }) => type === 'open')).toHaveLength(1)
  })

  test('ends when it is not wanted any more, or nobody is there to give it', async () => {
    const stop = new AbortController()
    const stopped = expect(transport.readRecord('r1', () => undefined, stop.signal)).rejects.toThrow('enough')
    const id = await opened()
    stop.abort(new Error('enough'))
    await stopped
    await vi.waitFor(() => expect(said.at(-1)).toEqual({ type: 'close', id }))
    const lost = expect(transport.readRecord('r1', () => undefined, never)).rejects.toThrow('was lost')
    await opened(2)
    host.close()
    await lost
  })
})

test('commands of the shell are heard, also those that came before anybody listened', async () => {
  const heard: ShellCommand[] = []
  tell({ type: 'command', command: { name: 'new-task' } })
  // Messages arrive in order: once this one is answered, the command is there.
  const { stop } = follow(0)
  tell({ type: 'feed', id: await opened(), events: [event(1)] })
  await vi.waitFor(() => expect(said.at(-1)?.type).toBe('ack'))
  const off = onShellCommand((command) => heard.push(command))
  tell({ type: 'command', command: { name: 'open-task', identifier: 'APP-1' } })
  await vi.waitFor(() =>
    expect(heard).toEqual([{ name: 'new-task' }, { name: 'open-task', identifier: 'APP-1' }]),
  )
  off()
  stop()
})

describe('the ports', () => {
  test('come from the preload script, and from nobody else', async () => {
    const page = new EventTarget()
    vi.stubGlobal('window', Object.assign(page, { openlinear: { connect: () => undefined } }))
    const { port1, port2 } = new MessageChannel()
    const post = (source: unknown, data: unknown, ports: MessagePort[]) =>
      page.dispatchEvent(Object.assign(new Event('message'), { source, data, ports }))
    const ports = desktopPorts()
    post({}, PORTS_MESSAGE, [port2, port1])
    post(page, 'other', [port2, port1])
    post(page, PORTS_MESSAGE, [port2])
    post(page, PORTS_MESSAGE, [port1, port2])
    expect(await ports).toEqual({ calls: port1, streams: port2 })
    port1.close()
  })

  test('are not there in a browser', () => {
    vi.stubGlobal('window', new EventTarget())
    expect(desktopPorts()).toBe(null)
  })
})
