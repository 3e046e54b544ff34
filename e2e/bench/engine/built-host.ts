import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { ROOT } from '#electron/launch/root.ts'
import type { LogItem } from '#shared/run-log.ts'
import type { Client } from '../../support/host.ts'
import type { LoopDelay } from './loop-probe.ts'
import { eventsOf } from './sse.ts'

/** The built host in a process of its own, as `npm run headless` runs it, with the loop probe loaded. */
export class BuiltHost {
  readonly client: Client
  readonly #child: ChildProcess
  readonly #url: string
  readonly #headers: Record<string, string>

  private constructor(child: ChildProcess, url: string, token: string) {
    this.#child = child
    this.#url = url
    this.#headers = { authorization: `Bearer ${token}` }
    this.client = createORPCClient(new RPCLink({ url: new URL('/rpc', url).href, headers: this.#headers }))
  }

  /** Starts it and waits for its ready line. `BENCH_NODE_OPTIONS` adds options to its Node, such as a profiler's. */
  static async start(dataFolder: string, env: NodeJS.ProcessEnv): Promise<BuiltHost> {
    const options = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean)
    const probe = join(import.meta.dirname, 'loop-probe.ts')
    const program = [join(ROOT, 'out/main/headless.js'), '--port', '0', '--data-dir', dataFolder]
    const child = spawn(process.execPath, [...options, '--import', probe, ...program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env,
    })
    const said: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()))
    if (child.stdout === null) throw new Error('the host has no output')
    for await (const line of createInterface({ input: child.stdout })) {
      const { url, token } = JSON.parse(line) as { url: string; token: string }
      child.stdout.resume()
      return new BuiltHost(child, url, token)
    }
    throw new Error(`the host did not become ready:\n${said.join('')}`)
  }

  /** Begins to measure the host's event loop anew. */
  resetDelay(): void {
    this.#child.send('reset')
  }

  async delay(): Promise<LoopDelay> {
    const answer = once(this.#child, 'message')
    this.#child.send('read')
    const [delay] = (await answer) as [LoopDelay]
    return delay
  }

  /**
   * Follows the feed from now on.
   *
   * @returns a promise of the moment (`performance.now()`) at which all of so many runs were over
   * @throws when a run does not succeed
   */
  async allSucceeded(count: number): Promise<{ over: Promise<number> }> {
    const feed = await this.#stream('/api/events')
    const over = (async () => {
      let left = count
      for await (const { event, data } of eventsOf(feed)) {
        if (event !== 'execution:completed') continue
        const { status } = JSON.parse(data) as { status?: string }
        if (status !== 'succeeded') throw new Error(`a run did not succeed: ${data}`)
        left -= 1
        if (left === 0) return performance.now()
      }
      throw new Error('the feed ended too early')
    })()
    // Whoever waits for it is told; nobody may wait for it yet.
    over.catch(() => undefined)
    return { over }
  }

  /** A run's log as its stream gives it, batch by batch. */
  async *log(runId: string): AsyncGenerator<LogItem[]> {
    for await (const { event, data } of eventsOf(
      await this.#stream(`/api/runs/${runId}/logs/stream?after=0`),
    )) {
      if (event === 'end') return
      if (event === 'items') yield JSON.parse(data) as LogItem[]
    }
  }

  async #stream(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(new URL(path, this.#url), { headers: this.#headers })
    if (!response.ok || response.body === null) throw new Error(`${path}: ${response.status}`)
    return response.body
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    await gone
  }
}
