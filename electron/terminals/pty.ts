import { SerializeAddon } from '@xterm/addon-serialize'
import headless from '@xterm/headless'
import * as nodePty from '@lydell/node-pty'
import { devAddress } from '#shared/terminal-text.ts'
import type { TerminalBatch } from '#shared/terminals.ts'
import type { PtyEnd, PtyOrder } from './pty-messages.ts'

/** Lines above the screen that are kept to scroll back to. */
const SCROLLBACK = 2000
/** So much output may wait to be drawn, in characters; then the process has to wait. */
const MOST_UNDRAWN = 512 * 1024
const FEW_UNDRAWN = 64 * 1024
/** So much may wait for one reader; then the process waits for that one. */
const MOST_UNREAD = 256 * 1024
/** A reader that takes nothing for so long is not waited for: it gets the screen when it comes back. */
const PATIENCE_MS = 1000
/** An address is looked for in so much of the output, in characters. */
const SPOKEN = 512 * 1024
interface Reader {
  /** null = the screen is next: it is new, or has fallen behind. */
  unread: string | null
  /** It waits for a batch. */
  wants: boolean
  patience: NodeJS.Timeout | undefined
}

/** Told what becomes of a process. */
export interface PtyListener {
  batch(reader: number, batch: TerminalBatch | null): void
  address(address: string): void
  ended(end: PtyEnd): void
}

/**
 * A process in a terminal, and what that terminal shows: drawn here, too, so that a page that comes sees what is there.
 * A process that says more than is drawn or read has to wait, and nothing piles up.
 */
export class Pty {
  readonly #process: nodePty.IPty
  readonly #listener: PtyListener
  readonly #screen: headless.Terminal
  readonly #picture = new SerializeAddon()
  readonly #readers = new Map<number, Reader>()
  readonly #port: number | null
  #undrawn = 0
  #paused = false
  #over = false
  /** Lines that were not searched for an address yet; null = it is found, or will not be. */
  #unsearched: string | null
  #searched = 0

  /** @throws when it cannot be started */
  constructor(order: PtyOrder, listener: PtyListener) {
    const { file, args, cwd, env, cols, rows, port } = order
    this.#listener = listener
    this.#port = port
    this.#unsearched = port === null ? null : ''
    this.#screen = new headless.Terminal({ cols, rows, scrollback: SCROLLBACK, allowProposedApi: true })
    this.#screen.loadAddon(this.#picture)
    this.#process = nodePty.spawn(file, args, { name: 'xterm-256color', cols, rows, cwd, env })
    // Programs ask their terminal where the cursor is and the like. Pages leave the answer to this one: there may be
    // none of them, or two.
    this.#screen.onData((answer) => {
      if (!this.#over) this.#process.write(answer)
    })
    this.#process.onData((text) => this.#draw(text))
    this.#process.onExit(({ exitCode, signal }) => {
      const isKilled = signal !== undefined && signal !== 0
      this.#end({ exitCode: isKilled ? null : exitCode, signal: isKilled ? signal : null })
    })
  }

  get pid(): number {
    return this.#process.pid
  }

  write(data: string | Uint8Array): void {
    if (this.#over) return
    // Its types say string; what it writes to is a socket.
    this.#process.write(typeof data === 'string' ? data : (Buffer.from(data) as unknown as string))
  }

  resize(cols: number, rows: number): void {
    this.#screen.resize(cols, rows)
    if (!this.#over) this.#process.resize(cols, rows)
  }

  /** Asks for the next batch of a reader. */
  read(id: number): void {
    let reader = this.#readers.get(id)
    if (reader === undefined) {
      reader = { unread: null, wants: false, patience: undefined }
      this.#readers.set(id, reader)
    }
    reader.wants = true
    this.#serve(id, reader)
  }

  leave(id: number): void {
    clearTimeout(this.#readers.get(id)?.patience)
    this.#readers.delete(id)
    this.#flow()
  }

  dispose(): void {
    for (const [id, reader] of this.#readers) {
      clearTimeout(reader.patience)
      this.#listener.batch(id, null)
    }
    this.#readers.clear()
    this.#screen.dispose()
  }

  #draw(text: string): void {
    this.#undrawn += text.length
    this.#flow()
    // Readers are given only what is drawn, so that a screen is exactly what came before it.
    this.#screen.write(text, () => {
      this.#undrawn -= text.length
      this.#search(text)
      for (const [id, reader] of this.#readers) {
        if (reader.unread === null) continue
        reader.unread += text
        this.#serve(id, reader)
      }
      this.#flow()
    })
  }

  #serve(id: number, reader: Reader): void {
    if (!reader.wants || reader.unread === '') {
      if (reader.wants && this.#over) this.#listener.batch(id, null)
      return
    }
    const { cols, rows } = this.#screen
    const data = reader.unread ?? this.#picture.serialize({ scrollback: SCROLLBACK })
    this.#listener.batch(
      id,
      reader.unread === null ? { kind: 'screen', cols, rows, data } : { kind: 'output', data },
    )
    reader.unread = ''
    reader.wants = false
    clearTimeout(reader.patience)
    reader.patience = undefined
    this.#flow()
  }

  /** Lets the process go on, or wait for who draws and reads. */
  #flow(): void {
    let isLate = this.#undrawn > (this.#paused ? FEW_UNDRAWN : MOST_UNDRAWN)
    for (const reader of this.#readers.values()) {
      if ((reader.unread?.length ?? 0) <= MOST_UNREAD) continue
      isLate = true
      reader.patience ??= setTimeout(() => {
        reader.unread = null
        reader.patience = undefined
        this.#flow()
      }, PATIENCE_MS)
    }
    if (isLate === this.#paused || this.#over) return
    this.#paused = isLate
    if (isLate) this.#process.pause()
    else this.#process.resume()
  }

  /** Whole lines only: of an address that is cut, the port would be another one. */
  #search(text: string): void {
    if (this.#unsearched === null) return
    const all = this.#unsearched + text
    const end = all.lastIndexOf('\n') + 1
    const address = devAddress(all.slice(0, end), this.#port)
    if (address !== null) this.#listener.address(address)
    this.#searched += text.length
    const isFound = address !== null && new URL(address).port === String(this.#port)
    this.#unsearched = isFound || this.#searched > SPOKEN ? null : all.slice(end).slice(-4000)
  }

  #end(end: PtyEnd): void {
    // What was read before must have been drawn.
    this.#screen.write('', () => {
      this.#over = true
      this.#listener.ended(end)
      for (const [id, reader] of this.#readers) this.#serve(id, reader)
    })
  }
}
