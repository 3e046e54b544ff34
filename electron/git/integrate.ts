import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { ensureDetachedWorktree } from './add-worktree.ts'
import { requireRepository } from './locate.ts'
import { commitMerge, makeMergeCommit, type MergeCommitOptions } from './merge-commit.ts'
import { changeRef, commitOf, isAncestor, mayBeCheckedOut } from './refs.ts'
import { mergeRemembering } from './rerere.ts'
import type { Runner } from './run-git.ts'
import { listTree } from './tree.ts'
import { listWorktrees } from './worktrees.ts'

/**
 * What became of a merge. The integration worktree stands at `commit`, or at what was there before; one that nothing
 * else is done in may stand anywhere, or not be there.
 */
export type Integration =
  /** `remembered`: files whose conflict was resolved as it was before. */
  { kind: 'merged'; commit: string; remembered: string[] } | { kind: 'conflict'; files: string[] }

/**
 * Merges a commit onto another one in an integration worktree; no branch moves. Asked again it makes the same
 * commit again. What `onto` contains already is merged without a commit.
 *
 * @param options.memory where resolved conflicts are remembered; left out, a conflict stays one
 * @throws AppError GIT_ERROR when the commit is gone, or git or a hook refuses; the signal's reason
 */
export async function integrate(
  git: Runner,
  options: MergeCommitOptions & { memory?: string | undefined },
): Promise<Integration> {
  const { repo, path, onto, commit, memory, signal } = options
  return git.lock(repo, async () => {
    if (commit === onto) {
      await ensureDetachedWorktree(git, { repo, path, commit: onto, signal })
      return { kind: 'merged', commit: onto, remembered: [] }
    }
    const made = await makeMergeCommit(git, options)
    if (made.kind === 'merged') return { ...made, remembered: [] }
    return (memory === undefined ? null : await mergeFromMemory(git, { ...options, memory })) ?? made
  })
}

/** Makes a merge all of whose conflicts are remembered; null = they are not. */
async function mergeFromMemory(
  git: Runner,
  options: MergeCommitOptions & { memory: string },
): Promise<Integration | null> {
  const reset = () => ensureDetachedWorktree(git, { ...options, commit: options.onto })
  try {
    const { remembered, left } = await mergeRemembering(git, options)
    if (left.length === 0) return { kind: 'merged', commit: await commitMerge(git, options), remembered }
  } catch (error) {
    await reset()
    throw error
  }
  await reset()
  return null
}

/**
 * Brings a branch of ours to a commit. A branch that is gone is made anew; one that was killed on its way is
 * brought to its end.
 *
 * @param options.from what `to` is known to contain, where the branch is most likely: git need not be asked then
 * @returns the branch's tip: `to`, or what somebody committed on top of it
 * @throws AppError GIT_ERROR `{branch, commit}` when the branch was moved to something else, `{branch, path}` when it
 *   would have to move under a working tree
 */
export async function settleBranch(
  git: Runner,
  { repo, branch, to, from }: { repo: string; branch: string; to: string; from?: string | undefined },
): Promise<string> {
  const ref = `refs/heads/${branch}`
  const { commonDir } = await requireRepository(repo)
  // Of the branch alone: merges that move none may go on meanwhile.
  return git.lockKey(`ref ${commonDir} ${ref}`, async () => {
    // Twice: somebody may move it in this moment.
    for (const isLast of [false, true]) {
      const at = await commitOf(git, { repo, ref })
      if (at === to) return to
      const isBehind =
        at === null || at === from || (await isAncestor(git, { repo, ancestor: at, descendant: to }))
      if (!isBehind && (await isAncestor(git, { repo, ancestor: to, descendant: at }))) return at
      if (isBehind && at !== null) await requireNowhere(git, repo, branch)
      if (isBehind && (await changeRef(git, { repo, ref, to, from: at, reason: 'openlinear: batch' })))
        return to
      if (!isBehind || isLast)
        throw new AppError(
          'GIT_ERROR',
          `The branch “${branch}” was moved by somebody else. Rename it, or bring it back to ${to.slice(0, 7)}.`,
          { branch, commit: at },
        )
    }
    throw new Error('unreachable')
  })
}

/** Moving it would turn a checkout of the user's into one with changes. */
async function requireNowhere(git: Runner, repo: string, branch: string): Promise<void> {
  if (!(await mayBeCheckedOut(repo, branch))) return
  const path = (await listWorktrees(git, repo)).find((entry) => entry.branch === branch)?.path
  if (path === undefined) return
  throw new AppError(
    'GIT_ERROR',
    `The branch “${branch}” is checked out at ${path}. Switch to another one there.`,
    { branch, path },
  )
}

/**
 * Fast-forwards a run's worktree and its branch.
 *
 * @throws AppError GIT_ERROR when the worktree has changes in the way, or commits that `commit` does not contain
 */
export async function forwardWorktree(
  git: Runner,
  { worktree, commit }: { worktree: string; commit: string },
): Promise<void> {
  await git.run({
    cwd: worktree,
    args: ['merge', '--quiet', '--ff-only', '--no-autostash', '--no-stat', '--', commit],
    write: true,
  })
}

const LOCKFILES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'Cargo.lock',
  'poetry.lock',
  'uv.lock',
  'pdm.lock',
  'Pipfile.lock',
  'requirements.txt',
  'Gemfile.lock',
  'composer.lock',
  'go.sum',
  'mix.lock',
  'pubspec.lock',
  'Podfile.lock',
  'Package.resolved',
  'packages.lock.json',
  'gradle.lockfile',
  'flake.lock',
])

/** SHA-256 over the lockfiles of package managers in a commit: while it is the same, so are the dependencies. */
export async function lockfilesHash(
  git: Runner,
  { repo, commit }: { repo: string; commit: string },
): Promise<string> {
  const hash = createHash('sha256')
  for (const { path, objectId } of await listTree(git, { repo, commit })) {
    if (LOCKFILES.has(posix.basename(path))) hash.update(`${path}\0${objectId}\0`)
  }
  return hash.digest('hex')
}
