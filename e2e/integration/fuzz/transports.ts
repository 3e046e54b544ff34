import { Agent, request } from 'node:http'
import { isRecord } from './references.ts'
import type { FuzzHost, FuzzPage } from './fuzz-host.ts'
import { toJson } from './nasty.ts'
import type { Procedure } from './procedures.ts'

/** How a call was answered, the same for every transport. */
export interface Answer {
  transport: Transport
  status: number
  /** What was answered, an error as `{ code, message, details }`. */
  body: unknown
  /** Everything that came, byte for byte. */
  text: string
  ms: number
}

export const TRANSPORTS = ['rpc', 'rest', 'port'] as const
export type Transport = (typeof TRANSPORTS)[number]

/**
 * A call that takes longer is hung up on: some wait for a browser that never comes. The agent's program, which others
 * wait for, starts in less.
 */
export const PATIENCE_MS = 15_000

/** The calls of one client over each of the transports. */
export class Calls {
  readonly #host: FuzzHost
  readonly #page: FuzzPage
  readonly #agent = new Agent({ keepAlive: true })
  readonly #waiting = new Map<string, (text: string) => void>()
  #sent = 0

  constructor(host: FuzzHost) {
    this.#host = host
    this.#page = host.openPage()
    this.#page.listen('calls', (data) => {
      const text = String(data)
      const { i } = JSON.parse(text) as { i: string }
      this.#waiting.get(i)?.(text)
    })
  }

  /** @returns null when it was hung up on */
  async call(procedure: Procedure, transport: Transport, input: unknown): Promise<Answer | null> {
    const started = performance.now()
    const given = await this.#over(transport, procedure, input)
    return given && { ...given, transport, ms: performance.now() - started }
  }

  #over(transport: Transport, procedure: Procedure, input: unknown) {
    if (transport === 'rpc') return this.#rpc(procedure, input)
    return transport === 'rest' ? this.#rest(procedure, input) : this.#port(procedure, input)
  }

  async #rpc({ name }: Procedure, input: unknown) {
    const sent = toJson(encode(input))
    const answer = await this.http('POST', `/rpc/${name.replace('.', '/')}`, { body: sent })
    return answer && { ...answer, body: unwrap(jsonOf(answer.text)) }
  }

  async #rest({ method, path }: Procedure, input: unknown) {
    const fields = isRecord(input) ? { ...input } : {}
    const target = path.replaceAll(/\{(\w+)\}/g, (_all, key: string) => {
      const value = fields[key]
      delete fields[key]
      return quote(asText(value)).slice(0, LONGEST) || '%20'
    })
    const query = method === 'GET' && isRecord(input) ? `?${toQuery(fields)}` : ''
    const sent = method === 'GET' ? undefined : toJson(isRecord(input) ? fields : input)
    const answer = await this.http(method, `/api${target}${query}`, sent === undefined ? {} : { body: sent })
    return answer && { ...answer, body: jsonOf(answer.text) }
  }

  async #port({ name }: Procedure, input: unknown) {
    this.#sent += 1
    const id = String(this.#sent)
    const { promise, resolve } = Promise.withResolvers<string | null>()
    this.#waiting.set(id, resolve)
    const late = setTimeout(() => resolve(null), PATIENCE_MS)
    this.#page.post('calls', toJson({ i: id, p: { u: `/${name.replace('.', '/')}`, b: encode(input) } }))
    const text = await promise
    clearTimeout(late)
    this.#waiting.delete(id)
    if (text === null) {
      this.#page.post('calls', toJson({ i: id, t: 4 }))
      return null
    }
    const { p } = JSON.parse(text) as { p: { s?: number; b?: unknown } }
    return { status: p.s ?? 200, text, body: unwrap(p.b) }
  }

  /** A request as it is, with the token unless `headers` say otherwise. @returns null when hung up on */
  http(
    method: string,
    path: string,
    { body, headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; text: string; type: string } | null> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL('/', this.#host.url),
        {
          method,
          path,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#host.token}`,
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            clearTimeout(late)
            resolve({
              status: response.statusCode ?? 0,
              text: Buffer.concat(chunks).toString(),
              type: response.headers['content-type'] ?? '',
            })
          })
        },
      )
      const late = setTimeout(() => {
        resolve(null)
        outgoing.destroy()
      }, PATIENCE_MS)
      outgoing.on('error', (error) => {
        clearTimeout(late)
        reject(error)
      })
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
    this.#page.close()
  }
}

/** oRPC's own marks of what JSON has no word for. */
const TYPES = { bigint: 0, date: 1, nan: 2, undefined: 3, url: 4, regexp: 5, set: 6, map: 7 }

/** A value in oRPC's wire form: `{ json, meta }`. */
export function encode(input: unknown): { json?: unknown; meta?: unknown[] } {
  const meta: unknown[] = []
  const mark = (type: keyof typeof TYPES, path: (string | number)[], as: unknown) => {
    meta.push([TYPES[type], ...path])
    return as
  }
  const walk = (value: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]))
    if (typeof value === 'bigint') return mark('bigint', path, String(value))
    if (Number.isNaN(value)) return mark('nan', path, null)
    if (value === undefined) return path.length === 0 ? undefined : mark('undefined', path, null)
    if (value instanceof URL) return mark('url', path, value.href)
    if (value instanceof RegExp) return mark('regexp', path, String(value))
    if (value instanceof Set) return mark('set', path, [...value])
    if (value instanceof Map) return mark('map', path, [...value])
    if (value instanceof Date) {
      return mark('date', path, Number.isNaN(value.getTime()) ? null : value.toISOString())
    }
    if (!isRecord(value)) return value
    const made = Object.create(null) as Record<string, unknown>
    for (const [key, item] of Object.entries(value)) made[key] = walk(item, [...path, key])
    return made
  }
  const json = walk(input, [])
  return { ...(json === undefined ? {} : { json }), ...(meta.length > 0 ? { meta } : {}) }
}

/** oRPC's envelope taken off; its errors as everywhere else. */
function unwrap(body: unknown): unknown {
  const json = isRecord(body) && 'json' in body ? body.json : undefined
  if (isRecord(json) && json.defined === false) {
    return { code: json.code, message: json.message, details: json.data ?? null }
  }
  return json
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : toJson(encode(value).json ?? null)

/** Of a part of an address, in characters: Node takes a head of 16 KB at most. */
const LONGEST = 6000

/** In oRPC's brackets. */
function toQuery(fields: Record<string, unknown>): string {
  const pairs: string[] = []
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value)) value.slice(0, 300).forEach((item, index) => add(`${name}[${index}]`, item))
    else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value).slice(0, 300)) add(`${name}[${key}]`, item)
    } else pairs.push(`${quote(name)}=${quote(asText(value))}`)
  }
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) add(key, value)
  return pairs.join('&').slice(0, LONGEST)
}

const quote = (text: string) => encodeURIComponent(text.slice(0, 4000).toWellFormed())
