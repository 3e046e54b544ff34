import { existsSync } from 'node:fs'
import { basename, isAbsolute, join, resolve, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { listBackups } from '../../store/backup.ts'
import type { DatabaseDamaged } from '../../store/damage.ts'
import { databaseFile } from '../../store/database-file.ts'
import { damageOf } from '../../store/open-database.ts'
import { newestGoodBackup, restoreBackup } from '../../store/restore.ts'

const inWords = (moment: Date) => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** What is wrong, and the command that mends it. */
export function damageInWords(damaged: DatabaseDamaged, folder: string): string {
  const why = damaged.cause instanceof Error ? [`SQLite says: ${damaged.cause.message}`] : []
  const backup = newestGoodBackup(folder)
  const all = listBackups(folder)
  const bad = backup === null ? all : all.slice(0, all.indexOf(backup.file))
  const lines = [damaged.message, ...why]
  if (bad.length > 0) lines.push('These backups cannot be used:', ...bad.map((file) => `  ${file}`))
  if (backup === null) {
    lines.push(
      'There is no good backup. Put back a copy of your own, or start with another --data-dir; nothing was changed.',
    )
  } else {
    lines.push(
      `The newest good backup is of ${inWords(backup.madeAt)}: ${backup.file}`,
      'This goes back to it. What came later is lost from the board; the damaged file, branches and worktrees stay:',
      `  npm run -s headless -- --data-dir ${quoted(folder)} --restore`,
    )
  }
  return lines.join('\n')
}

/**
 * `--restore`: puts a backup in the database's place.
 *
 * @param name path of a backup, or the name of one in `backups/`; null = the newest good one, if there is need
 * @returns what was done, in words
 * @throws AppError CONFLICT when a host has the folder or there is no need, NOT_FOUND when there is nothing
 *   to restore or no good backup, BAD_REQUEST when the named one cannot be used
 */
export function restoreByCommand(folder: string, name: string | null): string {
  const { backup, movedTo } = restoreBackup(folder, name === null ? newest(folder) : pathOf(folder, name))
  const old = movedTo === null ? '' : `\nThe old database is kept at ${movedTo}.`
  return `Restored ${basename(backup.file)}. Changes to the board after ${inWords(backup.madeAt)} are lost.${old}\nStart again without --restore.`
}

function newest(folder: string): string {
  if (!existsSync(databaseFile(folder)) && listBackups(folder).length === 0) {
    const sentence = `${folder} holds neither a database nor a backup. Name the data folder with --data-dir.`
    throw new AppError('NOT_FOUND', sentence, { folder })
  }
  // Else a --restore that was left in a script would throw a day away at each start.
  if (damageOf(folder) === null) {
    const sentence = 'The database is sound. Name a backup to go back to it all the same: --restore FILE.'
    throw new AppError('CONFLICT', sentence, { folder })
  }
  const backup = newestGoodBackup(folder)
  if (backup !== null) return backup.file
  throw new AppError('NOT_FOUND', `There is no good backup in ${join(folder, 'backups')}.`, { folder })
}

const pathOf = (folder: string, name: string) =>
  isAbsolute(name) || name.includes('/') || name.includes(sep) ? resolve(name) : join(folder, 'backups', name)

const quoted = (text: string) => (/^[\w./:\\-]+$/.test(text) ? text : `'${text.replaceAll(`'`, `'\\''`)}'`)
