import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/errors.ts'
import type { ParsedImport } from '#shared/import-draft.ts'
import type { ImportOrder } from './import-worker.ts'

/** Five million characters take about a second. */
const MOST_MS = 20_000

/**
 * What a text holds, read on a thread.
 *
 * @throws AppError BAD_REQUEST when it takes too long or too much memory
 */
export async function parseOnThread(order: ImportOrder, signal: AbortSignal): Promise<ParsedImport> {
  const limit = AbortSignal.timeout(MOST_MS)
  const over = new AbortController()
  const worker = new Worker(entry(), {
    workerData: order,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  worker.unref()
  worker.on('error', (error) => over.abort(error))
  worker.once('exit', () => over.abort(new Error('The thread that reads an import has ended.')))
  try {
    const [parsed] = (await once(worker, 'message', {
      signal: AbortSignal.any([signal, limit, over.signal]),
    })) as [ParsedImport]
    return parsed
  } catch (error) {
    const isTooMuch =
      (over.signal.reason as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    if (limit.aborted || isTooMuch) {
      throw new AppError('BAD_REQUEST', 'The text takes too long to read. Split the file.', null, {
        cause: error,
      })
    }
    throw over.signal.aborted ? over.signal.reason : error
  } finally {
    await worker.terminate()
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
