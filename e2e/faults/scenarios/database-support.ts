import Database from 'better-sqlite3'
import { backUp } from '#electron/store/backup.ts'
import { databaseFile } from '#electron/store/database-file.ts'
import type { World } from '../scenario.ts'

/** A copy as the daily backup makes it, at this very moment. @returns its path */
export function backUpNow({ dataFolder }: World): string {
  const database = new Database(databaseFile(dataFolder), { readonly: true })
  try {
    return backUp(database, dataFolder)
  } finally {
    database.close()
  }
}

/** Makes the database so much larger, in bytes. No host may run. */
export function growDatabase({ dataFolder }: World, bytes: number): void {
  const database = new Database(databaseFile(dataFolder))
  try {
    database.exec('CREATE TABLE ballast (bytes BLOB) STRICT')
    const insert = database.prepare('INSERT INTO ballast VALUES (randomblob(?))')
    for (let left = bytes; left > 0; left -= 1 << 20) insert.run(1 << 20)
    // Else as much again stays in its log.
    database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}
