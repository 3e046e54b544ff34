import { randomInt } from 'node:crypto'
import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '#shared/errors.ts'
import { listBackups } from './backup.ts'
import { problemsOf } from './damage.ts'
import {
  databaseFile,
  restoringFile,
  SIDE_FILES,
  stampOf,
  suspicionFile,
  syncNames,
  syncToDisk,
} from './database-file.ts'
import { lockDataFolder } from './lock.ts'
import { MIGRATIONS, requireKnown } from './migrate.ts'

export interface Backup {
  file: string
  /** When it was made: what came later is not in it. */
  madeAt: Date
}

/**
 * So many times a million the feed is moved on, and it begins anew there: a page that was connected to the
 * lost database must not take what comes now for what follows on what it has. Each time another number, as
 * the lost database may have been restored from the same backup.
 */
const FEED_JUMPS = 1_000_000

/** The newest backup that is sound and that this version can read; null = there is none. */
export function newestGoodBackup(folder: string): Backup | null {
  const file = listBackups(folder).find((one) => whatIsWrong(one) === null)
  return file === undefined ? null : { file, madeAt: madeAt(file) }
}

const NOT_OURS = 'is no database of OpenLinear'

/** @returns null when the backup can be restored, else why not, in words that follow its name */
function whatIsWrong(file: string): string | null {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true })
    try {
      if (problemsOf(database, 'full').length > 0) return 'is damaged'
      const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all()
      if (!['kysely_migration', 'feed', 'runs'].every((name) => tables.includes(name))) return NOT_OURS
      requireKnown(database, MIGRATIONS)
      return null
    } finally {
      database.close()
    }
  } catch (error) {
    if (error instanceof AppError) return 'was made by a newer version of OpenLinear'
    // SQLite does not even know the first bytes.
    if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') return NOT_OURS
    if (error instanceof Database.SqliteError) return 'is damaged'
    return 'cannot be read'
  }
}

function madeAt(file: string): Date {
  const [, day, time, ms] = /^(\d{4}-\d\d-\d\d)T(\d\d-\d\d-\d\d)-(\d{3})Z/.exec(basename(file)) ?? []
  if (day === undefined || time === undefined) return statSync(file).mtime
  return new Date(`${day}T${time.replaceAll('-', ':')}.${ms}Z`)
}

/**
 * Puts a backup in the database's place. What was there is moved aside to `openlinear.db.damaged-…`, never
 * deleted. Killed at any point, the next start (or the next restore) finds either the old files untouched or
 * finishes what was begun.
 *
 * @returns where the old database is now; null = there was none
 * @throws AppError CONFLICT when a host has the folder, BAD_REQUEST when the backup cannot be used
 */
export function restoreBackup(folder: string, file: string): { backup: Backup; movedTo: string | null } {
  const unlock = lockDataFolder(folder)
  try {
    const wrong = existsSync(file) ? whatIsWrong(file) : 'is not there'
    if (wrong !== null) throw new AppError('BAD_REQUEST', `${file} ${wrong}. Name another backup.`, { file })
    const backup = { file, madeAt: madeAt(file) }
    const restoring = restoringFile(folder)
    const part = `${restoring}.part`
    // Else the log that an earlier one has moved aside would be missing if this one fails.
    finishRestore(folder)
    rmSync(part, { force: true })
    try {
      copyDatabase(file, part)
      moveFeedOn(part)
      syncToDisk(part)
      // From here on it is decided.
      renameSync(part, restoring)
    } finally {
      rmSync(part, { force: true })
    }
    syncNames(folder)
    return { backup, movedTo: finishRestore(folder) }
  } finally {
    unlock()
  }
}

/** With what stands only in its log: it may be one that was in use. */
function copyDatabase(from: string, to: string): void {
  const database = new Database(from, { readonly: true, fileMustExist: true })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

function moveFeedOn(file: string): void {
  const database = new Database(file, { fileMustExist: true })
  try {
    database.pragma('journal_mode = DELETE')
    database.exec('DELETE FROM feed')
    database
      .prepare(`UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'feed'`)
      .run(randomInt(1, FEED_JUMPS) * 1_000_000)
  } finally {
    database.close()
  }
}

/**
 * Finishes a restore that was decided on; does nothing where none was. The folder's lock must be held.
 *
 * @returns where the old database was moved to; null = there was nothing to move
 */
export function finishRestore(folder: string): string | null {
  const restoring = restoringFile(folder)
  if (!existsSync(restoring)) return null
  const file = databaseFile(folder)
  // The same name at each try, so that the parts of the old database stay together.
  const aside = `${file}.damaged-${stampOf(statSync(restoring).mtime)}`
  for (const ending of [...SIDE_FILES, '']) {
    if (existsSync(file + ending)) renameSync(file + ending, aside + ending)
  }
  // No log of the old database may come to stand beside the new one.
  syncNames(folder)
  rmSync(suspicionFile(folder), { force: true })
  renameSync(restoring, file)
  syncNames(folder)
  return existsSync(aside) ? aside : null
}
