import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { TerminalBatch } from '#shared/terminals.ts'
import type { FromPtyWorker, PtyEnd, PtyOrder, ToPtyWorker } from './pty-messages.ts'

/** Told what becomes of processes; `ended` once for each that was opened. */
export interface PtyThreadListener {
  address(id: string, address: string): void
  /** @param end null = the thread has ended, and nobody knows */
  ended(id: string, end: PtyEnd | null): void
}

/**
 * Processes in terminals, on a thread: to start one copies the map of the host's memory, and to draw what one says
 * that says much takes all of a processor. The thread is there while there is something to show.
 */
export class PtyThread {
  readonly #listener: PtyThreadListener
  #worker: Worker | null = null
  readonly #opening = new Map<string, PromiseWithResolvers<number>>()
  /** Those that it has, ended or not. */
  readonly #held = new Set<string>()
  readonly #running = new Set<string>()
  readonly #readers = new Map<number, PromiseWithResolvers<TerminalBatch | null>>()
  #lastReader = 0

  constructor(listener: PtyThreadListener) {
    this.#listener = listener
  }

  /** @returns its process, which leads a session and a group of its own. @throws when it cannot be started */
  open(id: string, order: PtyOrder): Promise<number> {
    const opening = Promise.withResolvers<number>()
    this.#opening.set(id, opening)
    this.#held.add(id)
    // While something runs here the host must not end without a word.
    this.#worker?.ref()
    this.#say({ kind: 'open', id, order })
    return opening.promise
  }

  write(id: string, data: string | Uint8Array): void {
    if (this.#running.has(id)) this.#say({ kind: 'write', id, data })
  }

  resize(id: string, cols: number, rows: number): void {
    if (this.#held.has(id)) this.#say({ kind: 'resize', id, cols, rows })
  }

  /** What a terminal shows, then what comes, as it is asked for; it ends with the process, or when nothing is there. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<TerminalBatch> {
    if (!this.#held.has(id)) return
    this.#lastReader += 1
    const reader = this.#lastReader
    const leave = () => this.#readers.get(reader)?.resolve(null)
    signal.addEventListener('abort', leave)
    try {
      while (!signal.aborted) {
        const next = Promise.withResolvers<TerminalBatch | null>()
        this.#readers.set(reader, next)
        this.#say({ kind: 'read', id, reader })
        const batch = await next.promise
        if (batch === null) return
        yield batch
      }
    } finally {
      signal.removeEventListener('abort', leave)
      this.#readers.delete(reader)
      if (this.#held.has(id)) this.#say({ kind: 'leave', id, reader })
    }
  }

  /** Lets go of what a terminal shows. */
  forget(id: string): void {
    if (!this.#held.delete(id)) return
    this.#say({ kind: 'forget', id })
    if (this.#held.size === 0) void this.close()
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  #say(message: ToPtyWorker): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(message)
  }

  #start(): Worker {
    const worker = new Worker(entry(), { execArgv: [] })
    worker.on('message', (message: FromPtyWorker) => this.#hear(message))
    let why: unknown = new Error('The thread of the terminals has ended. Try again.')
    worker.on('error', (error) => (why = error))
    worker.on('exit', () => {
      // Closed on purpose: nothing was left, or another one is there already.
      if (this.#worker !== worker) return
      this.#worker = null
      this.#lose(why)
    })
    return worker
  }

  #hear(message: FromPtyWorker): void {
    if (message.kind === 'batch') return this.#readers.get(message.reader)?.resolve(message.batch)
    const { id } = message
    if (message.kind === 'opened') {
      this.#running.add(id)
      this.#opening.get(id)?.resolve(message.pid)
      this.#opening.delete(id)
    } else if (message.kind === 'failed') {
      this.#held.delete(id)
      this.#opening.get(id)?.reject(new Error(message.message))
      this.#opening.delete(id)
      this.#rest()
    } else if (message.kind === 'address') {
      this.#listener.address(id, message.address)
    } else {
      this.#running.delete(id)
      this.#rest()
      this.#listener.ended(id, message.end)
    }
  }

  #rest(): void {
    if (this.#opening.size === 0 && this.#running.size === 0) this.#worker?.unref()
  }

  #lose(why: unknown): void {
    for (const opening of this.#opening.values()) opening.reject(why)
    for (const reader of this.#readers.values()) reader.resolve(null)
    const running = [...this.#running]
    this.#opening.clear()
    this.#held.clear()
    this.#running.clear()
    for (const id of running) this.#listener.ended(id, null)
  }
}

/** From source the entry is a TypeScript file beside this one; built, `terminal.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'pty-worker.ts')
  const found = [join(here, 'terminal.js'), join(here, '..', 'terminal.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The thread of the terminals is missing from this installation.')
  return found
}
