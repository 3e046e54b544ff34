import { stat } from 'node:fs/promises'
import { listBackups } from './backup.ts'
import { databaseFile } from './database-file.ts'
import { startDatabaseThread } from './database-thread.ts'

export interface DatabaseHealth {
  /** Bytes. */
  size: number
  /** Bytes of the write-ahead log. */
  walSize: number
  /** What is wrong with the file, or null. */
  damage: string | null
  /** When the newest backup was made (ISO 8601), or null. */
  lastBackup: string | null
}

/** Looks at all of the database, on a thread. */
export async function databaseHealth(folder: string): Promise<DatabaseHealth> {
  const answer = await startDatabaseThread({ folder, what: 'look' }).answer
  const [newest] = listBackups(folder)
  return {
    size: await sizeOf(databaseFile(folder)),
    walSize: await sizeOf(`${databaseFile(folder)}-wal`),
    damage: 'damage' in answer ? answer.damage : null,
    lastBackup: newest === undefined ? null : (await stat(newest)).mtime.toISOString(),
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
