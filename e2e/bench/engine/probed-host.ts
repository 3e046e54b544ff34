import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogItem } from '#shared/run-log.ts'
import type { Batch } from '#shared/batches.ts'
import type { Client, TestHost } from '../../support/host.ts'
import { startBuilt } from '../built-host.ts'
import type { LoopDelay } from './loop-probe.ts'
import { eventsOf } from './sse.ts'

/** The built host with the loop probe loaded, and followed as cheaply as can be. */
export class ProbedHost {
  readonly client: Client
  readonly #host: TestHost

  private constructor(host: TestHost) {
    this.#host = host
    this.client = host.client
  }

  static async start(dataFolder: string, environment: NodeJS.ProcessEnv): Promise<ProbedHost> {
    const node = ['--import', join(import.meta.dirname, 'loop-probe.ts')]
    return new ProbedHost(await startBuilt(dataFolder, { node, environment, channel: true }))
  }

  /** Begins to measure the host's event loop anew. */
  resetDelay(): void {
    this.#host.process.send('reset')
  }

  async delay(): Promise<LoopDelay> {
    const answer = once(this.#host.process, 'message')
    this.#host.process.send('read')
    const [delay] = (await answer) as [LoopDelay]
    return delay
  }

  /** What a browser opens. */
  get address(): string {
    return this.#host.address
  }

  /** Bytes of the host that are resident. */
  async memory(): Promise<number> {
    const status = await readFile(`/proc/${this.#host.process.pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
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

  /**
   * Follows the feed from now on.
   *
   * @returns a promise of moments (`performance.now()`): the first task to be merged was ready, the last one was
   *   merged, and the batch was over
   * @throws when a task is left out
   */
  async batchCompleted(): Promise<{
    over: Promise<{ firstReady: number; lastMerged: number; completed: number }>
  }> {
    const feed = await this.#stream('/api/events')
    const over = (async () => {
      let [firstReady, lastMerged] = [0, 0]
      for await (const { event, data } of eventsOf(feed)) {
        const { tasks = [] } = JSON.parse(data) as Partial<Pick<Batch, 'tasks'>>
        if (event === 'batch:task:completed' && tasks[0]?.position === 1) firstReady = performance.now()
        if (event === 'batch:task:merged') lastMerged = performance.now()
        if (event === 'batch:completed') return { firstReady, lastMerged, completed: performance.now() }
        if (/^batch:(failed|cancelled|task:(failed|skipped|cancelled))$/.test(event ?? ''))
          throw new Error(`the batch did not take everything: ${data}`)
      }
      throw new Error('the feed ended too early')
    })()
    over.catch(() => undefined)
    return { over }
  }

  /** Waits until a batch is as `look` wants it. */
  batchWith(id: string, look: (batch: Batch) => boolean): Promise<Batch> {
    return this.#host.when(async () => {
      const batch = await this.client.batches.get({ id })
      return look(batch) ? batch : undefined
    })
  }

  /** Reads the feed from now on as a page does, and makes nothing of it. */
  async followFeed(): Promise<void> {
    const feed = await this.#stream('/api/events')
    // It ends with the host.
    feed.pipeTo(new WritableStream()).catch(() => undefined)
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
    const response = await this.#host.fetch(path)
    if (!response.ok || response.body === null) throw new Error(`${path}: ${response.status}`)
    return response.body
  }

  stop(): Promise<void> {
    return this.#host.stop()
  }
}
