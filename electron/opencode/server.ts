import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { RuntimeHealth } from '#electron/agents/runtime.ts'
import { endMarked } from '#electron/process/leftovers.ts'
import { connect, type Connection } from './connection.ts'
import { humanLine } from './errors.ts'

/** How a server is started; made anew for each start. */
export interface ServerPlan {
  binary: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** A running server started with another one must not be used. */
  key: string
}

export type Log = (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void

/** One OpenCode server that is started when it is used and again after it has died. */
export interface Server {
  /**
   * @param model what it is wanted for; a default where the user has configured none
   * @throws an error in words when it cannot be started
   */
  use(model: string): Promise<Connection>
  /** The connection there is, or null: never starts anything. */
  current(): Connection | null
  health(): RuntimeHealth
  stop(): Promise<void>
}

export interface ServerOptions {
  name: string
  plan: (model: string) => Promise<ServerPlan>
  /** Cheap; tells whether a running server may still be used. */
  key: () => Promise<string>
  log: Log
  onHealth: () => void
}

/** Marks what one server started, so that its orphans can be told from those of others. */
const SERVER_VARIABLE = 'OPENLINEAR_SERVER_ID'

const START_TIMEOUT_MS = 60_000
const TERM_AFTER_MS = 2_000
const BACKOFF_MS = [0, 500, 2_000, 5_000, 15_000, 30_000]
/** After so long without a crash the next one counts as the first. */
const STEADY_MS = 60_000

interface Running {
  child: ChildProcess
  connection: Connection
  exited: Promise<void>
  mark: string
  key: string
}

/** Makes a server that is not started yet. */
export function createServer(options: ServerOptions): Server {
  const { name, log } = options
  let starting: Promise<Running> | null = null
  let running: Running | null = null
  let stopped = false
  let crashes = 0
  let health: RuntimeHealth = { state: 'stopped', name, version: null, problem: null }

  function report(next: Partial<RuntimeHealth>) {
    health = { ...health, ...next }
    options.onHealth()
  }

  async function start(model: string): Promise<Running> {
    const wait = BACKOFF_MS[Math.min(crashes, BACKOFF_MS.length - 1)] ?? 0
    if (wait > 0) await delay(wait)
    report({ state: 'starting', problem: null })
    const started = Date.now()
    const plan = await options.plan(model)
    const mark = randomUUID()
    const password = randomBytes(24).toString('base64url')
    const child = spawn(plan.binary, ['serve', '--hostname=127.0.0.1', '--port=0'], {
      cwd: plan.cwd,
      env: { ...plan.env, OPENCODE_SERVER_PASSWORD: password, [SERVER_VARIABLE]: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lost = new AbortController()
    const exited = new Promise<void>((resolve) => {
      const gone = () => {
        lost.abort()
        resolve()
      }
      child.once('exit', gone)
      child.once('error', gone)
    })
    let connection: Connection
    try {
      const url = await addressOf(child)
      connection = await connect({ url, password, lost: lost.signal, onDead: () => child.kill('SIGKILL') })
    } catch (error) {
      child.kill('SIGKILL')
      await endMarked(SERVER_VARIABLE, mark)
      throw error
    }
    const version = connection.version
    log('info', 'OpenCode is up.', { server: name, version, ms: Date.now() - started })
    report({ state: 'healthy', version, problem: null })
    const result: Running = { child, connection, exited, mark, key: plan.key }
    running = result
    const steady = setTimeout(() => (crashes = 0), STEADY_MS)
    steady.unref()
    void exited.then(async () => {
      clearTimeout(steady)
      if (running !== result) return
      running = null
      crashes += 1
      log('error', 'OpenCode died.', { server: name, code: child.exitCode, signal: child.signalCode })
      report({ state: 'unhealthy', problem: 'OpenCode ended unexpectedly; it is started again on next use.' })
      // The shells of its tools live on by themselves.
      await endMarked(SERVER_VARIABLE, mark)
    })
    return result
  }

  async function end({ child, connection, exited, mark }: Running) {
    await connection.client.post('/global/dispose', {}, undefined, TERM_AFTER_MS).catch(() => undefined)
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), TERM_AFTER_MS)
    await exited
    clearTimeout(hard)
    await endMarked(SERVER_VARIABLE, mark)
  }

  async function startOnce(model: string): Promise<Running> {
    try {
      return await start(model)
    } catch (error) {
      crashes += 1
      const problem = humanLine(error instanceof Error ? error.message : String(error))
      report({ state: 'unhealthy', problem })
      throw new Error(`OpenCode could not be started: ${problem}`, { cause: error })
    } finally {
      starting = null
    }
  }

  return {
    async use(model) {
      if (stopped) throw new Error('OpenCode has been stopped.')
      if (running !== null && running.key !== (await options.key())) {
        const old = running
        running = null
        log('info', 'OpenCode is restarted with another configuration.', { server: name })
        await end(old)
      }
      if (running !== null) return running.connection
      starting ??= startOnce(model)
      const { connection } = await starting
      if (stopped) throw new Error('OpenCode has been stopped.')
      return connection
    },
    current: () => running?.connection ?? null,
    health: () => health,
    async stop() {
      stopped = true
      const last = running ?? (await starting?.catch(() => null)) ?? null
      running = null
      if (last !== null) await end(last)
      report({ state: 'stopped', problem: null })
    },
  }
}

/** Reads the address from the server's first lines. With port 0 it takes 4096 or any. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(
      () => settle(() => reject(new Error('it did not answer in time.'))),
      START_TIMEOUT_MS,
    )
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      // Nobody reads on, but a full pipe would stop the server.
      for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners('data').resume()
      finish()
    }
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-20_000)
      const url = /listening on (http:\/\/[\w.:[\]]+)/.exec(output)?.[1]
      if (url !== undefined) settle(() => resolve(url))
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code, signal) =>
      settle(() =>
        reject(new Error(`it ended with ${signal ?? `code ${code}`}. ${output.trim().slice(-500)}`)),
      ),
    )
  })
}
