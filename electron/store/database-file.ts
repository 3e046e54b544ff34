import { closeSync, fsyncSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The database and what stands beside it in the data folder. */
export const databaseFile = (folder: string) => join(folder, 'openlinear.db')

/** In bytes. To look at one of this size takes about a fifth of a second. */
const LARGE = 64 << 20

/** Whether looking at the database would hold the host up too long; it must be there. */
export const isLarge = (folder: string) => statSync(databaseFile(folder)).size > LARGE

/** Endings of the files that SQLite keeps with a database: the log of what is not in it yet, and its index. */
export const SIDE_FILES = ['-wal', '-shm'] as const

/** Holds what a running host saw of damage: the next start looks at every row and index. */
export const suspicionFile = (folder: string) => `${databaseFile(folder)}.suspect`

/** A checked backup that is to become the database; while it is there, a restore is not finished. */
export const restoringFile = (folder: string) => `${databaseFile(folder)}.restoring`

/** A moment as part of a file's name; sorts as the moments do. */
export const stampOf = (moment: Date) => moment.toISOString().replaceAll(/[:.]/g, '-')

/** Sees to it that a file, or the names in a folder, outlive a power failure. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** {@link syncToDisk} for the names in a folder; Windows has no such thing. */
export function syncNames(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
