import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Onlookers } from '#electron/process/onlookers.ts'
import { AppError } from '#shared/errors.ts'
import type { Connection } from './connection.ts'
import { humanLine } from './errors.ts'
import { type Launched, launch, type ServerPlan } from './launch.ts'

export type { ServerPlan } from './launch.ts'

export type Log = (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void

/** How a server is. */
export interface ServerStatus {
  name: string
  state: 'stopped' | 'starting' | 'healthy' | 'unhealthy'
  version: string | null
  /** In words, when `unhealthy`. */
  problem: string | null
  running: { pid: number; startedAt: Date; turns: number; restartPending: boolean } | null
  /** Unexpected ends, failed starts among them. */
  crashes: number
  /** When a start that somebody waits for is tried. */
  retryAt: Date | null
}

/** One OpenCode server that is started when it is used and again after it has died. */
export interface Server {
  /**
   * A server that has to be replaced is, before this answers: at once when nothing goes on in it, else
   * after at most a minute of waiting for that.
   *
   * @param model what it is wanted for; a default where the user has configured none
   * @throws an error in words when it cannot be started
   */
  use(model: string): Promise<Connection>
  /**
   * Says that something goes on in the server that must not be cut off (a turn, above all). To be called
   * right after {@link use}; the answer has to be called once it has ended.
   */
  lease(): () => void
  /** The connection there is, or null: never starts anything. */
  current(): Connection | null
  status(): ServerStatus
  /** What it was started with has changed: it is ended as soon as nothing goes on in it. */
  reload(): void
  /** Replaces it now if it runs, whatever goes on in it. */
  restart(): Promise<void>
  /** Ends it if nothing goes on in it and it has grown too large; it is started again when it is used. */
  recycle(): Promise<void>
  stop(): Promise<void>
}

export interface ServerOptions {
  name: string
  plan: (model: string) => Promise<ServerPlan>
  /** Cheap; tells whether a running server may still be used. */
  key: () => Promise<string>
  /** Resident memory of a process in bytes, or null where it cannot be read. */
  memory: (pid: number) => Promise<number | null>
  /** Above so many bytes an idle server is ended. */
  recycleAbove: number
  /** Longest wait for what goes on in a server that has to be replaced, in milliseconds. */
  patienceMs: number
  log: Log
  onHealth: () => void
  /** For whom it stands back. */
  onlookers?: Onlookers | undefined
}

/** Waits before the next start after so many crashes in a row. */
const BACKOFF_MS = [0, 500, 2_000, 5_000, 15_000, 30_000]
/** After so long without a crash the next one counts as the first. */
const STEADY_MS = 60_000

interface Running extends Launched {
  key: string
  model: string
  /** What was told by {@link Server.reload} when its plan was made. */
  generation: number
  startedAt: Date
  leases: Set<object>
}

/** Makes a server that is not started yet. */
export function createServer(options: ServerOptions): Server {
  const { name, log } = options
  const stopping = new AbortController()
  let starting: Promise<Running> | null = null
  let running: Running | null = null
  /** Servers that are being ended; the data folder is theirs until then. */
  let ending: Promise<unknown> = Promise.resolve()
  let generation = 0
  let crashes = 0
  let crashesInARow = 0
  let earliest = 0
  let now: Pick<ServerStatus, 'state' | 'version' | 'problem' | 'retryAt'> = {
    state: 'stopped',
    version: null,
    problem: null,
    retryAt: null,
  }
  /** Resolved whenever a lease ends. */
  let released = Promise.withResolvers<void>()

  function report(next: Partial<typeof now>) {
    now = { ...now, ...next }
    options.onHealth()
  }

  function crashed(problem: string) {
    crashes += 1
    crashesInARow += 1
    earliest = performance.now() + (BACKOFF_MS[Math.min(crashesInARow, BACKOFF_MS.length - 1)] ?? 0)
    report({ state: 'unhealthy', problem, retryAt: null })
  }

  async function start(model: string): Promise<Running> {
    await ending
    const wait = earliest - performance.now()
    if (wait > 0) {
      report({ retryAt: new Date(Date.now() + wait) })
      await delay(wait, undefined, { signal: stopping.signal })
    }
    report({ state: 'starting', problem: null, retryAt: null })
    const began = performance.now()
    const planned = generation
    const plan = await options.plan(model)
    const launched = await launch(plan, randomUUID(), log, options.onlookers)
    const { version } = launched.connection
    log('info', 'OpenCode is up.', { server: name, version, ms: Math.round(performance.now() - began) })
    const result: Running = {
      ...launched,
      key: plan.key,
      model,
      generation: planned,
      startedAt: new Date(),
      leases: new Set(),
    }
    running = result
    report({ state: 'healthy', version, problem: null })
    const steady = setTimeout(() => (crashesInARow = 0), STEADY_MS)
    steady.unref()
    void launched.exited.then(async (how) => {
      clearTimeout(steady)
      if (running !== result) return
      running = null
      log('error', 'OpenCode died.', { server: name, ...how })
      // The shells of its tools live on by themselves.
      void finish(result)
      crashed('OpenCode ended unexpectedly; it is started again on next use.')
    })
    return result
  }

  async function startOnce(model: string): Promise<Running> {
    try {
      return await start(model)
    } catch (error) {
      refuseWhenStopped()
      const problem = humanLine(error instanceof Error ? error.message : String(error))
      crashed(problem)
      throw new AppError('UNAVAILABLE', `OpenCode could not be started: ${problem}`, null, { cause: error })
    } finally {
      starting = null
    }
  }

  /** Ends the server that runs; the next use starts another one. */
  function retire(why: string): Promise<unknown> {
    const old = running
    if (old === null) return ending
    running = null
    log('info', why, { server: name })
    report({ state: 'stopped', problem: null })
    return finish(old)
  }

  function finish(old: Running): Promise<unknown> {
    const ended = old.end().catch((error: unknown) => {
      log('error', 'What OpenCode started could not be ended.', { server: name, error: String(error) })
    })
    ending = Promise.all([ending, ended])
    return ending
  }

  const isStale = () => running !== null && running.generation !== generation
  const isIdle = () => running !== null && running.leases.size === 0
  const CHANGED = 'OpenCode is restarted with changed keys or settings.'

  /** Sees to it that a server which still runs may be used. */
  async function renew(): Promise<void> {
    if (running !== null && running.key !== (await options.key()))
      await retire('OpenCode is restarted with another configuration.')
    const old = running
    if (old === null || !isStale()) return
    const patience = AbortSignal.any([stopping.signal, AbortSignal.timeout(options.patienceMs)])
    const over = new Promise((resolve) => patience.addEventListener('abort', resolve, { once: true }))
    while (running === old && !isIdle() && !patience.aborted) await Promise.race([released.promise, over])
    if (running === old) await retire(CHANGED)
  }

  function refuseWhenStopped() {
    if (stopping.signal.aborted) throw new AppError('UNAVAILABLE', 'OpenCode has been stopped.')
  }

  const server: Server = {
    async use(model) {
      refuseWhenStopped()
      await renew()
      refuseWhenStopped()
      if (running !== null) return running.connection
      starting ??= startOnce(model)
      const { connection } = await starting
      refuseWhenStopped()
      return connection
    },
    lease() {
      const held = running
      const lease = {}
      held?.leases.add(lease)
      options.onHealth()
      return () => {
        if (held?.leases.delete(lease) !== true) return
        released.resolve()
        released = Promise.withResolvers()
        options.onHealth()
        if (running !== held || held.leases.size > 0) return
        if (isStale()) void retire(CHANGED)
        else void server.recycle()
      }
    },
    current: () => running?.connection ?? null,
    status: () => ({
      name,
      ...now,
      running:
        running === null
          ? null
          : {
              pid: running.pid,
              startedAt: running.startedAt,
              turns: running.leases.size,
              restartPending: isStale(),
            },
      crashes,
    }),
    reload() {
      generation += 1
      if (isIdle()) void retire(CHANGED)
      else if (running !== null) options.onHealth()
    },
    async restart() {
      generation += 1
      const model = running?.model
      await retire('OpenCode is restarted.')
      if (model !== undefined) await server.use(model)
    },
    async recycle() {
      const old = running
      if (old === null || !isIdle()) return
      const memory = await options.memory(old.pid)
      if (memory === null || memory <= options.recycleAbove || running !== old || !isIdle()) return
      await retire('OpenCode is restarted, since it has grown large.')
    },
    async stop() {
      stopping.abort()
      await starting?.catch(() => undefined)
      await retire('OpenCode is stopped.')
      report({ state: 'stopped', problem: null, retryAt: null })
    },
  }
  return server
}
