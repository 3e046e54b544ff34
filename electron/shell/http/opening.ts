import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AppError } from '#shared/errors.ts'

/** A browser that has to start first needs a while. */
const LASTS_MS = 60_000
const PATH = '/open/'

/**
 * Addresses that lead a browser to the page with its token, each once and for a minute. Whoever lists the machine's
 * processes can read what a browser is started with, and that is not the token then.
 */
export class Opening {
  readonly #token: string
  /** By code: until when, in {@link performance.now}. */
  readonly #open = new Map<string, number>()

  constructor(token: string) {
    this.#token = token
  }

  /** @param url of the page */
  address(url: string): string {
    const code = randomBytes(16).toString('base64url')
    this.#open.set(code, performance.now() + LASTS_MS)
    return new URL(`${PATH}${code}`, url).href
  }

  isFor(pathname: string): boolean {
    return pathname.startsWith(PATH)
  }

  /** @throws AppError NOT_FOUND for a code that was used, is too old, or never was */
  answer(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    const code = pathname.slice(PATH.length)
    const until = this.#open.get(code)
    // A look ahead (HEAD) is not yet the page.
    if (request.method === 'GET') this.#open.delete(code)
    if (request.method !== 'GET' || until === undefined || until < performance.now())
      throw new AppError(
        'NOT_FOUND',
        'This address works once, and for a minute. Open the one that the terminal shows; if you have not opened this before, somebody else on this machine has: start OpenLinear anew.',
      )
    // A fragment stays in the browser.
    response.writeHead(303, { location: `/#token=${encodeURIComponent(this.#token)}` })
    response.end()
  }
}
