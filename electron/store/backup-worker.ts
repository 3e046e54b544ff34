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
  /** `look` and `checkpoint` make no backup. */
  what: 'look' | 'backup' | 'checkpoint'
}

/** Path of the new backup, null = none was asked for; or what is wrong with the database: then there is none. */
export type BackupAnswer = { file: string | null } | { damage: string }

function obey({ folder, what }: BackupOrder): BackupAnswer {
  if (what === 'checkpoint') return checkpoint(folder)
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

/** First what can be done beside the host's own writing; then only little is left that would have it wait. */
function checkpoint(folder: string): BackupAnswer {
  const database = new Database(databaseFile(folder), { fileMustExist: true, timeout: 1000 })
  try {
    database.pragma('wal_checkpoint(PASSIVE)')
    database.pragma('wal_checkpoint(TRUNCATE)')
    return { file: null }
  } catch (error) {
    if (isDamage(error)) return { damage: String(error) }
    throw error
  } finally {
    database.close()
  }
}

parentPort?.postMessage(obey(workerData as BackupOrder))
