/**
 * Loaded into a host (`NODE_OPTIONS=--import`): does to OpenCode's event stream what it is told over the socket
 * `FAULTS_STREAMS`. `down` breaks the connection as a network would and lets none through, `up` lets everything
 * through as it is, `spoil` lets it through with events that cannot be read. `down` is answered with the number of
 * connections that were broken, `up` with that of events that were spoilt.
 */
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { spoil } from './spoil.ts'

// Not for what the host starts.
delete process.env.NODE_OPTIONS

const original = globalThis.fetch
let open = new Set<AbortController>()
let state = 'up'
let spoilt = 0

globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input)
  if (!url.endsWith('/global/event')) return original(input, init)
  if (state === 'down') throw new TypeError('fetch failed')
  const breaker = new AbortController()
  const signals = [init?.signal, breaker.signal].filter((signal) => signal !== null && signal !== undefined)
  const response = await original(input, { ...init, signal: AbortSignal.any(signals) })
  open.add(breaker)
  return new Response(response.body?.pipeThrough(spoiler()), response)
}

/** Takes the stream apart into its messages, which a chunk may hold any part of. */
function spoiler(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let rest = ''
  return new TransformStream({
    transform(chunk, controller) {
      const messages = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = messages.pop() ?? ''
      for (const message of messages) {
        const instead = state === 'spoil' ? spoil(message, spoilt) : null
        if (instead !== null) spoilt += 1
        controller.enqueue(encoder.encode(`${instead ?? message}\n\n`))
      }
    },
  })
}

const server = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => {
    state = line
    const broken = line === 'down' ? open : new Set<AbortController>()
    for (const breaker of broken) breaker.abort()
    if (line === 'down') open = new Set()
    socket.end(`${line === 'up' ? spoilt : broken.size}\n`)
    if (line === 'up') spoilt = 0
  })
})
server.listen(process.env.FAULTS_STREAMS).unref()
