import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { problemsOf } from './damage.ts'
import { stampOf, syncNames, syncToDisk } from './database-file.ts'

/** So many of each sort are kept: the daily ones, and those made before a migration. */
const KEPT = 5
const DAILY = 'daily'
/** Ending of a copy that is not whole yet. */
const PART = '.part'

/**
 * Writes a whole, compact copy of the database to `<folder>/backups`, and drops the oldest ones. It holds its
 * thread up: a running host has it done on another one, by {@link DailyBackups}.
 *
 * @param name part of the file's name, such as the migration that follows
 * @returns its path
 */
export function backUp(database: Database.Database, folder: string, name: string = DAILY): string {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  dropParts(folder)
  const file = join(backups, `${stampOf(new Date())}-${name}.db`)
  const part = `${file}${PART}`
  try {
    database.prepare('VACUUM INTO ?').run(part)
    requireSound(part)
    syncToDisk(part)
    renameSync(part, file)
  } finally {
    // A full disk: half a copy, with the journal beside it, would keep the little room that is left.
    dropParts(folder)
  }
  syncNames(backups)
  dropOldest(folder)
  return file
}

/** The disk may not keep what it is given. That says nothing of the database itself. */
function requireSound(part: string): void {
  const copy = new Database(part, { readonly: true, fileMustExist: true })
  try {
    const [problem] = problemsOf(copy, 'quick')
    if (problem !== undefined) throw new Error(problem)
  } catch (error) {
    throw new Error(`The backup is not sound: ${String(error)}`, { cause: error })
  } finally {
    copy.close()
  }
}

/** Removes what a killed host, or one that had no time, has left of a backup. */
export function dropParts(folder: string): void {
  for (const file of filesIn(folder)) if (file.includes(`.db${PART}`)) rmSync(file, { force: true })
}

function dropOldest(folder: string): void {
  const isDaily = (path: string) => path.endsWith(`-${DAILY}.db`)
  const all = listBackups(folder)
  const daily = all.filter(isDaily)
  const others = all.filter((path) => !isDaily(path))
  for (const old of [...daily.slice(KEPT), ...others.slice(KEPT)]) rmSync(old, { force: true })
}

/** Paths of the backups, newest first; last those of the future, which were made while the clock was wrong. */
export function listBackups(folder: string): string[] {
  const now = stampOf(new Date())
  const isOfFuture = (file: string) => basename(file).slice(0, now.length) > now
  const files = filesIn(folder)
    .filter((file) => file.endsWith('.db'))
    .sort()
    .reverse()
  return [...files.filter((file) => !isOfFuture(file)), ...files.filter(isOfFuture)]
}

function filesIn(folder: string): string[] {
  const backups = join(folder, 'backups')
  try {
    return readdirSync(backups).map((file) => join(backups, file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
