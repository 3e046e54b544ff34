import { humanLine } from './errors.ts'

/** An answer of OpenCode that is no success. */
export class HttpError extends Error {
  readonly status: number
  /** Where OpenCode's log says more, or null. */
  readonly ref: string | null
  constructor(status: number, message: string, ref: string | null = null) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.ref = ref
  }
}

/** Whether a request got no answer in its time. */
export const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

type Query = Record<string, string | number | undefined>

/** OpenCode's HTTP interface; every request carries the server's password. */
export interface Client {
  get<T>(path: string, query?: Query, timeoutMs?: number): Promise<T>
  /** Waits for the answer to begin, and does not read it. */
  touch(path: string, query: Query): Promise<void>
  /** Also gives the cursor of the page before, or null. */
  page<T>(path: string, query?: Query): Promise<{ body: T; before: string | null }>
  post<T>(path: string, query?: Query, body?: unknown, timeoutMs?: number): Promise<T>
  /** A call that takes as long as it takes. */
  wait<T>(path: string, query: Query, body: unknown, signal: AbortSignal): Promise<T>
  patch<T>(path: string, query: Query, body: unknown): Promise<T>
  delete(path: string): Promise<void>
  events(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

const TIMEOUT_MS = 60_000
const soon = (timeoutMs = TIMEOUT_MS) => AbortSignal.timeout(timeoutMs)

/** Makes a client of the server at `baseUrl`. */
export function createClient(baseUrl: string, password: string): Client {
  const authorization = `Basic ${Buffer.from(`opencode:${password}`).toString('base64')}`

  function urlOf(path: string, query: Query): URL {
    const url = new URL(path, baseUrl)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value))
    return url
  }

  async function call(method: string, path: string, query: Query, body: unknown, signal: AbortSignal) {
    const response = await fetch(urlOf(path, query), {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    })
    const text = await response.text()
    if (!response.ok)
      throw new HttpError(
        response.status,
        `${sentenceIn(text)} (${method} ${path}: ${response.status})`,
        /"ref":"(err_\w+)"/.exec(text)?.[1] ?? null,
      )
    return { response, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
  }

  return {
    async get<T>(path: string, query: Query = {}, timeoutMs = TIMEOUT_MS) {
      return (await call('GET', path, query, undefined, soon(timeoutMs))).body as T
    },
    async touch(path, query) {
      const response = await fetch(urlOf(path, query), { headers: { authorization }, signal: soon() })
      await response.body?.cancel()
      if (!response.ok) throw new HttpError(response.status, `GET ${path}: ${response.status}`)
    },
    async page<T>(path: string, query: Query = {}) {
      const { response, body } = await call('GET', path, query, undefined, soon())
      return { body: body as T, before: response.headers.get('x-next-cursor') }
    },
    async post<T>(path: string, query: Query = {}, body?: unknown, timeoutMs = TIMEOUT_MS) {
      return (await call('POST', path, query, body, soon(timeoutMs))).body as T
    },
    async wait<T>(path: string, query: Query, body: unknown, signal: AbortSignal) {
      return (await call('POST', path, query, body, signal)).body as T
    },
    async delete(path) {
      await call('DELETE', path, {}, undefined, soon())
    },
    async patch<T>(path: string, query: Query, body: unknown) {
      return (await call('PATCH', path, query, body, soon())).body as T
    },
    async events(signal) {
      const response = await fetch(new URL('/global/event', baseUrl), { headers: { authorization }, signal })
      if (!response.ok || response.body === null)
        throw new HttpError(response.status, `GET /global/event: ${response.status}`)
      return response.body
    },
  }
}

/** OpenCode's error bodies are `{name, data: {message?, path?, issues?}}`. */
function sentenceIn(text: string): string {
  try {
    const { name, data = {} } = JSON.parse(text) as {
      name?: string
      data?: { message?: string; path?: string; issues?: { path?: string[]; message?: string }[] }
    }
    const issues = (data.issues ?? []).map(
      (issue) => `${(issue.path ?? []).join('.')}: ${issue.message ?? ''}`,
    )
    const words = [data.path, data.message, ...issues].filter((word) => word !== undefined && word !== '')
    return humanLine([name ?? 'Error', ...words].join(' – '))
  } catch {
    // No JSON: an empty or plain body.
    return humanLine(text) || 'OpenCode refused'
  }
}
