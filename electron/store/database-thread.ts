import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { BackupAnswer, BackupOrder } from './backup-worker.ts'

export interface DatabaseThread {
  answer: Promise<BackupAnswer>
  /** Gives it up, as soon as SQLite lets it; the answer is an error then. */
  end(): Promise<void>
}

/** Has a live database looked at on a thread, and backed up or its log taken over if it is told to. */
export function startDatabaseThread(order: BackupOrder): DatabaseThread {
  const worker = new Worker(entry(), { workerData: order, execArgv: [] })
  worker.unref()
  const answer = new Promise<BackupAnswer>((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`The look at the database ended with code ${code}.`)))
  })
  return { answer, end: async () => void (await worker.terminate()) }
}

/** From source the entry is a TypeScript file beside this one; built, `backup.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'backup-worker.ts')
  const found = [join(here, 'backup.js'), join(here, '..', 'backup.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The backup worker is missing from this installation.')
  return found
}
