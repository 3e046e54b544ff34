import { createHash } from 'node:crypto'
import { readdirSync, statSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/** What the build is made from, relative to the root. Folders are read whole. */
const SOURCES = [
  'electron',
  'renderer',
  'resources',
  'shared',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** Under the sources but in no bundle. */
const NOT_BUILT = /\.test\.tsx?$/

/**
 * One value for the state of all sources: their names, times and sizes. It changes when a file is touched,
 * added or removed, and also when an older file comes back, which the newest time alone would not show.
 */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256')
  const add = (path: string) => {
    if (NOT_BUILT.test(path)) return
    const stats = statIfThere(join(root, path))
    if (!stats) return
    if (stats.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`)
    } else {
      hash.update(`${path}\0${stats.mtimeMs}\0${stats.size}\n`)
    }
  }
  for (const source of SOURCES) add(source)
  return hash.digest('hex')
}

// A file may go away while we look, and an editor's dangling link is no source.
function statIfThere(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}
