import { until } from './support.ts'

/** Hold on the event streams that this process has open to OpenCode servers. */
export interface Streams {
  /** Breaks them as a network would, and lets none through. */
  down(): void
  up(): void
  /** Asks something of the server whose stream was opened last, with its password. */
  call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>
  end(): void
}

/** Stands in the way of `fetch` from now on. */
export function interceptStreams(): Streams {
  const original = globalThis.fetch
  let open: AbortController[] = []
  let isDown = false
  let last = { url: '', authorization: '' }

  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    if (!url.endsWith('/global/event')) return original(input, init)
    if (isDown) throw new TypeError('fetch failed')
    const breaker = new AbortController()
    const signals = [init?.signal, breaker.signal].filter((signal) => signal !== null && signal !== undefined)
    const response = await original(input, { ...init, signal: AbortSignal.any(signals) })
    open.push(breaker)
    last = { url, authorization: new Headers(init?.headers).get('authorization') ?? '' }
    return response
  }

  return {
    down() {
      isDown = true
      for (const breaker of open) breaker.abort()
      open = []
    },
    up() {
      isDown = false
    },
    async call<T>(method: 'GET' | 'POST', path: string, body?: unknown) {
      const { authorization } = last
      const response = await original(new URL(path, last.url), {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      return (await response.json()) as T
    },
    end() {
      globalThis.fetch = original
    },
  }
}

/** Waits until the server lists a permission for a command, whether or not anybody has heard of it. */
export const listed = (streams: Streams, directory: string, command: string) =>
  until(async () => {
    const path = `/permission?directory=${encodeURIComponent(directory)}`
    const all = await streams.call<{ id: string; patterns: string[] }[]>('GET', path)
    return all.find(({ patterns }) => patterns.includes(command))?.id
  }, `${command} to be asked for`)
