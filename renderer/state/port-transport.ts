import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Attachment } from '#shared/attachments.ts'
import type { HostMessage, PageMessage } from '#shared/port.ts'
import { t } from '../strings/t.ts'
import { type PagePorts, tellCommand } from './desktop-window.ts'
import { backOff } from './sse.ts'
import type { Client, FeedHandlers, LogHandlers, TerminalHandlers, Transport } from './transport.ts'

/** What comes of one open stream. Without `end` it goes on for good. */
interface Listener {
  /** A batch is taken once what it answers has come. */
  message(message: HostMessage): void | Promise<void>
  /** The port is gone, and the host with it. */
  lost(): void
}

/** Talks with the host of the desktop window over its two ports, see `shared/port.ts`. */
export class PortTransport implements Transport {
  readonly client: Client
  readonly #streams: MessagePort
  readonly #open = new Map<number, Listener>()
  #last = 0
  #lost = false

  constructor({ calls, streams }: PagePorts) {
    this.client = createORPCClient(new RPCLink({ port: calls }))
    this.#streams = streams
    streams.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => this.#take(data))
    streams.addEventListener('close', () => {
      this.#lost = true
      const open = [...this.#open.values()]
      this.#open.clear()
      for (const listener of open) listener.lost()
    })
    calls.start()
    streams.start()
  }

  subscribe(after: number, on: FeedHandlers): () => void {
    let last = after
    on.state('connecting')
    return this.#follow((id) => ({ type: 'open', id, stream: 'feed', after: last }), {
      opened: () => on.state('live'),
      lost: () => on.state('offline'),
      message: (message) => {
        if (message.type === 'reset') on.reset()
        if (message.type !== 'feed') return
        const items = message.events.filter((event) => event.seq > last)
        last = items.at(-1)?.seq ?? last
        if (items.length > 0) on.events(items)
      },
      failed: () => on.state('offline'),
    })
  }

  followRun(runId: string, after: number, on: LogHandlers): () => void {
    let last = after
    return this.#follow((id) => ({ type: 'open', id, stream: 'log', runId, after: last }), {
      message: (message) => {
        if (message.type === 'end') on.end()
        if (message.type !== 'log') return
        const items = message.items.filter((item) => item.seq > last)
        last = items.at(-1)?.seq ?? last
        if (items.length > 0) on.items(items)
      },
      failed: (problem, isFinal) => {
        if (isFinal) on.error(problem)
      },
    })
  }

  followTerminal(terminalId: string, on: TerminalHandlers): () => void {
    return this.#follow((id) => ({ type: 'open', id, stream: 'terminal', terminalId }), {
      message: (message) => {
        if (message.type === 'end') on.end()
        return message.type === 'terminal' ? on.batch(message.batch) : undefined
      },
      failed: (problem, isFinal) => {
        if (isFinal) on.error(problem)
      },
    })
  }

  readRecord(runId: string, take: (part: string) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (problem: Error) => {
        stop()
        reject(problem)
      }
      const stop = this.#follow((id) => ({ type: 'open', id, stream: 'record', runId }), {
        message: (message) => {
          if (message.type === 'record') take(message.lines)
          if (message.type === 'end') resolve()
        },
        failed: fail,
        // There is nothing to take it up from.
        lost: () => reject(new Error(t('The connection with the host was lost.'))),
      })
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true })
    })
  }

  attach(file: File, went?: (share: number) => void): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      let at = 0
      let isOver = false
      const sendNext = async (id: number) => {
        const part = file.slice(at, at + PART)
        const bytes = part.size === 0 ? null : new Uint8Array(await part.arrayBuffer())
        at += part.size
        if (isOver) return
        this.#send({ type: 'part', id, bytes })
        if (file.size > 0) went?.(at / file.size)
      }
      const fail = (problem: Error) => {
        isOver = true
        stop()
        reject(problem)
      }
      const next = (id: number) => void sendNext(id).catch((problem: unknown) => fail(problem as Error))
      const stop = this.#follow((id) => ({ type: 'open', id, stream: 'attach', name: file.name }), {
        message: (message) => {
          if (message.type === 'wanted') next(message.id)
          if (message.type === 'attached') {
            isOver = true
            resolve(message.attachment)
          }
        },
        failed: fail,
        lost: () => reject(new Error(t('The connection with the host was lost.'))),
      })
    })
  }

  readAttachment(id: string): Promise<Uint8Array<ArrayBuffer>[]> {
    return new Promise((resolve, reject) => {
      const parts: Uint8Array<ArrayBuffer>[] = []
      const stop = this.#follow(
        (stream) => ({ type: 'open', id: stream, stream: 'attachment', attachmentId: id }),
        {
          message: (message) => {
            if (message.type === 'bytes') parts.push(message.bytes)
            if (message.type === 'end') resolve(parts)
          },
          failed: (problem) => {
            stop()
            reject(problem)
          },
          lost: () => reject(new Error(t('The connection with the host was lost.'))),
        },
      )
    })
  }

  /** Keeps a stream open until it is over, is refused for good, or the answer is called. */
  #follow(
    request: (id: number) => PageMessage,
    on: {
      opened?: () => void
      lost?: () => void
      message: (message: HostMessage) => void | Promise<void>
      failed: (problem: Error, isFinal: boolean) => void
    },
  ): () => void {
    let id = 0
    let attempt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const open = () => {
      if (this.#lost) return on.lost?.()
      id = ++this.#last
      this.#open.set(id, {
        lost: () => on.lost?.(),
        message: (message) => {
          if (message.type === 'opened') {
            attempt = 0
            on.opened?.()
          } else if (message.type === 'error') {
            const isFinal = !PASSING.has(message.error.code)
            // First: who is told may have had enough.
            if (!isFinal) timer = setTimeout(open, backOff(attempt++))
            on.failed(new ORPCError(message.error.code, { message: message.error.message }), isFinal)
          } else {
            return on.message(message)
          }
        },
      })
      this.#send(request(id))
    }
    open()
    return () => {
      clearTimeout(timer)
      if (this.#open.delete(id)) this.#send({ type: 'close', id })
    }
  }

  #take(message: HostMessage): void {
    if (message.type === 'command') return tellCommand(message.command)
    if (message.type === 'error' && message.id === null) return console.error(message.error.message)
    const id = message.id ?? 0
    const listener = this.#open.get(id)
    // Closed by us while it was under way.
    if (listener === undefined) return
    const isBatch = BATCHES.has(message.type)
    if (!isBatch && message.type !== 'opened' && message.type !== 'wanted') this.#open.delete(id)
    const drawn = listener.message(message)
    const taken = () => {
      if (isBatch && this.#open.has(id)) this.#send({ type: 'ack', id })
    }
    if (drawn === undefined) taken()
    else void drawn.then(taken)
  }

  #send(message: PageMessage): void {
    if (!this.#lost) this.#streams.postMessage(message)
  }
}

/** What is taken with an `ack`. */
const BATCHES: ReadonlySet<string> = new Set<HostMessage['type']>([
  'feed',
  'log',
  'record',
  'bytes',
  'terminal',
])

/** So much of a file travels at once, in bytes. */
const PART = 256 << 10

/** Failures that may pass by themselves. */
const PASSING = new Set(['INTERNAL', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'])
