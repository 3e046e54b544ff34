import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

const HEARTBEAT_MS = 15_000
/** A client that takes nothing for so long is gone; it comes back with `Last-Event-ID`. */
const STALLED_MS = 60_000

/** One answer as server-sent events. Nothing is piled up: a slow client is read for as slowly. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #closing = new AbortController()

  /** @param end ends the stream from outside, at the end of the host */
  constructor(response: ServerResponse, end: AbortSignal) {
    this.#response = response
    response.once('close', () => this.#closing.abort())
    const onEnd = () => this.end()
    end.addEventListener('abort', onEnd)
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write(': hello\n\n')
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(': still here\n\n')
    }, HEARTBEAT_MS)
    this.closed.addEventListener('abort', () => {
      clearInterval(heartbeat)
      // By hand: of several listeners added with the option `signal`, Node forgets to remove all but the last one.
      end.removeEventListener('abort', onEnd)
    })
    if (end.aborted) this.end()
  }

  /** Aborts when the client is gone or the stream has ended. */
  get closed(): AbortSignal {
    return this.#closing.signal
  }

  /** Writes events at once, then waits until the client takes more. Does nothing once the stream is closed. */
  async send(...events: { id?: number; event: string; data: unknown }[]): Promise<void> {
    if (this.closed.aborted) return
    const lines = events.map(({ id, event, data }) => {
      const head = id === undefined ? '' : `id: ${id}\n`
      return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    })
    if (!this.#response.write(lines.join(''))) await this.#drained()
  }

  end(): void {
    this.#response.end()
    this.#closing.abort()
  }

  async #drained(): Promise<void> {
    const stalled = setTimeout(() => this.#response.destroy(), STALLED_MS)
    try {
      await once(this.#response, 'drain', { signal: this.closed })
    } catch (error) {
      if (!this.closed.aborted) throw error
    } finally {
      clearTimeout(stalled)
    }
  }
}
