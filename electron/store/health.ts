import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { listBackups } from './backup.ts'
import { databaseFile } from './database-file.ts'
import type { Store } from './store.ts'

export interface DatabaseHealth {
  /** Bytes. */
  size: number
  /** Bytes of the write-ahead log. */
  walSize: number
  /** What is wrong with the file, or null; `undefined` = too large to be checked while the host works. */
  damage: string | null | undefined
  /** When the newest backup was made (ISO 8601), or null. */
  lastBackup: string | null
}

/** A check holds the host up; a larger file was checked when it was opened. */
const MAX_CHECKED = 256 << 20

export async function databaseHealth(store: Pick<Store, 'db'>, folder: string): Promise<DatabaseHealth> {
  const size = await sizeOf(databaseFile(folder))
  const [newest] = listBackups(folder)
  return {
    size,
    walSize: await sizeOf(`${databaseFile(folder)}-wal`),
    damage: size > MAX_CHECKED ? undefined : await damageOf(store),
    lastBackup: newest === undefined ? null : (await stat(newest)).mtime.toISOString(),
  }
}

async function damageOf({ db }: Pick<Store, 'db'>): Promise<string | null> {
  const { rows } = await sql<{ quick_check: string }>`PRAGMA quick_check(1)`.execute(db)
  const said = rows[0]?.quick_check ?? 'no answer'
  return said === 'ok' ? null : said
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
