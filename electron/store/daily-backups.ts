import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { keepBackup, listBackups, newBackup } from './backup.ts'
import type { BackupAnswer, BackupOrder } from './backup-worker.ts'
import { databaseFile } from './database-file.ts'
import type { Store } from './store.ts'

/** How old the newest backup may get, in milliseconds. */
const OLDEST_MS = 24 * 3_600_000
/** A start has more urgent things to do. */
const FIRST_LOOK_MS = 2 * 60_000
const LOOK_MS = 3_600_000

export interface DailyBackupsOptions {
  store: Store
  folder: string
  log: (level: 'info' | 'warn', message: string, data?: Record<string, unknown>) => void
  /** After so many milliseconds it is looked for the first time whether a backup is due. */
  firstLookMs?: number
}

/** Makes a backup a day while the host works, on a thread of its own. */
export class DailyBackups {
  readonly #options: DailyBackupsOptions
  #timer: NodeJS.Timeout | undefined
  #worker: Worker | null = null
  #making: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: DailyBackupsOptions) {
    this.#options = options
  }

  start(): void {
    const look = (ms: number) => {
      this.#timer = setTimeout(() => {
        this.#making = this.#look().finally(() => {
          if (!this.#closed) look(LOOK_MS)
        })
      }, ms)
      this.#timer.unref()
    }
    look(this.#options.firstLookMs ?? FIRST_LOOK_MS)
  }

  /** A backup that is being made is given up. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#worker?.terminate()
    await this.#making
  }

  async #look(): Promise<void> {
    const { store, folder, log } = this.#options
    const part = newBackup(folder)
    try {
      if (!(await this.#isDue())) return
      const { damage } = await this.#copy({ file: databaseFile(folder), target: part })
      if (damage !== null) store.suspect(new Error(damage))
      else log('info', 'the database was backed up', { file: keepBackup(folder, part) })
    } catch (error) {
      // A full disk, for instance: the older backups stay, and it is tried again.
      if (!this.#closed) log('warn', 'the database could not be backed up', { error: String(error) })
    } finally {
      rmSync(part, { force: true })
    }
  }

  async #isDue(): Promise<boolean> {
    const { store, folder } = this.#options
    const [newest] = listBackups(folder)
    // An empty board needs none.
    if (newest === undefined) return (await store.seq()) > 0
    return Date.now() - statSync(newest).mtimeMs >= OLDEST_MS
  }

  #copy(order: BackupOrder): Promise<BackupAnswer> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(entry(), { workerData: order, execArgv: [] })
      this.#worker = worker
      worker.on('message', resolve)
      worker.on('error', reject)
      worker.on('exit', (code) => {
        this.#worker = null
        reject(new Error(`The backup ended with code ${code}.`))
      })
      worker.unref()
    })
  }
}

/** From source the entry is a TypeScript file beside this one; built, `backup.js` beside or above the chunk. */
function entry(): string {
  const here = dirname(import.meta.filename)
  if (import.meta.filename.endsWith('.ts')) return join(here, 'backup-worker.ts')
  const found = [join(here, 'backup.js'), join(here, '..', 'backup.js')].find((path) => existsSync(path))
  if (found === undefined) throw new Error('The backup worker is missing from this installation.')
  return found
}
