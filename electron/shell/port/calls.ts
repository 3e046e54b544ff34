import { RPCHandler } from '@orpc/server/message-port'
import { z } from 'zod'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { MAX_IMPORT } from '../large-calls.ts'
import { createRouter } from '../router.ts'
import { logStray, wireErrors } from '../wire-errors.ts'
import { type HostPort, onClose, onMessage } from './host-port.ts'

/** Largest call that is read, in characters, but for imports. */
const MAX_CALL = 2 << 20
/** How an import begins in what our page sends. */
const IMPORT = /^\{"i":"[\w-]{1,100}","p":\{"u":"\/imports\//

/** oRPC's message types that a page may send: a call (the default) and its abort. */
const ABORT = 4
const sender = z.string().min(1).max(100)
const message = z.union([
  z.object({ i: sender, t: z.literal(ABORT) }),
  z.object({
    i: sender,
    t: z.never().optional(),
    p: z.object({
      u: z.string().max(2000).regex(/^\//),
      m: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
      b: z.unknown().optional(),
    }),
  }),
])

/**
 * The contract over ports.
 *
 * @returns serves one port; calls of a port that closes are aborted
 */
export function createCalls(host: Host, log: Log): (port: HostPort) => void {
  // Arrays of their own: the handlers add to what they are given.
  const handler = new RPCHandler(createRouter(host), {
    clientInterceptors: [wireErrors(log)],
    interceptors: [logStray(log)],
  })
  return (port) => handler.upgrade(guarded(port, log), { context: {} })
}

/**
 * What oRPC sees of a port: only messages in the shape of a call. It would throw at any other where nobody
 * can catch it, and no page of ours sends one.
 */
function guarded(port: HostPort, log: Log) {
  const refuse = (id: unknown, text: string) => {
    log('warn', 'a call from the page was refused', { problem: text })
    if (typeof id === 'string') port.postMessage(JSON.stringify({ i: id, p: refusal(text) }))
  }
  return {
    postMessage: (data: unknown) => port.postMessage(data),
    on(event: string, listener: (event?: { data: unknown }) => void) {
      if (event === 'close') return onClose(port, () => listener())
      onMessage(port, (raw) => {
        if (typeof raw !== 'string') return refuse(null, 'A call is text.')
        // Its sender stands first in what our page sends; all of it is not read.
        if (raw.length > (IMPORT.test(raw) ? MAX_IMPORT : MAX_CALL))
          return refuse(/^\{"i":"([\w-]{1,100})"/.exec(raw)?.[1] ?? null, 'A call is text of 2 MB at most.')
        const parsed = jsonOrNull(raw)
        const read = message.safeParse(parsed)
        if (read.success) listener({ data: read.data })
        else refuse(idIn(parsed), 'This is no call.')
      })
    },
  }
}

/** The shape that oRPC's own client reads. */
const refusal = (text: string) => ({
  s: 400,
  b: { json: { defined: false, code: 'BAD_REQUEST', status: 400, message: text, data: null } },
})

const idIn = (value: unknown) =>
  typeof value === 'object' && value !== null && 'i' in value ? value.i : null

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
