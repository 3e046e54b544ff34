import { createHash } from 'node:crypto'
import { isMap } from './is-map.ts'

/** What may hold keys: a hash of something short could be undone by trying. */
const LEFT_OUT: ReadonlySet<string> = new Set(['apiKey', 'headers', 'environment'])
/** A server of ours on this machine has another port each time. */
const LOOPBACK_PORT = /\b(127\.0\.0\.1|localhost|\[::1\]):\d+/g

/**
 * SHA-256, hexadecimal, over a server's configuration without its keys, whatever order its fields are in.
 *
 * @param folder the data folder: wherever it is, the configuration is the same
 */
export function configHash(folder: string, ...parts: readonly unknown[]): string {
  const within = JSON.stringify(folder).slice(1, -1)
  const text = JSON.stringify(parts.map(plain)).replaceAll(within, '').replaceAll(LOOPBACK_PORT, '$1')
  return createHash('sha256').update(text).digest('hex')
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (!isMap(value)) return value
  const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name))
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, plain(one)]),
  )
}
