import { stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Whether a worktree is there. A folder without `.git` is one that was deleted and that somebody made again: most of
 * its files are missing.
 */
export const hasWorktree = (path: string): Promise<boolean> =>
  stat(join(path, '.git')).then(
    () => true,
    () => false,
  )
