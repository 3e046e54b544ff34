import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/errors.ts'
import type { ParsedImport } from '#shared/import-draft.ts'
import type { ImportPreview } from '#shared/imports.ts'
import type { ImportAnswer, ImportOrder } from './import-worker.ts'
import type { ImportResult } from './import-work.ts'

/** Five million characters take about a second. */
const MOST_READING_MS = 20_000
/** Five thousand tasks take about a second, too. */
const MOST_WORKING_MS = 60_000

type Answer<K extends ImportAnswer['kind']> = Extract<ImportAnswer, { kind: K }>

/** A text that is imported, on a thread of its own. All of its calls throw AppError. */
export class ImportThread {
  readonly #worker: Worker
  readonly #closing: AbortSignal
  readonly #over = new AbortController()
  /** What has come and was not asked for yet. */
  readonly #answers: ImportAnswer[] = []

  /**
   * @param closing gives it up
   * @param onDamage told what the thread has found wrong with the database
   */
  constructor(order: ImportOrder, closing: AbortSignal, onDamage: (cause: string) => void) {
    this.#closing = closing
    this.#worker = new Worker(entry(), {
      workerData: order,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    this.#worker.unref()
    this.#worker.on('message', (answer: ImportAnswer) => {
      if (answer.kind === 'damage') onDamage(answer.cause)
      else this.#answers.push(answer)
    })
    this.#worker.on('error', (error) => this.#over.abort(error))
    this.#worker.once('exit', () => this.#over.abort(new Error('The thread of an import has ended.')))
  }

  /** What the text holds; `many` = too many tasks to be looked at or written here. */
  async read(): Promise<{ kind: 'few'; parsed: ParsedImport } | { kind: 'many' }> {
    return this.#answer(MOST_READING_MS, 'few', 'many')
  }

  /** What an import of many would make. */
  async preview(): Promise<ImportPreview> {
    const rows: ImportPreview['rows'] = []
    for (;;) {
      const answer = await this.#answer(MOST_WORKING_MS, 'rows', 'preview')
      if (answer.kind === 'preview') return { rows, ...answer.rest }
      rows.push(...answer.rows)
    }
  }

  /** Makes tasks of many; nothing may be written here meanwhile. */
  async write(): Promise<ImportResult> {
    this.#closing.throwIfAborted()
    this.#worker.postMessage('write')
    return (await this.#answer(MOST_WORKING_MS, 'made')).result
  }

  /** What it has not written by then it does not write. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  async #answer<K extends ImportAnswer['kind']>(ms: number, ...kinds: K[]): Promise<Answer<K>> {
    const limit = AbortSignal.timeout(ms)
    const over = this.#over.signal
    try {
      while (this.#answers.length === 0)
        await once(this.#worker, 'message', { signal: AbortSignal.any([this.#closing, limit, over]) })
    } catch (error) {
      const isTooMuch =
        (over.reason as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (limit.aborted || isTooMuch) {
        throw new AppError('BAD_REQUEST', 'The text takes too long to read. Split the file.', null, {
          cause: error,
        })
      }
      throw over.aborted ? over.reason : error
    }
    const answer = this.#answers.shift()
    if (answer?.kind === 'refused') throw new AppError(answer.code, answer.message, answer.details)
    const isAsked = (one: ImportAnswer | undefined): one is Answer<K> =>
      one !== undefined && (kinds as string[]).includes(one.kind)
    if (isAsked(answer)) return answer
    throw new Error(`The thread of an import says ${answer?.kind}.`)
  }
}

/** From source the entry is a TypeScript file beside this one; built, `import.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'import-worker.ts')
  const found = [join(here, 'import.js'), join(here, '..', 'import.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The worker of imports is missing from this installation.')
  return found
}
