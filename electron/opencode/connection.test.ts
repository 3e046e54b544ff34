import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { connect } from './connection.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A server that answers about its health, as long as `answers` says so, and has an event stream. */
async function healthServer(answers: () => boolean) {
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/global/event') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"payload":{"type":"server.connected"}}\n\n')
    } else if (answers()) response.end('{"version":"1"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const lost = new AbortController()
  closing.push(() => {
    lost.abort()
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lost }
}

it('does not end a server for one answer that is late, but for two', async () => {
  let asked = 0
  let from = Number.POSITIVE_INFINITY
  const { url, lost } = await healthServer(() => (asked += 1) < from || asked > from + 1)
  let deaths = 0
  const onDead = () => {
    deaths += 1
    lost.abort()
  }
  const connection = await connect({
    url,
    password: 'p',
    configHash: '',
    lost: lost.signal,
    onDead,
    log: () => {},
    // Long enough for a question to arrive where the tests beside this one have both cores.
    probeMs: 750,
  })
  from = asked
  await connection.probe()
  expect(asked).toBe(from + 2)
  expect(deaths).toBe(0)
  from = asked + 1
  await connection.probe()
  expect(deaths).toBe(1)
})

it('loads one directory after the other, and not after one that hangs', async () => {
  const { url, lost } = await healthServer(() => true)
  const connection = await connect({
    url,
    password: 'p',
    configHash: '',
    lost: lost.signal,
    onDead: () => {},
    log: () => {},
    loadPatienceMs: 100,
  })
  const order: string[] = []
  const first = Promise.withResolvers<void>()
  const loaded = [
    connection.load(() => first.promise).then(() => order.push('first')),
    connection.load(async () => void order.push('second')),
  ]
  first.resolve()
  await Promise.all(loaded)
  expect(order).toEqual(['first', 'second'])
  let hasEnded = false
  void connection.load(() => new Promise<void>(() => {})).finally(() => (hasEnded = true))
  expect(await connection.load(async () => 'after')).toBe('after')
  expect(hasEnded).toBe(false)
})
