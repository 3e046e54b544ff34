/**
 * Loaded into a host (`NODE_OPTIONS=--import`): breaks its connection to OpenCode's event stream as a network
 * would, when it is told so over the socket `FAULTS_STREAMS`. A line `down` breaks it and lets none through,
 * `up` lets them through again; each is answered with the number of connections that were broken.
 */
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

// Not for what the host starts.
delete process.env.NODE_OPTIONS

const original = globalThis.fetch
let open = new Set<AbortController>()
let isDown = false

globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input)
  if (!url.endsWith('/global/event')) return original(input, init)
  if (isDown) throw new TypeError('fetch failed')
  const breaker = new AbortController()
  const signals = [init?.signal, breaker.signal].filter((signal) => signal !== null && signal !== undefined)
  const response = await original(input, { ...init, signal: AbortSignal.any(signals) })
  open.add(breaker)
  return response
}

const server = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => {
    isDown = line === 'down'
    const broken = isDown ? open : new Set<AbortController>()
    for (const breaker of broken) breaker.abort()
    if (isDown) open = new Set()
    socket.end(`${broken.size}\n`)
  })
})
server.listen(process.env.FAULTS_STREAMS).unref()
