import { AppError } from '#shared/errors.ts'
import type { Runner } from './run-git.ts'

/** What a piece of work does to a path. A file that is moved is deleted and added. */
export interface Touched {
  path: string
  change: 'added' | 'deleted' | 'changed'
}

/** Longest list that is read: some forty thousand files. */
const MOST_BYTES = 4 << 20

/**
 * The paths that differ between two commits.
 *
 * @returns null when they are too many to be looked at one by one
 * @throws AppError GIT_ERROR when there is no such commit
 */
export async function touchedFiles(
  git: Runner,
  { repo, from, to }: { repo: string; from: string; to: string },
): Promise<Touched[] | null> {
  if (from === to) return []
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--ignore-submodules=none']
  try {
    const { stdout } = await git.run({
      cwd: repo,
      args: [...args, '--end-of-options', from, to, '--'],
      maxBytes: MOST_BYTES,
    })
    return parse(stdout.toString('utf8'))
  } catch (error) {
    if (error instanceof AppError && error.details?.tooLarge === true) return null
    throw error
  }
}

/** `:<mode> <mode> <id> <id> <status>`, NUL, path, NUL; and so on. */
function parse(text: string): Touched[] {
  const parts = text.split('\0')
  const touched: Touched[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const status = parts[at]?.at(-1)
    const path = parts[at + 1] ?? ''
    touched.push({ path, change: status === 'A' ? 'added' : status === 'D' ? 'deleted' : 'changed' })
  }
  return touched
}
