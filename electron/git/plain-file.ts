import { lstat } from 'node:fs/promises'
import { isMissing, readText } from './locate.ts'

const MOST_BYTES = 1 << 20

/**
 * Text of a file that a repository brought along. What is no plain file of a sane size counts as none: a
 * link could lead anywhere, such as to a device that never ends. Git does not follow it either.
 */
export async function readPlainFile(path: string): Promise<string | null> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  return found?.isFile() === true && found.size <= MOST_BYTES ? readText(path) : null
}
