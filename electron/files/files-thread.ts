import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FoundFiles } from '#shared/steering.ts'
import type { FromFilesWorker, ToFilesWorker } from './files-worker.ts'

/** The thread that holds lists of files and searches them. */
export class FilesThread {
  readonly #worker = new Worker(entry(), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  readonly #asked = new Map<number, PromiseWithResolvers<FoundFiles | null>>()
  #lastId = 0
  /** Why it takes nothing more; null = it does. */
  lost: Error | null = null

  constructor() {
    this.#worker.unref()
    this.#worker.on('message', ({ id, found }: FromFilesWorker) => {
      this.#asked.get(id)?.resolve(found)
      this.#asked.delete(id)
    })
    // Without somebody who hears it, it would take the host with it.
    this.#worker.on('error', (error) => this.#lose(error instanceof Error ? error : new Error(String(error))))
    this.#worker.once('exit', () => this.#lose(new Error('The thread that searches files has ended.')))
  }

  /** Gives it a list; the bytes go over and are not here any more. */
  know(root: string, listed: Uint8Array<ArrayBuffer>): void {
    // Small buffers share one block of memory, all of which would go.
    const own = listed.byteLength === listed.buffer.byteLength ? listed : new Uint8Array(listed)
    this.#worker.postMessage({ root, listed: own } satisfies ToFilesWorker, [own.buffer])
  }

  forget(root: string): void {
    this.#worker.postMessage({ forget: root } satisfies ToFilesWorker)
  }

  /** @throws when the thread has ended */
  async find(root: string, query: string, limit: number): Promise<FoundFiles | null> {
    if (this.lost !== null) throw this.lost
    this.#lastId += 1
    const id = this.#lastId
    const asked = Promise.withResolvers<FoundFiles | null>()
    this.#asked.set(id, asked)
    this.#worker.postMessage({ id, root, query, limit } satisfies ToFilesWorker)
    return asked.promise
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  #lose(why: Error): void {
    this.lost ??= why
    for (const { reject } of this.#asked.values()) reject(this.lost)
    this.#asked.clear()
  }
}

/** From source the entry is a TypeScript file beside this one; built, `files.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'files-worker.ts')
  const found = [join(here, 'files.js'), join(here, '..', 'files.js')].find((path) => existsSync(path))
  if (found === undefined)
    throw new Error('The thread that searches files is missing from this installation.')
  return found
}
