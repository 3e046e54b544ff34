import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Contract } from '#shared/contract.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { deathNote } from './death-note.ts'

export type Client = ContractRouterClient<Contract>

/** A host has ended before it was ready. */
export class NotReady extends Error {
  readonly stderr: string

  constructor(stderr: string) {
    super(`the host did not become ready:\n${stderr}`)
    this.stderr = stderr
  }

  /** Whether the kill switch has killed it there. */
  wasKilledAt(point: string): boolean {
    return this.stderr.includes(deathNote(point))
  }
}

/** A real host in its own process, reached as the page reaches it. */
export class TestHost {
  readonly url: string
  readonly token: string
  readonly process: ChildProcess
  readonly client: Client
  readonly stderr: string[]
  readonly #silent: Promise<void>

  private constructor(
    child: ChildProcess,
    url: string,
    token: string,
    stderr: string[],
    silent: Promise<void>,
  ) {
    this.process = child
    this.#silent = silent
    this.url = url
    this.token = token
    this.stderr = stderr
    this.client = createORPCClient(
      new RPCLink({ url: new URL('/rpc', url).href, headers: { authorization: `Bearer ${token}` } }),
    )
  }

  /**
   * Starts a host on a data folder and waits until it is ready.
   *
   * @param command what Node is told to run; by default the host from its sources
   * @param channel whether this process and the host can send each other messages
   * @throws NotReady
   */
  static async start(
    dataFolder: string,
    environment: NodeJS.ProcessEnv = {},
    command: readonly string[] = [join(import.meta.dirname, 'host-process.ts'), dataFolder],
    channel = false,
  ): Promise<TestHost> {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe', ...(channel ? ['ipc' as const] : [])],
      env: { ...process.env, ...environment },
      detached: true,
    })
    if (child.stdout === null || child.stderr === null) throw new Error('the host has no output')
    const stderr: string[] = []
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
    const silent = new Promise<void>((resolve) => child.once('close', () => resolve()))
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = JSON.parse(line) as { url: string; token: string }
      child.stdout.resume()
      return new TestHost(child, ready.url, ready.token, stderr, silent)
    }
    await silent
    throw new NotReady(stderr.join(''))
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.url), {
      ...init,
      headers: { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) },
    })
  }

  /** What a user opens: the address with the token in its fragment. */
  get address(): string {
    return `${this.url}#token=${this.token}`
  }

  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** Waits for the host to be gone, however it goes. */
  async gone(): Promise<void> {
    if (this.isAlive) await once(this.process, 'exit')
  }

  /** Waits for the host to be gone. @returns whether the kill switch has killed it there: see `kill-switch.ts` */
  async wasKilledAt(point: string): Promise<boolean> {
    await this.gone()
    // Its last words may come after its end.
    await this.#silent
    return this.process.signalCode === 'SIGKILL' && this.stderr.join('').includes(deathNote(point))
  }

  /** kill -9 of the host alone: OpenCode and its shells live on. */
  async kill(): Promise<void> {
    if (this.isAlive) this.process.kill('SIGKILL')
    await this.gone()
  }

  /** kill -9 of the host's process group and of OpenCode, which is in one of its own, at once: its shells live on. */
  async killGroup(): Promise<void> {
    const { servers } = await this.client.agents.health()
    const pids = servers.flatMap(({ pid }) => pid ?? [])
    if (this.isAlive && this.process.pid !== undefined) process.kill(-this.process.pid, 'SIGKILL')
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await this.gone()
  }

  async stop(): Promise<void> {
    if (this.isAlive) this.process.kill('SIGTERM')
    await this.gone()
  }

  /** Follows a run's log over its stream and gives each item until the stream ends. */
  async *log(runId: string, after = 0): AsyncGenerator<LogItem> {
    const response = await this.fetch(`/api/runs/${runId}/logs/stream?after=${after}`)
    if (!response.ok || response.body === null) throw new Error(`log stream: ${response.status}`)
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
    for await (const event of events as unknown as AsyncIterable<{ event?: string; data: string }>) {
      if (event.event === 'end') return
      if (event.event === 'items') yield* JSON.parse(event.data) as LogItem[]
    }
  }

  /** Waits for an item of the run's log that `matches`. */
  async logItem(runId: string, matches: (item: LogItem) => boolean): Promise<LogItem> {
    for await (const item of this.log(runId)) if (matches(item)) return item
    const { status, failure } = await this.client.runs.get({ id: runId })
    throw new Error(`run ${runId} ended without the awaited log item: ${status}, ${JSON.stringify(failure)}`)
  }

  /** Waits until the run has one of the statuses, by way of the feed. */
  async runWith(runId: string, ...statuses: RunStatus[]): Promise<Run> {
    return this.when(async () => {
      const run = await this.client.runs.get({ id: runId })
      return statuses.includes(run.status) ? run : undefined
    })
  }

  /** Waits until `look` gives something, looking again at each feed event. */
  async when<T>(look: () => Promise<T | undefined>): Promise<T> {
    const seen = await look()
    if (seen !== undefined) return seen
    const controller = new AbortController()
    const response = await this.fetch('/api/events', { signal: controller.signal })
    if (response.body === null) throw new Error('no feed')
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
    try {
      const early = await look()
      if (early !== undefined) return early
      for await (const _event of events as unknown as AsyncIterable<unknown>) {
        const found = await look()
        if (found !== undefined) return found
      }
    } finally {
      controller.abort()
    }
    throw new Error('the feed ended before the awaited state')
  }
}

/** Ids of processes that carry the host id of a data folder. */
export async function leftovers(dataFolder: string): Promise<number[]> {
  const hostId = (await readFile(join(dataFolder, 'host-id'), 'utf8')).trim()
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '')
    if (environment.includes(hostId)) found.push(Number(name))
  }
  return found
}
