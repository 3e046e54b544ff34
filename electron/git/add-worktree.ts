import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { checkBranchName } from './branch-names.ts'
import { locate } from './locate.ts'
import { changeRef, commitOf, isAncestor } from './refs.ts'
import { discardWorktree } from './remove-worktree.ts'
import type { Runner } from './run-git.ts'
import { removeStaleLocks, waitForLocks } from './stale-locks.ts'
import { branchOfRegistration, isWholeWorktree, listWorktrees, registrationsOf } from './worktrees.ts'

export interface AddWorktreeOptions {
  repo: string
  path: string
  branch: string
  /** Where the branch starts. */
  commit: string
}

const LOCK_REASON = 'OpenLinear works here'

/**
 * Makes a branch at a commit and a locked worktree on it. Killed at any point and called again it ends
 * right: a whole worktree at `path` is kept as it is, for it may hold work; a half-made one, or one whose
 * folder is gone, is made anew. A branch that stands at `commit` is taken as it is; one that this
 * very worktree carried further is taken with its commits.
 *
 * @throws AppError GIT_ERROR when the branch is somebody else's: it stands elsewhere or is checked out
 */
export async function addWorktree(git: Runner, options: AddWorktreeOptions): Promise<void> {
  const { repo, path, branch } = options
  await checkBranchName(git, repo, branch)
  await git.lock(repo, async () => {
    const commonDir = (await locate(repo))?.commonDir ?? ''
    if (await isWholeWorktree(git, commonDir, path)) {
      const dirs = await locate(path)
      // One that is held is no hindrance yet.
      if (dirs !== null) await removeStaleLocks({ worktree: path, dirs })
      // The agent may have deleted it; its work is on whatever HEAD is now.
      const at = await commitOf(git, { repo, ref: `refs/heads/${branch}` })
      if (at === null) await ensureBranch(git, options, false)
      return
    }
    const registrations = await registrationsOf(commonDir, path)
    const before = await Promise.all(registrations.map(branchOfRegistration))
    await ensureBranch(git, options, before.includes(branch))
    await discardWorktree(repo, path)
    const other = (await listWorktrees(git, repo)).find((entry) => entry.branch === branch)
    if (other !== undefined) {
      throw new AppError(
        'GIT_ERROR',
        `The branch “${branch}” is checked out at ${other.path}. Switch it there first.`,
        { branch, path: other.path },
      )
    }
    await mkdir(dirname(path), { recursive: true })
    const args = ['worktree', 'add', '--quiet', '--lock', '--reason', LOCK_REASON, '--', path, branch]
    await git.run({ cwd: repo, args, write: true }).catch((error: unknown) => {
      throw filterFailure(error) ?? error
    })
  })
}

/** Git only says that a filter failed, such as that of Git LFS when git-lfs is not there any more. */
function filterFailure(error: unknown): AppError | null {
  if (!(error instanceof AppError) || typeof error.details?.stderr !== 'string') return null
  const { stderr } = error.details
  const said = /smudge filter (\S+) failed|external filter '([^']+)' failed|^(\S+) filter-process: /m.exec(
    stderr,
  )
  if (said === null) return null
  const name = said[1] ?? said[2] ?? said[3]
  const advice =
    name === 'lfs' || name?.startsWith('git-lfs')
      ? 'Install git-lfs, or take `filter.lfs` out of your git configuration'
      : 'Mend it, or take it out of your git configuration'
  return new AppError('GIT_ERROR', `The filter “${name}” of the repository failed. ${advice}, then retry.`, {
    ...error.details,
    filter: name,
  })
}

/** @param mine the worktree was on this branch already, so commits on top of `commit` are its own */
async function ensureBranch(
  git: Runner,
  { repo, branch, commit }: AddWorktreeOptions,
  mine: boolean,
): Promise<void> {
  const ref = `refs/heads/${branch}`
  const at = await commitOf(git, { repo, ref })
  if (at === commit) return
  if (at !== null) {
    if (mine && (await isAncestor(git, { repo, ancestor: commit, descendant: at }))) return
    throw new AppError(
      'GIT_ERROR',
      `There is already a branch “${branch}” with other commits. Rename or delete it, then retry.`,
      { branch, commit: at },
    )
  }
  const made = await changeRef(git, { repo, ref, to: commit, from: null, reason: 'openlinear: new worktree' })
  if (!made)
    throw new AppError('GIT_ERROR', `The branch “${branch}” was made by somebody else just now.`, { branch })
}

/** A worktree of ours without a branch, made or made whole at a commit, tracked files exactly as in it. */
export async function ensureDetachedWorktree(
  git: Runner,
  {
    repo,
    path,
    commit,
    signal,
  }: { repo: string; path: string; commit: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const dirs = await locate(repo)
  if (dirs !== null && (await isWholeWorktree(git, dirs.commonDir, path))) {
    const own = await locate(path)
    if (own !== null) await waitForLocks(git, { worktree: path, dirs: own })
    // Ends a half-done merge too. Ignored files stay: they may be a costly build.
    const args = ['checkout', '--quiet', '--force', '--detach', commit]
    await git.run({ cwd: path, args, write: true, signal })
    await git.run({ cwd: path, args: ['clean', '--quiet', '-ffd'], write: true, signal })
    return
  }
  await discardWorktree(repo, path)
  await mkdir(dirname(path), { recursive: true })
  const args = [
    'worktree',
    'add',
    '--quiet',
    '--detach',
    '--lock',
    '--reason',
    LOCK_REASON,
    '--',
    path,
    commit,
  ]
  await git.run({ cwd: repo, args, write: true, signal })
}
