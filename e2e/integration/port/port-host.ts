import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { ShellCommand } from '#shared/port.ts'
import { temporaryFolder } from '../../support/repository.ts'
import type { ToWorker } from './host-worker.ts'

/** A real host in a thread of its own. */
export class PortHost {
  readonly dataFolder: string
  readonly url: string
  readonly token: string
  readonly #worker: Worker

  private constructor(worker: Worker, dataFolder: string, { url, token }: { url: string; token: string }) {
    this.#worker = worker
    this.dataFolder = dataFolder
    this.url = url
    this.token = token
  }

  static async start(): Promise<PortHost> {
    const dataFolder = join(await temporaryFolder('port'), 'data')
    const worker = new Worker(new URL('./host-worker.ts', import.meta.url), {
      workerData: { dataFolder },
      execArgv: [],
    })
    const [ready] = (await once(worker, 'message')) as [{ url: string; token: string }]
    return new PortHost(worker, dataFolder, ready)
  }

  /** The page's ends of two new ports. */
  connect(): { calls: MessagePort; streams: MessagePort } {
    const calls = new MessageChannel()
    const streams = new MessageChannel()
    const message: ToWorker = { connect: [calls.port2, streams.port2] }
    this.#worker.postMessage(message, [calls.port2, streams.port2])
    return { calls: calls.port1, streams: streams.port1 }
  }

  command(command: ShellCommand): void {
    this.#worker.postMessage({ command } satisfies ToWorker)
  }

  /** Streams and others that listen to the feed by way of ports. */
  async feedListeners(): Promise<number> {
    const answer = once(this.#worker, 'message')
    this.#worker.postMessage('count' satisfies ToWorker)
    return ((await answer) as [{ feedListeners: number }])[0].feedListeners
  }

  async stop(): Promise<void> {
    const exit = once(this.#worker, 'exit')
    this.#worker.postMessage('close' satisfies ToWorker)
    await once(this.#worker, 'message')
    await this.#worker.terminate()
    await exit
    await rm(dirname(this.dataFolder), { recursive: true, force: true })
  }
}
