import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RecordOrder, RecordPiece } from './record-worker.ts'

/** The thread that writes one record. */
export interface RecordThread {
  /** The lines of a piece; one after the other. @throws when the thread has ended */
  write(piece: RecordPiece): Promise<string>
  end(): Promise<void>
}

/** @param signal ends what is being written */
export function startRecordThread(order: RecordOrder, signal: AbortSignal): RecordThread {
  const worker = new Worker(entry(), { workerData: order, execArgv: [] })
  worker.unref()
  const over = new AbortController()
  const end = (why: Error) => over.abort(why)
  // Without somebody who hears it, it would take the host with it.
  worker.on('error', end)
  worker.once('exit', () => end(new Error('The thread that writes the run record has ended.')))
  const either = AbortSignal.any([signal, over.signal])
  return {
    async write(piece) {
      either.throwIfAborted()
      const answer = once(worker, 'message', { signal: either })
      worker.postMessage(piece)
      const [lines] = (await answer.catch((error: unknown) => {
        throw over.signal.aborted ? over.signal.reason : error
      })) as [string]
      return lines
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** From source the entry is a TypeScript file beside this one; built, `record.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'record-worker.ts')
  const found = [join(here, 'record.js'), join(here, '..', 'record.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The worker of run records is missing from this installation.')
  return found
}
