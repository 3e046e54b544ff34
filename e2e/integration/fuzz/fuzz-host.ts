import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FromHost, PortName, ToHost } from './host-entry.ts'
import { makeSandbox, type Sandbox } from './sandbox.ts'

/** The page's ends of two ports that lead into the host. */
export interface FuzzPage {
  post(port: PortName, data: unknown): void
  /** Hears what the host says; the last listener counts. */
  listen(port: PortName, listener: (data: unknown) => void): void
  close(): void
}

/** A real host in a process and a sandbox of its own. */
export class FuzzHost {
  readonly sandbox: Sandbox
  readonly url: string
  readonly token: string
  readonly #child: ChildProcess
  readonly #stderr: string[]
  readonly #listeners = new Map<string, (data: unknown) => void>()
  #pages = 0
  #seen = 0
  #health: ((health: Extract<FromHost, { polluted: string[] }>) => void)[] = []

  private constructor(sandbox: Sandbox, child: ChildProcess, stderr: string[], ready: FromHost) {
    if (!('url' in ready)) throw new Error('the host did not say where it is')
    this.sandbox = sandbox
    this.#child = child
    this.#stderr = stderr
    this.url = ready.url
    this.token = ready.token
    child.on('message', (message: FromHost) => {
      if ('polluted' in message) this.#health.shift()?.(message)
      else if ('from' in message) this.#listeners.get(`${message.from} ${message.port}`)?.(message.data)
    })
  }

  static async start(): Promise<FuzzHost> {
    const sandbox = await makeSandbox()
    const child = fork(join(import.meta.dirname, 'host-entry.ts'), [sandbox.dataFolder], {
      env: sandbox.environment,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    const stderr: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
    const gone = once(child, 'exit').then(() => {
      throw new Error(`the host did not become ready:\n${stderr.join('')}`)
    })
    const [ready] = (await Promise.race([once(child, 'message'), gone])) as [FromHost]
    gone.catch(() => undefined)
    return new FuzzHost(sandbox, child, stderr, ready)
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** All that it wrote to its log so far. */
  get log(): string {
    return this.#stderr.join('')
  }

  /** Mistakes of its own that it wrote to its log since this was last asked. */
  newErrors(): string[] {
    const log = this.log
    const fresh = log.slice(this.#seen)
    this.#seen = log.length
    return fresh.match(/^error unexpected error .*$/gm) ?? []
  }

  openPage(): FuzzPage {
    this.#pages += 1
    const page = this.#pages
    this.#send({ open: page })
    return {
      post: (port, data) => this.#send({ to: page, port, data }),
      listen: (port, listener) => this.#listeners.set(`${page} ${port}`, listener),
      close: () => this.#send({ close: page }),
    }
  }

  /** Names on Object.prototype in the host, and how long its loop was held since last asked, in ms. */
  health(): Promise<Extract<FromHost, { polluted: string[] }>> {
    return new Promise((resolve) => {
      this.#health.push(resolve)
      this.#send('health')
    })
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      this.#child.kill('SIGTERM')
      await once(this.#child, 'exit')
    }
    await this.sandbox.remove()
  }

  #send(message: ToHost): void {
    if (this.#child.connected) this.#child.send(message)
  }
}
