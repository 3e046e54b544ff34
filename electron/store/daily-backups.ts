import { statSync } from 'node:fs'
import { dropParts, listBackups } from './backup.ts'
import { isLarge } from './database-file.ts'
import { type DatabaseThread, startDatabaseThread } from './database-thread.ts'
import type { Store } from './store.ts'

/** How old the newest backup may get, in milliseconds. */
const OLDEST_MS = 24 * 3_600_000
/** A start has more urgent things to do. */
const FIRST_LOOK_MS = 2 * 60_000
/** A large database was not looked at when it was opened. */
const FIRST_LOOK_AT_LARGE_MS = 5_000
const LOOK_MS = 3_600_000

export interface DailyBackupsOptions {
  store: Store
  folder: string
  log: (level: 'info' | 'warn', message: string, data?: Record<string, unknown>) => void
  /** After so many milliseconds it is looked for the first time whether a backup is due. */
  firstLookMs?: number
}

/** Makes a backup a day while the host works, and looks at a large database after its start, on a thread. */
export class DailyBackups {
  readonly #options: DailyBackupsOptions
  #timer: NodeJS.Timeout | undefined
  #thread: DatabaseThread | null = null
  #making: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: DailyBackupsOptions) {
    this.#options = options
  }

  start(): void {
    let lookAnyway = isLarge(this.#options.folder)
    const look = (ms: number) => {
      this.#timer = setTimeout(() => {
        this.#making = this.#look(lookAnyway).finally(() => {
          if (!this.#closed) look(LOOK_MS)
        })
        lookAnyway = false
      }, ms)
      this.#timer.unref()
    }
    look(this.#options.firstLookMs ?? (lookAnyway ? FIRST_LOOK_AT_LARGE_MS : FIRST_LOOK_MS))
  }

  /** A backup that is being made is given up. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#thread?.end()
    await this.#making
    dropParts(this.#options.folder)
  }

  /** @param anyway the database, too, if no backup is due */
  async #look(anyway: boolean): Promise<void> {
    const { store, folder, log } = this.#options
    try {
      const isDue = await this.#isDue()
      if (this.#closed || !(isDue || anyway)) return
      this.#thread = startDatabaseThread({ folder, what: isDue ? 'backup' : 'look' })
      const answer = await this.#thread.answer
      if ('damage' in answer) store.suspect(new Error(answer.damage))
      else if (answer.file !== null) log('info', 'the database was backed up', { file: answer.file })
    } catch (error) {
      // A full disk, for instance: the older backups stay, and it is tried again.
      if (!this.#closed) log('warn', 'the database could not be backed up', { error: String(error) })
    } finally {
      this.#thread = null
    }
  }

  async #isDue(): Promise<boolean> {
    const { store, folder } = this.#options
    const ages = listBackups(folder).map((file) => Date.now() - statSync(file).mtimeMs)
    // An empty board needs none.
    if (ages.length === 0) return (await store.seq()) > 0
    // One of the future was made while the clock was wrong.
    return !ages.some((age) => age >= 0 && age < OLDEST_MS)
  }
}
