import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppError } from '#shared/errors.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * A page of another name that was made to point at this address (DNS rebinding) comes with its own Host.
 *
 * @throws AppError FORBIDDEN_HOST unless it is a loopback name with our port, or one the user allowed
 */
export function requireHost(request: IncomingMessage, port: number, allowed: readonly string[]): void {
  const host = request.headers.host?.toLowerCase() ?? ''
  const name = host.replace(/:\d+$/, '')
  const ours = LOOPBACK.has(name) && (host.slice(name.length + 1) || '80') === String(port)
  if (ours || allowed.some((one) => one.toLowerCase() === host || one.toLowerCase() === name)) return
  throw new AppError(
    'FORBIDDEN_HOST',
    'This host does not answer to that name. Start it with --allow-host NAME to reach it by another one.',
  )
}

/** @throws AppError FORBIDDEN_ORIGIN when the request was made by a page that is not ours */
export function requireOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers
  if (origin === undefined) return
  // The page may be reached through a tunnel that ends TLS, so only the names are compared.
  const scheme = /^https?:\/\//i.exec(origin)?.[0]
  const name = scheme === undefined ? null : nameIn(origin)
  if (name !== null && name === nameIn(`${scheme}${host}`)) return
  throw new AppError('FORBIDDEN_ORIGIN', 'Only the page that this host serves may call it.')
}

/** Name and port of an address, null when it is none. */
const nameIn = (address: string) => (URL.canParse(address) ? new URL(address).host : null)

/** @throws AppError UNAUTHORIZED */
export function requireToken(request: IncomingMessage, token: string): void {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  // Digests are of one length, so that the comparison tells nothing about the token.
  if (timingSafeEqual(digest(given), digest(token))) return
  throw new AppError(
    'UNAUTHORIZED',
    'Send the token as "Authorization: Bearer TOKEN". It stands in the line that the host prints at its start.',
  )
}

const digest = (text: string) => createHash('sha256').update(text).digest()
