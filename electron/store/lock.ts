import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'

/**
 * Makes this process the one live host of a data folder. The lock is an open exclusive SQLite
 * transaction: the system lets go of it when its holder dies, however it dies.
 *
 * @returns a function that gives the folder free
 * @throws AppError CONFLICT when another host has the folder
 */
export function lockDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const database = new Database(join(folder, 'host.lock'), { timeout: 0 })
  try {
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new AppError(
        'CONFLICT',
        `OpenLinear already runs on ${folder}. Use the one that runs, or start this one with another --data-dir.`,
        { folder },
      )
    }
    throw error
  }
  return () => database.close()
}
