import { AppError, notFound } from '#shared/errors.ts'
import type { SignIn } from '#shared/providers.ts'
import type { Listed } from './catalog.ts'
import { HttpError } from './client.ts'
import type { Connection } from './connection.ts'
import { humanLine } from './errors.ts'
import { reasonFor } from './server-log.ts'
import type { Log } from './server.ts'

/** Sign-ins with a provider's own page. What comes of one OpenCode keeps in its folder of ours. */
export interface SignIns {
  /** @throws AppError PROVIDER_ERROR, NOT_FOUND */
  begin(providerId: string, method: number, inputs: Record<string, string>): Promise<SignIn>
  /** @throws AppError PROVIDER_ERROR when it was denied, cancelled or none was begun */
  complete(providerId: string, code: string | null): Promise<void>
  cancel(providerId: string): void
}

export interface SignInsOptions {
  server: () => Promise<Connection>
  catalog: () => Promise<readonly Listed[]>
  /** The server's data folder. */
  data: string
  log: Log
}

interface Pending {
  connection: Connection
  method: number
  name: string
  cancelled: AbortController
  /** Once it is waited for: without a code from the beginning, since the browser may be fast. */
  done: Promise<void> | null
}

/** So long OpenCode itself waits for the browser, in milliseconds. */
const PATIENCE_MS = 290_000

export function createSignIns({ server, catalog, data, log }: SignInsOptions): SignIns {
  const pending = new Map<string, Pending>()
  const failure = (message: string, cause?: unknown) =>
    new AppError('PROVIDER_ERROR', message, null, { cause })

  async function why(error: unknown): Promise<string> {
    const ref = error instanceof HttpError ? error.ref : null
    const reason = ref === null ? null : await reasonFor(ref, data)
    return reason ?? humanLine(error instanceof Error ? error.message : String(error))
  }

  function cancel(providerId: string) {
    pending.get(providerId)?.cancelled.abort()
    pending.delete(providerId)
  }

  async function wait(providerId: string, one: Pending, code: string | null): Promise<void> {
    const { connection, method, name, cancelled } = one
    const { client, lost } = connection
    const patience = AbortSignal.timeout(PATIENCE_MS)
    const id = encodeURIComponent(providerId)
    const body = { method, ...(code !== null && { code }) }
    try {
      await client.wait(`/provider/${id}/oauth/callback`, {}, body, AbortSignal.any([patience, lost]))
    } catch (error) {
      if (patience.aborted)
        throw failure(`The sign-in to ${name} was not finished in time. Begin it again.`, error)
      // Without an answer the server is gone, or will be known to be in a moment.
      if (lost.aborted || !(error instanceof HttpError))
        throw failure(`OpenCode was restarted during the sign-in to ${name}. Begin it again.`, error)
      throw failure(`The sign-in to ${name} failed: ${await why(error)}`, error)
    }
    // OpenCode goes on waiting for the browser whatever is said here.
    if (cancelled.signal.aborted) await client.delete(`/auth/${id}`)
  }

  /** Waits until {@link cancel} at most. */
  function follow(providerId: string, one: Pending, code: string | null): Promise<void> {
    const { signal } = one.cancelled
    const cancelled = new Promise<void>((_, reject) => {
      const say = () => reject(failure(`The sign-in to ${one.name} was cancelled.`))
      signal.addEventListener('abort', say, { once: true })
    })
    const waited = wait(providerId, one, code)
    waited.catch((error: unknown) => {
      if (signal.aborted)
        log('info', 'A cancelled sign-in ended.', { provider: providerId, error: String(error) })
    })
    return Promise.race([cancelled, waited])
  }

  return {
    cancel,
    async begin(providerId, method, inputs) {
      const found = (await catalog()).find(({ id }) => id === providerId)
      if (found === undefined) throw notFound('provider', providerId)
      const { name } = found
      if (found.methods.find(({ index }) => index === method)?.type !== 'oauth')
        throw failure(`${name} has no such way to sign in.`)
      cancel(providerId)
      const connection = await server()
      const given = Object.entries(inputs).filter(([, value]) => value !== '')
      let answer: { url: string; method: 'auto' | 'code'; instructions: string }
      try {
        answer = await connection.client.post(
          `/provider/${encodeURIComponent(providerId)}/oauth/authorize`,
          {},
          { method, inputs: Object.fromEntries(given) },
        )
      } catch (error) {
        throw failure(`The sign-in to ${name} could not be begun: ${await why(error)}`, error)
      }
      const one: Pending = { connection, method, name, cancelled: new AbortController(), done: null }
      pending.set(providerId, one)
      if (answer.method === 'auto') {
        one.done = follow(providerId, one, null)
        // It is told to whoever completes it.
        one.done.catch(() => undefined)
      }
      return { url: answer.url, instructions: answer.instructions, mode: answer.method }
    },
    async complete(providerId, code) {
      const one = pending.get(providerId)
      if (one === undefined) throw failure('No sign-in to this provider goes on. Begin it again.')
      one.done ??= follow(providerId, one, code)
      try {
        await one.done
      } finally {
        if (pending.get(providerId) === one) pending.delete(providerId)
      }
    },
  }
}
