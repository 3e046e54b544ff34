import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { stampOf, syncNames, syncToDisk } from './database-file.ts'

/** So many of each sort are kept: the daily ones, and those made before a migration. */
const KEPT = 5
const DAILY = 'daily'
/** Ending of a copy that is not whole yet. */
const PART = '.part'

/**
 * Writes a whole, compact copy of the database to `<folder>/backups`. It holds the process up, so it is for
 * the start, when nobody waits; a running host uses {@link DailyBackups}.
 *
 * @param name part of the file's name, such as the migration that follows
 */
export function backUp(database: Database.Database, folder: string, name: string): string {
  const part = newBackup(folder, name)
  try {
    database.prepare('VACUUM INTO ?').run(part)
    return keepBackup(folder, part)
  } finally {
    // A full disk: half a copy would keep the little room that is left.
    rmSync(part, { force: true })
  }
}

/** Path for a copy that is to be written; {@link keepBackup} makes it a backup. */
export function newBackup(folder: string, name: string = DAILY): string {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  // What a killed host has left.
  for (const file of readdirSync(backups)) if (file.endsWith(PART)) rmSync(join(backups, file))
  return join(backups, `${stampOf(new Date())}-${name}.db${PART}`)
}

/** Takes a copy in that is whole, and drops the oldest ones. @returns its path */
export function keepBackup(folder: string, part: string): string {
  const file = part.slice(0, -PART.length)
  syncToDisk(part)
  renameSync(part, file)
  syncNames(join(folder, 'backups'))
  const isDaily = (path: string) => path.endsWith(`-${DAILY}.db`)
  const all = listBackups(folder)
  const daily = all.filter(isDaily)
  const others = all.filter((path) => !isDaily(path))
  for (const old of [...daily.slice(KEPT), ...others.slice(KEPT)]) rmSync(old)
  return file
}

/** Paths of the backups, newest first. */
export function listBackups(folder: string): string[] {
  const backups = join(folder, 'backups')
  try {
    return readdirSync(backups)
      .filter((file) => file.endsWith('.db'))
      .sort()
      .reverse()
      .map((file) => join(backups, file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
