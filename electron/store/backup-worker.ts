/**
 * Looks at a live database, backs it up, or takes its log over into it, on a thread of its own: all of it is read,
 * written and synced, which would hold the host up. `workerData` is a {@link BackupOrder}; the answer is a {@link BackupAnswer}.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { backUp } from './backup.ts'
import { isDamage, problemsOf } from './damage.ts'
import { databaseFile } from './database-file.ts'

export interface BackupOrder {
  /** The data folder. */
  folder: string
  /** `checkpoint` takes of the log what it can; `truncate` all, and empties it: nobody may write meanwhile. */
  what: 'look' | 'backup' | 'checkpoint' | 'truncate'
}

/** Path of the new backup, null = none was asked for; or what is wrong with the database: then there is none. */
export type BackupAnswer = { file: string | null } | { damage: string }

function obey({ folder, what }: BackupOrder): BackupAnswer {
  if (what === 'checkpoint') return checkpoint(folder, 'PASSIVE')
  if (what === 'truncate') return checkpoint(folder, 'TRUNCATE')
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

function checkpoint(folder: string, how: 'PASSIVE' | 'TRUNCATE'): BackupAnswer {
  const database = new Database(databaseFile(folder), { fileMustExist: true, timeout: 1000 })
  try {
    database.pragma(`wal_checkpoint(${how})`)
    return { file: null }
  } catch (error) {
    if (isDamage(error)) return { damage: String(error) }
    throw error
  } finally {
    database.close()
  }
}

parentPort?.postMessage(obey(workerData as BackupOrder))
