import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userEnvironment } from '#electron/process/environment.ts'

/** The scripted model in a process of its own. */
export interface PracticeModel {
  /** Starts it if need be. After a crash it comes back at the same address where possible. */
  ensure(): Promise<{ baseUrl: string; apiKey: string }>
  stop(): Promise<void>
}

export interface PracticeOptions {
  hostId: string
  log: (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void
}

const START_TIMEOUT_MS = 15_000
const STEADY_MS = 2_000

/** Makes the practice model; nothing is started before the first {@link PracticeModel.ensure}. */
export function createPractice(options: PracticeOptions): PracticeModel {
  const apiKey = randomBytes(24).toString('base64url')
  let running: Promise<{ child: ChildProcess; port: number }> | null = null
  let lastPort = 0
  let stopped = false

  async function start(): Promise<{ child: ChildProcess; port: number }> {
    const child = fork(entry(), [], {
      // Ours may carry flags (of a test runner, a debugger) that are not meant for it.
      execArgv: [],
      env: userEnvironment(options.hostId),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    child.stderr?.on('data', (data: Buffer) =>
      options.log('warn', 'practice model', { stderr: data.toString('utf8').slice(0, 2_000) }),
    )
    try {
      const port = await portOf(child, { key: apiKey, port: lastPort })
      lastPort = port
      const started = Date.now()
      child.once('exit', (code, signal) => {
        running = null
        if (stopped) return
        options.log('warn', 'The practice model ended.', { code, signal })
        // A run may be waiting for it to come back; one that dies at once is left to the next caller.
        if (Date.now() - started > STEADY_MS) void ensure().catch(() => undefined)
      })
      return { child, port }
    } catch (error) {
      child.kill('SIGKILL')
      throw error
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
      const { child } = (await running?.catch(() => null)) ?? { child: null }
      if (child === null || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
  }
}

function portOf(child: ChildProcess, request: { key: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The practice model did not start in time.')),
      START_TIMEOUT_MS,
    )
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      finish()
    }
    child.once('message', (message: { port: number }) => settle(() => resolve(message.port)))
    child.once('error', (error) => settle(() => reject(error)))
    child.once('exit', (code) =>
      settle(() => reject(new Error(`The practice model ended with code ${code} while starting.`))),
    )
    child.send(request)
  })
}

/** From source the entry is a TypeScript file beside this one; built, `practice.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'server.ts')
  const found = [join(here, 'practice.js'), join(here, '..', 'practice.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The practice model is missing from this installation.')
  return found
}
