import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Attachment } from '#shared/attachments.ts'
import type { ErrorEnvelope } from '#shared/errors.ts'
import type { FeedEventName } from '#shared/events.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { TerminalBatch } from '#shared/terminals.ts'
import { patiently } from './patience.ts'
import { sendFile } from './send-file.ts'
import { pagePresence, type Presence } from './presence.ts'
import { backOff, readEvents, type ServerEvent, StreamRefused } from './sse.ts'
import type { Client, FeedHandlers, FeedItem, LogHandlers, TerminalHandlers, Transport } from './transport.ts'

/** No sign of life for this long (the host sends comments far more often) means the connection is dead. */
const SILENCE = 60_000

export class HttpTransport implements Transport {
  readonly client: Client
  readonly #token: string
  readonly #origin: string
  readonly #presence: Presence

  constructor(token: string, origin: string = location.origin, presence: Presence = pagePresence()) {
    this.#token = token
    this.#origin = origin
    this.#presence = presence
    this.client = createORPCClient(
      new RPCLink({
        url: `${origin}/rpc`,
        headers: { authorization: `Bearer ${token}` },
        interceptors: [patiently],
      }),
    )
  }

  subscribe(after: number, on: FeedHandlers): () => void {
    let last = after
    return this.#follow({
      path: () => `/api/events?after=${last}`,
      headers: () => ({ 'last-event-id': String(last) }),
      connecting: () => on.state('connecting'),
      open: () => on.state('live'),
      lost: () => on.state('offline'),
      isFinal: (status) => status === 401,
      refused: () => on.refused?.(),
      events: (events) => {
        const items: FeedItem[] = []
        for (const event of events) {
          if (event.event === 'reset') {
            on.reset()
            return 'stop'
          }
          const seq = Number(event.id)
          if (!Number.isInteger(seq) || seq <= last) continue
          last = seq
          items.push({ seq, event: event.event as FeedEventName, data: JSON.parse(event.data) })
        }
        if (items.length > 0) on.events(items)
        return 'go on'
      },
    })
  }

  followRun(runId: string, after: number, on: LogHandlers): () => void {
    let last = after
    return this.#follow({
      path: () => `/api/runs/${encodeURIComponent(runId)}/logs/stream?after=${last}`,
      headers: () => ({}),
      // 429 is the host asking for patience; every other refusal stays what it is.
      isFinal: (status) => status >= 400 && status < 500 && status !== 429,
      refused: (problem) => on.error(problem),
      events: (events) => {
        for (const event of events) {
          if (event.event === 'end') {
            on.end()
            return 'stop'
          }
          if (event.event !== 'items') continue
          const items = (JSON.parse(event.data) as LogItem[]).filter((item) => item.seq > last)
          last = items.at(-1)?.seq ?? last
          if (items.length > 0) on.items(items)
        }
        return 'go on'
      },
    })
  }

  followTerminal(terminalId: string, on: TerminalHandlers): () => void {
    return this.#follow({
      path: () => `/api/terminals/${encodeURIComponent(terminalId)}/stream`,
      headers: () => ({}),
      isFinal: (status) => status >= 400 && status < 500 && status !== 429,
      refused: (problem) => on.error(problem),
      events: async (events) => {
        for (const { event, data } of events) {
          if (event === 'end') {
            on.end()
            return 'stop'
          }
          if (event === 'screen' || event === 'output')
            await on.batch({ kind: event, ...JSON.parse(data) } as TerminalBatch)
        }
        return 'go on'
      },
    })
  }

  async readRecord(
    runId: string,
    take: (part: Uint8Array<ArrayBuffer>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const response = await fetch(`${this.#origin}/api/runs/${encodeURIComponent(runId)}/record`, {
      headers: { authorization: `Bearer ${this.#token}` },
      signal,
      cache: 'no-store',
    })
    if (!response.ok || response.body === null) throw await refusal(response)
    const reader = response.body.getReader()
    for (let read = await reader.read(); !read.done; read = await reader.read()) take(read.value)
  }

  async attach(file: File, went?: (share: number) => void): Promise<Attachment> {
    const url = `${this.#origin}/api/attachments?name=${encodeURIComponent(file.name)}`
    const response = await sendFile(url, this.#token, file, went)
    if (!response.ok) throw await refusal(response)
    return (await response.json()) as Attachment
  }

  async readAttachment(id: string): Promise<Uint8Array<ArrayBuffer>[]> {
    const response = await fetch(`${this.#origin}/api/attachments/${encodeURIComponent(id)}/content`, {
      headers: { authorization: `Bearer ${this.#token}` },
      cache: 'no-store',
    })
    if (!response.ok) throw await refusal(response)
    return [new Uint8Array(await response.arrayBuffer())]
  }

  /**
   * Keeps an event stream open until it says stop, is refused for good, or the answer is called. While the
   * page is away it is closed, which is no loss: it goes on where it stopped.
   */
  #follow(on: {
    path: () => string
    headers: () => Record<string, string>
    connecting?: () => void
    open?: () => void
    lost?: () => void
    isFinal: (status: number) => boolean
    refused: (problem: Error) => void
    events: (events: ServerEvent[]) => 'go on' | 'stop' | Promise<'go on' | 'stop'>
  }): () => void {
    const whole = new AbortController()
    const run = async () => {
      on.connecting?.()
      for (let attempt = 0; !whole.signal.aborted; ) {
        await this.#presence.there(whole.signal)
        if (whole.signal.aborted) return
        const one = new AbortController()
        const abort = () => one.abort()
        whole.signal.addEventListener('abort', abort)
        const stay = this.#presence.onChange(() => {
          if (this.#presence.isAway) abort()
        })
        let watchdog: ReturnType<typeof setTimeout> | undefined
        const sign = () => {
          clearTimeout(watchdog)
          watchdog = setTimeout(abort, SILENCE)
        }
        try {
          sign()
          const response = await fetch(this.#origin + on.path(), {
            headers: { accept: 'text/event-stream', authorization: `Bearer ${this.#token}`, ...on.headers() },
            signal: one.signal,
            cache: 'no-store',
          })
          await readEvents(response, {
            open: () => {
              attempt = 0
              on.open?.()
            },
            sign,
            events: async (events) => {
              if ((await on.events(events)) === 'stop') whole.abort()
            },
          })
        } catch (problem) {
          if (problem instanceof StreamRefused && on.isFinal(problem.status) && !whole.signal.aborted) {
            on.refused(problem)
            return
          }
        } finally {
          clearTimeout(watchdog)
          stay()
          whole.signal.removeEventListener('abort', abort)
        }
        if (whole.signal.aborted) return
        if (this.#presence.isAway) {
          attempt = 0
          continue
        }
        on.lost?.()
        await this.#wait(backOff(attempt), whole.signal)
        attempt++
      }
    }
    void run()
    return () => whole.abort()
  }

  /** Waits, but no longer than until there is new hope: the network or the reader is back. */
  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        window.removeEventListener('online', done)
        signal.removeEventListener('abort', done)
        off()
        resolve()
      }
      const timer = setTimeout(done, ms)
      window.addEventListener('online', done)
      signal.addEventListener('abort', done)
      const off = this.#presence.onChange(done)
    })
  }
}

/** What a refused request says, in the host's words. */
async function refusal(response: Response): Promise<Error> {
  const { message } = (await response.json()) as ErrorEnvelope
  return new Error(message)
}
