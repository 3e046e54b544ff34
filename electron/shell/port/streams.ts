import { z } from 'zod'
import { id as idSchema } from '#shared/common.ts'
import { AppError } from '#shared/errors.ts'
import type { HostMessage, PageMessage } from '#shared/port.ts'
import type { Host } from '../../host-api.ts'
import type { Log } from '../../runs/engine.ts'
import { followFeed } from '../streams.ts'
import { toAppError, toEnvelope } from '../wire-errors.ts'
import { type HostPort, onClose, onMessage } from './host-port.ts'

/** Streams that one page may hold open at once. */
const MAX_STREAMS = 50

/** Largest part of a file that is taken at once, in bytes. */
const MOST_PART = 1 << 20

const streamId = z.number().int().min(0)
const position = z.number().int().min(0)
const filePart = z
  .instanceof(Uint8Array<ArrayBuffer>)
  .refine((bytes) => bytes.length > 0 && bytes.length <= MOST_PART, 'not a part of a file')
const pageMessage = z.union([
  z.object({
    type: z.literal('open'),
    id: streamId,
    stream: z.literal('feed'),
    after: position.nullable(),
  }),
  z.object({
    type: z.literal('open'),
    id: streamId,
    stream: z.literal('log'),
    runId: idSchema,
    after: position,
  }),
  z.object({ type: z.literal('open'), id: streamId, stream: z.literal('record'), runId: idSchema }),
  z.object({
    type: z.literal('open'),
    id: streamId,
    stream: z.literal('attach'),
    name: z.string().max(1000),
  }),
  z.object({
    type: z.literal('open'),
    id: streamId,
    stream: z.literal('attachment'),
    attachmentId: idSchema,
  }),
  z.object({ type: z.literal('part'), id: streamId, bytes: filePart.nullable() }),
  z.object({ type: z.literal('open'), id: streamId, stream: z.literal('terminal'), terminalId: idSchema }),
  z.object({ type: z.literal('ack'), id: streamId }),
  z.object({ type: z.literal('close'), id: streamId }),
]) satisfies z.ZodType<PageMessage>

type Open = Extract<PageMessage, { type: 'open' }>

export interface ServedStreams {
  /** Sends a message that belongs to no stream. */
  send(message: HostMessage): void
  /** Ends every stream. It also happens when the port closes at the other end. */
  close(): void
}

/** Serves the streams of one page over its port. */
export function serveStreams(host: Host, port: HostPort, log: Log): ServedStreams {
  const open = new Map<number, Stream>()
  let closed = false
  const send = (message: HostMessage) => {
    if (!closed) port.postMessage(message)
  }
  const refuse = (id: number | null, text: string) =>
    send({ type: 'error', id, error: toEnvelope(new AppError('BAD_REQUEST', text)) })

  const close = () => {
    closed = true
    for (const stream of open.values()) stream.close()
    open.clear()
  }
  onClose(port, close)
  onMessage(port, (raw) => {
    if (closed) return
    const read = pageMessage.safeParse(raw)
    if (!read.success) return refuse(idIn(raw), 'This message is not understood.')
    const message = read.data
    if (message.type === 'ack') return open.get(message.id)?.taken()
    if (message.type === 'part') return open.get(message.id)?.brought(message.bytes)
    if (message.type === 'close') {
      open.get(message.id)?.close()
      open.delete(message.id)
      return
    }
    if (open.has(message.id)) return refuse(null, `There is a stream ${message.id} already.`)
    if (open.size >= MAX_STREAMS) return refuse(message.id, 'Too many streams are open. Close one first.')
    const stream = new Stream(message.id, send)
    open.set(message.id, stream)
    void stream
      .run(host, message)
      .catch((error: unknown) =>
        stream.send({ type: 'error', id: message.id, error: toEnvelope(toAppError(error, log)) }),
      )
      .finally(() => {
        if (open.get(message.id) === stream) open.delete(message.id)
      })
  })
  return { send, close }
}

/** One stream to a page: never more than one batch under way. */
class Stream {
  readonly #id: number
  readonly #post: (message: HostMessage) => void
  readonly #closing = new AbortController()
  #taken = Promise.withResolvers<void>()
  #part = Promise.withResolvers<Uint8Array<ArrayBuffer> | null>()

  constructor(id: number, post: (message: HostMessage) => void) {
    this.#id = id
    this.#post = post
  }

  /** Says nothing any more once the page has closed it: the number may stand for another stream by now. */
  send(message: HostMessage): void {
    if (!this.#closing.signal.aborted) this.#post(message)
  }

  taken(): void {
    this.#taken.resolve()
  }

  brought(bytes: Uint8Array<ArrayBuffer> | null): void {
    this.#part.resolve(bytes)
  }

  close(): void {
    this.#closing.abort()
    this.#taken.resolve()
    this.#part.resolve(null)
  }

  async run(host: Host, open: Open): Promise<void> {
    if (open.stream === 'feed') await this.#feed(host, open.after)
    else if (open.stream === 'log') await this.#log(host, open.runId, open.after)
    else if (open.stream === 'record') await this.#record(host, open.runId)
    else if (open.stream === 'terminal') await this.#terminal(host, open.terminalId)
    else if (open.stream === 'attach') await this.#attach(host, open.name)
    else await this.#attachment(host, open.attachmentId)
  }

  async #feed(host: Host, after: number | null): Promise<void> {
    const id = this.#id
    const start = after ?? (await host.feed.seq())
    this.send({ type: 'opened', id })
    const leave = host.onlookers.come()
    try {
      for await (const batch of followFeed(host, start, this.#closing.signal)) {
        if (batch.kind === 'reset') return this.send({ type: 'reset', id, seq: batch.seq })
        await this.#batch({ type: 'feed', id, events: batch.events })
      }
    } finally {
      leave()
    }
  }

  async #log(host: Host, runId: string, after: number): Promise<void> {
    const id = this.#id
    await host.runs.get(runId)
    this.send({ type: 'opened', id })
    for await (const items of host.runs.follow(runId, after, this.#closing.signal)) {
      if (items.length > 0) await this.#batch({ type: 'log', id, items })
    }
    this.send({ type: 'end', id })
  }

  async #record(host: Host, runId: string): Promise<void> {
    const id = this.#id
    const { chunks } = await host.runRecords.open(runId, this.#closing.signal)
    this.send({ type: 'opened', id })
    try {
      for await (const lines of chunks) await this.#batch({ type: 'record', id, lines })
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error
    }
    this.send({ type: 'end', id })
  }

  async #attach(host: Host, name: string): Promise<void> {
    const id = this.#id
    this.send({ type: 'opened', id })
    const attachment = await host.attachments.add(name, this.#parts())
    this.send({ type: 'attached', id, attachment })
  }

  /** What the page brings, a part at a time. @throws AppError BAD_REQUEST when it breaks off */
  async *#parts(): AsyncGenerator<Uint8Array> {
    for (;;) {
      this.#part = Promise.withResolvers()
      this.send({ type: 'wanted', id: this.#id })
      const bytes = await this.#part.promise
      if (this.#closing.signal.aborted) throw new AppError('BAD_REQUEST', 'The file was broken off.')
      if (bytes === null) return
      yield bytes
    }
  }

  async #attachment(host: Host, attachmentId: string): Promise<void> {
    const id = this.#id
    const { chunks } = await host.attachments.read(attachmentId)
    this.send({ type: 'opened', id })
    for await (const chunk of chunks) {
      if (this.#closing.signal.aborted) return
      // Of its own: a piece of the reader's memory would bring all of that along.
      await this.#batch({ type: 'bytes', id, bytes: new Uint8Array(chunk) })
    }
    this.send({ type: 'end', id })
  }

  async #terminal(host: Host, terminalId: string): Promise<void> {
    const id = this.#id
    await host.terminals.get(terminalId)
    this.send({ type: 'opened', id })
    for await (const batch of host.terminals.follow(terminalId, this.#closing.signal))
      await this.#batch({ type: 'terminal', id, batch })
    this.send({ type: 'end', id })
  }

  async #batch(message: HostMessage): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#taken = Promise.withResolvers()
    this.send(message)
    await this.#taken.promise
  }
}

function idIn(raw: unknown): number | null {
  const read = z.object({ id: streamId }).safeParse(raw)
  return read.success ? read.data.id : null
}
