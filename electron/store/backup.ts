import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'

const KEPT = 5

/**
 * Writes a whole, compact copy of the database to `<folder>/backups` and drops all but the newest five.
 *
 * @param name part of the file's name, such as the migration that follows
 */
export function backUp(database: Database.Database, folder: string, name: string): string {
  const backups = join(folder, 'backups')
  mkdirSync(backups, { recursive: true, mode: 0o700 })
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const file = join(backups, `${stamp}-${name}.db`)
  database.prepare('VACUUM INTO ?').run(file)
  for (const old of listBackups(folder).slice(KEPT)) rmSync(old)
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
