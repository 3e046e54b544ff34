import type { StorageReport } from '#shared/storage.ts'
import type { StorageContext, Thing } from './context.ts'
import { thingsInFolders } from './folders.ts'
import { measure, type Measured } from './measure.ts'
import type { Holdings } from './policy.ts'
import { thingsInRepositories } from './repositories.ts'

/** What a look at everything has found, by the things' names. */
export interface Findings {
  at: string | null
  sizes: Map<string, Measured>
  seen: Map<string, Holdings>
  inRepositories: Thing[]
}

/** Measures everything in the background, one thing after the other, and keeps what it found. */
export class Measurement {
  readonly #context: StorageContext
  readonly #controller = new AbortController()
  #findings: Findings = { at: null, sizes: new Map(), seen: new Map(), inRepositories: [] }
  #progress: NonNullable<StorageReport['measuring']> | null = null
  #done: Promise<void> = Promise.resolve()

  constructor(context: StorageContext) {
    this.#context = context
  }

  /** Of the last look, and of the one under way as far as it is. */
  get findings(): Findings {
    return this.#findings
  }

  get progress(): StorageReport['measuring'] {
    return this.#progress === null ? null : { ...this.#progress }
  }

  /** Begins anew, unless it goes on. */
  start(): void {
    if (this.#progress !== null || this.#controller.signal.aborted) return
    this.#progress = { done: 0, of: 0, files: 0 }
    this.#done = this.#look(this.#progress)
      .catch((error: unknown) => {
        if (this.#controller.signal.aborted) return
        this.#context.log('warn', 'the disk could not be measured', { error: String(error) })
        // Else every report would try it again at once.
        this.#findings.at = this.#context.store.now()
      })
      .finally(() => {
        this.#progress = null
      })
  }

  /** What was freed is not there any more. */
  forget(item: string): void {
    this.#findings.sizes.delete(item)
    this.#findings.seen.delete(item)
    this.#findings.inRepositories = this.#findings.inRepositories.filter((thing) => thing.item !== item)
  }

  async close(): Promise<void> {
    this.#controller.abort()
    await this.#done
  }

  async #look(progress: NonNullable<StorageReport['measuring']>): Promise<void> {
    const { signal } = this.#controller
    const things = await thingsInFolders(this.#context)
    progress.of = things.length
    const fresh = new Set<string>()
    const hardLinks = new Set<string>()
    const onFile = () => {
      progress.files += 1
    }
    for (const thing of things) {
      signal.throwIfAborted()
      fresh.add(thing.item)
      const size = await measure(thing.paths, { signal, seen: hardLinks, onFile })
      this.#findings.sizes.set(thing.item, size)
      await this.#lookInto(thing)
      progress.done += 1
    }
    const inRepositories = await thingsInRepositories(this.#context)
    for (const thing of inRepositories) {
      signal.throwIfAborted()
      fresh.add(thing.item)
      await this.#lookInto(thing)
    }
    const { sizes, seen } = this.#findings
    const kept = <T>(map: Map<string, T>) => new Map([...map].filter(([item]) => fresh.has(item)))
    this.#findings = {
      at: this.#context.store.now(),
      sizes: kept(sizes),
      seen: kept(seen),
      inRepositories,
    }
  }

  async #lookInto({ item, look }: Thing): Promise<void> {
    if (look !== null) this.#findings.seen.set(item, await look(this.#controller.signal))
  }
}
