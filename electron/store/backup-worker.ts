/**
 * Copies a live database and looks at it and at the copy, on a thread of its own: all of it is read, which
 * would hold the host up. `workerData` is a {@link BackupOrder}; the answer is a {@link BackupAnswer}.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { isDamage, problemsOf } from './damage.ts'

export interface BackupOrder {
  /** Path of the database. */
  file: string
  /** Path of the copy. */
  target: string
}

export interface BackupAnswer {
  /** What is wrong with the database; null = nothing. Then the copy is whole and sound. */
  damage: string | null
}

function copy({ file, target }: BackupOrder): BackupAnswer {
  const database = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const [problem] = problemsOf(database, 'full')
    if (problem !== undefined) return { damage: problem }
    database.prepare('VACUUM INTO ?').run(target)
  } catch (error) {
    if (isDamage(error)) return { damage: String(error) }
    throw error
  } finally {
    database.close()
  }
  const copied = new Database(target, { readonly: true, fileMustExist: true })
  try {
    // A disk that does not keep what it is given; the database itself is sound.
    const [problem] = problemsOf(copied, 'quick')
    if (problem !== undefined) throw new Error(`The backup is not sound: ${problem}`)
  } finally {
    copied.close()
  }
  return { damage: null }
}

parentPort?.postMessage(copy(workerData as BackupOrder))
