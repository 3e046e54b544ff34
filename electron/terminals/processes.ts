import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { endMarked } from '../process/leftovers.ts'
import type { Log } from '../runs/engine.ts'
import type { PtyEnd, PtyOrder } from './pty-messages.ts'
import { PtyThread } from './pty-thread.ts'

/** Environment variable that all processes of a terminal carry; its value is the terminal's id. */
const TERMINAL_VARIABLE = 'OPENLINEAR_TERMINAL'

/** So long a shell may take to end when its terminal hangs up; then it is killed. */
const HANG_UP_MS = 1000

/** How a process ended; null = nobody knows. */
export type ProcessEnd = { exitCode: number | null; signal: string | null } | null

interface Live {
  pid: number
  isOver: boolean
  /** Once the process itself has ended. */
  over: PromiseWithResolvers<void>
  /** Once it runs, or has failed to. */
  started: PromiseWithResolvers<void>
  /** Once it has ended, and all that it had started. */
  gone: PromiseWithResolvers<void>
}

export interface ProcessesOptions {
  onAddress: (id: string, address: string) => void
  /** Called when nothing is left of it, before {@link Processes.end} answers; it throws nothing. */
  onEnd: (id: string, end: ProcessEnd) => Promise<void>
  log: Log
}

/** The processes of terminals, each with all that it has started. */
export class Processes {
  readonly #thread: PtyThread
  readonly #live = new Map<string, Live>()
  readonly #onEnd: ProcessesOptions['onEnd']
  readonly #log: Log

  constructor({ onAddress, onEnd, log }: ProcessesOptions) {
    this.#onEnd = onEnd
    this.#log = log
    this.#thread = new PtyThread({
      address: onAddress,
      ended: (id, end) => void this.#finish(id, end === null ? null : named(end)),
    })
  }

  /** How many go on. */
  get count(): number {
    return this.#live.size
  }

  /** Waits until one that is being started runs. @returns whether it is there */
  async isLive(id: string): Promise<boolean> {
    await this.#live.get(id)?.started.promise
    return this.#live.has(id)
  }

  /** @throws when it cannot be started */
  async start(id: string, order: PtyOrder): Promise<void> {
    const live: Live = {
      pid: 0,
      isOver: false,
      over: Promise.withResolvers(),
      started: Promise.withResolvers(),
      gone: Promise.withResolvers(),
    }
    this.#live.set(id, live)
    try {
      live.pid = await this.#thread.open(id, { ...order, env: { ...order.env, [TERMINAL_VARIABLE]: id } })
    } catch (error) {
      live.isOver = true
      this.#live.delete(id)
      live.gone.resolve()
      throw error
    } finally {
      live.started.resolve()
    }
  }

  write(id: string, data: string | Uint8Array): void {
    this.#thread.write(id, data)
  }

  resize(id: string, cols: number, rows: number): void {
    this.#thread.resize(id, cols, rows)
  }

  follow(id: string, signal: AbortSignal) {
    return this.#thread.follow(id, signal)
  }

  /** Hangs up, as a window that is closed does, and sees to it that nothing is left. */
  async end(id: string): Promise<void> {
    const live = this.#live.get(id)
    if (live === undefined) return
    await live.started.promise
    if (!live.isOver) {
      signalGroup(live.pid, 'SIGHUP')
      // One that was stopped with Ctrl+Z would not hear of it.
      signalGroup(live.pid, 'SIGCONT')
      await Promise.race([live.over.promise, delay(HANG_UP_MS)])
      if (!live.isOver) signalGroup(live.pid, 'SIGKILL')
    }
    await live.gone.promise
  }

  /** Lets go of what an ended one shows. */
  forget(id: string): void {
    this.#thread.forget(id)
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.all([...this.#live.keys()].map((id) => this.end(id)))
    await this.#thread.close()
  }

  async #finish(id: string, end: ProcessEnd): Promise<void> {
    const live = this.#live.get(id)
    if (live !== undefined) live.isOver = true
    live?.over.resolve()
    try {
      // Jobs in the background do not hear that their shell has ended.
      await endMarked(TERMINAL_VARIABLE, id)
    } catch (error) {
      this.#log('error', 'what a terminal has started could not be ended', { id, error: String(error) })
    }
    await this.#onEnd(id, end)
    this.#live.delete(id)
    live?.gone.resolve()
  }
}

function named({ exitCode, signal }: PtyEnd): ProcessEnd {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? null
  return { exitCode, signal: signal === null ? null : (name ?? `signal ${signal}`) }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Gone already; macOS says so of a group of zombies in its own way.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
