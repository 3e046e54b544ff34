/**
 * Looks at a live database and backs it up, on a thread of its own: all of it is read, written and synced,
 * which would hold the host up. `workerData` is a {@link BackupOrder}; the answer is a {@link BackupAnswer}.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { backUp } from './backup.ts'
import { isDamage, problemsOf } from './damage.ts'
import { databaseFile } from './database-file.ts'

export interface BackupOrder {
  /** The data folder. */
  folder: string
  /** `look` makes no backup. */
  what: 'look' | 'backup'
}

/** Path of the new backup, null = none was asked for; or what is wrong with the database: then there is none. */
export type BackupAnswer = { file: string | null } | { damage: string }

function obey({ folder, what }: BackupOrder): BackupAnswer {
  const database = new Database(databaseFile(folder), { readonly: true, fileMustExist: true })
  try {
    const [problem] = problemsOf(database, 'full')
    if (problem !== undefined) return { damage: problem }
    return { file: what === 'backup' ? backUp(database, folder) : null }
  } catch (error) {
    if (isDamage(error)) return { damage: String(error) }
    throw error
  } finally {
    database.close()
  }
}

parentPort?.postMessage(obey(workerData as BackupOrder))
