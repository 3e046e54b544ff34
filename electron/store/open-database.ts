import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { listBackups } from './backup.ts'
import { DatabaseDamaged, isDamage, isMendable, mendIndexes, problemsOf } from './damage.ts'
import { databaseFile, isLarge, stampOf, suspicionFile } from './database-file.ts'
import { lockDataFolder } from './lock.ts'
import { finishRestore } from './restore.ts'
import { walDamage } from './wal.ts'

export type Say = (level: 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>) => void

/**
 * Opens the database of a data folder that the caller has locked, once it is found sound; a large one is looked
 * at later, by `DailyBackups`, unless damage was seen. A restore that was
 * cut off is finished first. Indexes that lack rows are built anew; nothing else is mended.
 *
 * @throws DatabaseDamaged when it is damaged, or gone from a folder that had one; nothing is changed then
 */
export function openDatabase(folder: string, say: Say, inFull = false): Database.Database {
  const file = databaseFile(folder)
  const aside = finishRestore(folder)
  if (aside !== null) say('warn', 'a restore was finished', { oldDatabase: aside })
  requireThere(folder)
  const isLogDamaged = keepDamagedLog(file, say)
  const isSuspect = existsSync(suspicionFile(folder))
  let database: Database.Database | undefined
  try {
    const problems = existsSync(file) ? look(file, depthOf(folder, isSuspect || inFull)) : []
    // Nobody else on the machine reads the board, wherever the folder lies; what SQLite puts beside it follows.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
    database = new Database(file)
    database.pragma('journal_mode = WAL')
    useSafely(database)
    // What stands behind the damage would be taken for a loss again.
    if (isLogDamaged) database.pragma('wal_checkpoint(TRUNCATE)')
    if (problems.length > 0) {
      mendIndexes(database)
      say('warn', 'indexes of the database lacked rows and were built anew', { found: problems.slice(0, 3) })
    }
    if (isSuspect) dropSuspicion(folder, say)
    return database
  } catch (error) {
    database?.close()
    if (error instanceof Database.SqliteError && !isDamage(error)) throw error
    throw new DatabaseDamaged(file, error)
  }
}

/** What each connection that writes is to be set to. */
export function useSafely(database: Database.Database): void {
  database.pragma('synchronous = NORMAL')
  database.pragma('foreign_keys = ON')
}

/** How closely a database is looked at when it is opened. */
type Depth = 'none' | 'quick' | 'full'

function depthOf(folder: string, inFull: boolean): Depth {
  if (inFull) return 'full'
  return isLarge(folder) ? 'none' : 'quick'
}

/**
 * What is wrong with the file. It is opened for reading: a connection that may write would take its log over
 * and delete it when it is closed.
 *
 * @throws what is beyond mending
 */
function look(file: string, depth: Depth): string[] {
  const database = new Database(file, { readonly: true })
  try {
    if (depth === 'none') {
      database.prepare('SELECT count(*) FROM sqlite_master').get()
      return []
    }
    if (depth === 'quick' && problemsOf(database, 'quick').length === 0) return []
    const problems = problemsOf(database, 'full')
    if (isMendable(problems)) return problems
    throw new Error(problems.slice(0, 3).join('; '))
  } finally {
    database.close()
  }
}

function dropSuspicion(folder: string, say: Say): void {
  const file = suspicionFile(folder)
  say('info', 'the database was looked at in full', { because: readFileSync(file, 'utf8') })
  rmSync(file)
}

/** Why the database of a data folder cannot be opened; null = it can. @throws AppError CONFLICT when a host has it */
export function damageOf(folder: string): DatabaseDamaged | null {
  const unlock = lockDataFolder(folder)
  try {
    openDatabase(folder, () => {}, true).close()
    return null
  } catch (error) {
    if (error instanceof DatabaseDamaged) return error
    throw error
  } finally {
    unlock()
  }
}

/** SQLite would begin an empty one. The host's id is written once the first database was made. */
function requireThere(folder: string): void {
  const file = databaseFile(folder)
  if (existsSync(file) && statSync(file).size > 0) return
  const wasUsed = existsSync(join(folder, 'host-id')) || listBackups(folder).length > 0
  if (wasUsed) throw new DatabaseDamaged(file, undefined, existsSync(file) ? 'is empty' : 'is gone')
}

/** What SQLite will leave out is kept aside and told. @returns whether there is such */
function keepDamagedLog(file: string, say: Say): boolean {
  const log = `${file}-wal`
  const damage = walDamage(log)
  if (damage === null) return false
  // One name for one log: a host that cannot start may be started over and over.
  const kept = `${file}.damaged-${stampOf(statSync(log).mtime)}-wal`
  const part = `${kept}.part`
  if (!existsSync(kept)) {
    copyFileSync(log, part, constants.COPYFILE_FICLONE)
    renameSync(part, kept)
  }
  say('error', `the database's write-ahead log ${damage}: its latest changes are lost`, { kept })
  return true
}
