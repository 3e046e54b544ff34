import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { openEventStream } from './event-stream.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A stream that says what it is told to. */
async function openStream() {
  const streams: ServerResponse[] = []
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"payload":{"type":"server.connected","properties":{}}}\n\n')
    streams.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const heard = { events: [] as string[], gaps: 0, warnings: [] as unknown[] }
  const stream = openEventStream({
    client: createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'p'),
    onEvent: (event) => heard.events.push(event.type),
    onGap: () => (heard.gaps += 1),
    onDead: () => expect.unreachable(),
    log: (_level, _message, data) => heard.warnings.push(data),
  })
  closing.push(() => {
    stream.close()
    server.close()
    server.closeAllConnections()
  })
  await stream.ready
  const say = (...messages: string[]) =>
    streams.at(-1)?.write(messages.map((one) => `data: ${one}\n\n`).join(''))
  return { heard, streams, say }
}

const event = (type: string, properties: unknown) => JSON.stringify({ payload: { id: '', type, properties } })
const idle = event('session.idle', { sessionID: 's' })

it('goes on after what it cannot read, and has what was missed looked up once', async () => {
  const { heard, streams, say } = await openStream()
  say(idle, '{"payload":{"type":"session.idle","prop', 'null', '[]', '{"payload":7}', idle)
  say(
    event('session.idle', { sessionID: 7 }),
    event('session.status', { sessionID: 's', status: null }),
    idle,
  )
  await expect.poll(() => heard.events).toEqual(['session.idle', 'session.idle', 'session.idle'])
  await expect.poll(() => heard.gaps).toBe(1)
  expect(streams).toHaveLength(1)
  expect(heard.warnings).toEqual([{ type: null }, { type: 'session.idle' }, { type: 'session.status' }])
})

it('leaves out what it does not know, and heartbeats', async () => {
  const { heard, say } = await openStream()
  say(
    event('session.next.thought', { sessionID: 7 }),
    event('constructor', {}),
    event('server.heartbeat', {}),
    '{"payload":{"type":"sync","syncEvent":{}}}',
    idle,
  )
  await expect.poll(() => heard.events).toEqual(['session.idle'])
  expect(heard).toMatchObject({ gaps: 0, warnings: [] })
})
