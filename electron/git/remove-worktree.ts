import { lstat, rename, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isMissing, locate } from './locate.ts'
import { removalPath } from './removal-names.ts'
import type { Runner } from './run-git.ts'
import { realPathOf, registrationsOf } from './worktrees.ts'

/**
 * Removes a worktree of ours with all that is in it, and what a half-done removal left. Nothing there is
 * fine. The branch stays.
 *
 * @throws AppError GIT_ERROR when the folder is a repository of its own or holds the main working tree
 */
export async function removeWorktree(
  git: Runner,
  { repo, path }: { repo: string; path: string },
): Promise<void> {
  // The repository itself may be gone (its project was deleted by hand): then only the folder is left.
  if ((await locate(repo)) === null) return removeFolder(repo, path)
  return git.lock(repo, () => discardWorktree(repo, path))
}

/** {@link removeWorktree} for a caller that holds the repository's lock. */
export async function discardWorktree(repo: string, path: string): Promise<void> {
  await removeFolder(repo, path)
  const commonDir = (await locate(repo))?.commonDir
  if (commonDir === undefined) return
  // Not `git worktree prune`: it would also drop the user's own worktrees on a disk that is not mounted.
  for (const registration of await registrationsOf(commonDir, path)) {
    await rm(registration, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * The folder leaves its place in one step and is emptied elsewhere, so that a removal killed half-way never
 * looks like a worktree whose files somebody deleted.
 */
async function removeFolder(repo: string, path: string): Promise<void> {
  await requireOurs(repo, path)
  const going = removalPath(path)
  await rm(going, { recursive: true, force: true, maxRetries: 3 })
  try {
    await rename(path, going)
  } catch (error) {
    if (isMissing(error)) return
    // Windows does not move a folder in which a file is open.
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
    return
  }
  await rm(going, { recursive: true, force: true, maxRetries: 3 })
}

/** A last guard before a folder is deleted with all that is in it. */
async function requireOurs(repo: string, path: string): Promise<void> {
  const folder = await lstat(path).catch(() => null)
  if (folder === null) return
  const [real, main] = await Promise.all([realPathOf(path), realPathOf(repo)])
  const holdsMain = main === real || main.startsWith(real.endsWith(sep) ? real : real + sep)
  const dotGit = await stat(join(path, '.git')).catch(() => null)
  if (!holdsMain && dotGit?.isDirectory() !== true) return
  throw new AppError(
    'GIT_ERROR',
    `${path} is a repository, not a worktree of OpenLinear: it was left alone.`,
    {
      path,
    },
  )
}
