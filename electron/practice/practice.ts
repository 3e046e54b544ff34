import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userEnvironment } from '#electron/process/environment.ts'
import { forkNode, type ForkPractice, type PracticeChild } from './fork.ts'

/** The scripted model in a process of its own. */
export interface PracticeModel {
  /** Starts it if need be. After a crash it comes back at the same address where possible. */
  ensure(): Promise<{ baseUrl: string; apiKey: string }>
  stop(): Promise<void>
}

export interface PracticeOptions {
  hostId: string
  log: (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void
  /** How its process is made; Node's own way unless said. */
  fork?: ForkPractice
}

const START_TIMEOUT_MS = 15_000
const STEADY_MS = 2_000

/** Makes the practice model; nothing is started before the first {@link PracticeModel.ensure}. */
export function createPractice(options: PracticeOptions): PracticeModel {
  const apiKey = randomBytes(24).toString('base64url')
  const fork = options.fork ?? forkNode
  let running: Promise<Running> | null = null
  let lastPort = 0
  let stopped = false

  async function start(): Promise<Running> {
    const child = fork(entry(), userEnvironment(options.hostId))
    const { promise: gone, resolve: onGone } = Promise.withResolvers<void>()
    const { promise: port, resolve: onPort, reject: onFailure } = Promise.withResolvers<number>()
    let started: number | null = null
    // Also when it fails before anybody waits for it.
    port.catch(() => undefined)
    child.on({
      message(message) {
        started = performance.now()
        onPort(message.port)
      },
      error: onFailure,
      stderr: (text) => options.log('warn', 'practice model', { stderr: text.slice(0, 2_000) }),
      exit(code, signal) {
        onGone()
        onFailure(new Error(`The practice model ended with code ${code} while starting.`))
        if (started === null) return
        running = null
        if (stopped) return
        options.log('warn', 'The practice model ended.', { code, signal })
        // A run may be waiting for it to come back; one that dies at once is left to the next caller.
        if (performance.now() - started > STEADY_MS) void ensure().catch(() => undefined)
      },
    })
    const late = setTimeout(
      () => onFailure(new Error('The practice model did not start in time.')),
      START_TIMEOUT_MS,
    )
    try {
      child.send({ key: apiKey, port: lastPort })
      lastPort = await port
      return { child, port: lastPort, gone }
    } catch (error) {
      child.kill()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  async function ensure() {
    if (stopped) throw new Error('The practice model has been stopped.')
    running ??= start()
    try {
      const { port } = await running
      return { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey }
    } catch (error) {
      running = null
      throw error
    }
  }

  return {
    ensure,
    async stop() {
      stopped = true
      const last = (await running?.catch(() => null)) ?? null
      if (last === null || last.child.isGone) return
      last.child.kill()
      await last.gone
    },
  }
}

interface Running {
  child: PracticeChild
  port: number
  /** Settles when the process is over. */
  gone: Promise<void>
}

/** From source the entry is a TypeScript file beside this one; built, `practice.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'server.ts')
  const found = [join(here, 'practice.js'), join(here, '..', 'practice.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The practice model is missing from this installation.')
  return found
}
