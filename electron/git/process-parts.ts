import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'

const KILL_AFTER_MS = 2_000

/**
 * Asks a child and all its descendants to end, and kills them when they do not listen. Git takes its lock
 * files away when it is asked.
 *
 * @returns timer of the kill, to be cleared once the child has ended
 */
export function endTree(child: ChildProcess): NodeJS.Timeout | undefined {
  const { pid } = child
  if (pid === undefined) return undefined
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => child.kill(),
    )
    return undefined
  }
  signalGroup(pid, 'SIGTERM')
  return setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS)
}

/** Ends what is left of a child's group after the child itself has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && process.platform !== 'win32') signalGroup(child.pid, 'SIGKILL')
}

/** @returns whether there was anybody to hear it; 0 asks just that */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch (error) {
    // On macOS a group of which only zombies are left may not be signalled.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    return false
  }
}

/** Bytes up to a limit. */
export class OutputBuffer {
  readonly #limit: number
  readonly #chunks: Buffer[] = []
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns false when the limit is passed */
  add(chunk: Buffer): boolean {
    this.#size += chunk.length
    if (this.#size > this.#limit) return false
    this.#chunks.push(chunk)
    return true
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}

/** The last characters of a stream. */
export class Tail {
  readonly #limit: number
  readonly #decoder = new StringDecoder('utf8')
  #text = ''

  constructor(limit: number) {
    this.#limit = limit
  }

  /** @returns what was added, as text */
  add(chunk: Buffer): string {
    const text = this.#decoder.write(chunk)
    this.#text = (this.#text + text).slice(-this.#limit)
    return text
  }

  text(): string {
    return this.#text
  }
}
