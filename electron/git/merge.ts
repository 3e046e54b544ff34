import { AppError } from '#shared/errors.ts'
import { changedFiles, checkoutOf, requireClean, requireNoChanges, requireRoom } from './checkout.ts'
import { makeMergeCommit } from './merge-commit.ts'
import { changeRef, commitOf, isAncestor, mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface MergeOptions {
  repo: string
  /** Of a worktree of our own, in which merges are made; made when it is not there. */
  integrationPath: string
  baseBranch: string
  headCommit: string
  /** `ff` moves the branch or refuses; `merge` always makes a merge commit. */
  strategy: 'ff' | 'merge'
  /** The user allowed to move their checkout of the base branch along. */
  moveCheckout: boolean
  /** Only refuse as far as the branch and its checkout are in the way; nothing is made, and the base is answered. */
  dryRun?: boolean
  /** Of the merge commit. */
  message: string
  runHooks: boolean
  sign: boolean
}

/**
 * Brings a commit into a branch of the user's. The branch moves in one step, from the very commit the merge
 * was made on; a refusal leaves everything as it was. Asked again when it is done it answers the branch's
 * commit and does nothing. A branch that only the remote has is made at the result.
 *
 * @throws AppError BASE_CHECKED_OUT `{path}`: the user has the branch checked out, and `moveCheckout` is false
 * @throws AppError CHECKOUT_DIRTY `{path, files}`: their checkout has changes the move would touch
 * @throws AppError DISK_FULL `{path, bytes}`: their checkout has no room for what would come
 * @throws AppError NOT_FAST_FORWARD: the branch has commits the work does not contain
 * @throws AppError MERGE_CONFLICT `{files}`
 * @throws AppError GIT_ERROR: no such branch or commit, a hook refused, or the branch moved twice meanwhile
 */
export async function merge(git: Runner, options: MergeOptions): Promise<{ commit: string }> {
  const { repo, baseBranch } = options
  return git.lock(repo, async () => {
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const commit = await tryMerge(git, options)
      if (commit !== null) return { commit }
    }
    throw new AppError(
      'GIT_ERROR',
      `Somebody keeps moving the branch “${baseBranch}”. Merge again in a moment.`,
      {
        branch: baseBranch,
      },
    )
  })
}

/** @returns null when the branch moved meanwhile */
async function tryMerge(git: Runner, options: MergeOptions): Promise<string | null> {
  const { repo, integrationPath, baseBranch, headCommit, strategy, moveCheckout, dryRun = false } = options
  const ref = `refs/heads/${baseBranch}`
  const { commit: base, local } = await baseOf(git, repo, baseBranch)
  if ((await commitOf(git, { repo, ref: headCommit })) === null) {
    throw new AppError('GIT_ERROR', 'The commit to merge is not in the repository any more.', {
      commit: headCommit,
    })
  }
  if (await isAncestor(git, { repo, ancestor: headCommit, descendant: base })) return base

  const checkout = await checkoutOf(git, { repo, branch: baseBranch, except: integrationPath })
  if (checkout !== null) {
    if (!moveCheckout) {
      throw new AppError(
        'BASE_CHECKED_OUT',
        `“${baseBranch}” is checked out at ${checkout}. Allow the merge to move it ("moveCheckout": true), or check out another branch there.`,
        { path: checkout },
      )
    }
    await requireNoChanges(git, checkout)
  }
  if (dryRun) return base

  const canForward = await isAncestor(git, { repo, ancestor: base, descendant: headCommit })
  if (strategy === 'ff' && !canForward) {
    throw new AppError(
      'NOT_FAST_FORWARD',
      `“${baseBranch}” has moved on since this work began. Merge with a merge commit instead.`,
      { branch: baseBranch, commit: base },
    )
  }
  const result = strategy === 'ff' ? headCommit : await makeMerge(git, options, base)
  if (checkout === null) {
    const moved = await changeRef(git, {
      repo,
      ref,
      to: result,
      from: local,
      reason: `openlinear: ${options.message.split('\n', 1)[0]}`,
    })
    return moved ? result : null
  }
  await requireClean(git, { path: checkout, from: base, commit: result })
  await requireRoom(git, { path: checkout, from: base, commit: result })
  return (await moveTree(git, options, { path: checkout, ref, base, result })) ? result : null
}

/** Files of a checkout that are named. */
const MOST_CHANGES = 100

/** How a merge would find a branch of the user's; nothing is changed. */
export interface MergeState {
  /** Where the user has the branch checked out, with the files that have changes there; null = nowhere. */
  checkout: { path: string; changes: string[] } | null
  /** The branch has nothing that the work lacks. */
  canForward: boolean
}

/** @throws AppError GIT_ERROR when there is no such branch */
export async function mergeState(
  git: Runner,
  {
    repo,
    integrationPath,
    baseBranch,
    headCommit,
  }: Pick<MergeOptions, 'repo' | 'integrationPath' | 'baseBranch' | 'headCommit'>,
): Promise<MergeState> {
  const base = await baseOf(git, repo, baseBranch)
  const path = await checkoutOf(git, { repo, branch: baseBranch, except: integrationPath })
  return {
    checkout:
      path === null ? null : { path, changes: (await changedFiles(git, path)).slice(0, MOST_CHANGES) },
    canForward: await isAncestor(git, { repo, ancestor: base.commit, descendant: headCommit }),
  }
}

/** The commit that a branch stands at, here or, where it is only there, at the remote. */
async function baseOf(
  git: Runner,
  repo: string,
  branch: string,
): Promise<{ commit: string; local: string | null }> {
  const local = await commitOf(git, { repo, ref: `refs/heads/${branch}` })
  const commit = local ?? (await remoteCommit(git, repo, branch))
  if (commit !== null) return { commit, local }
  throw new AppError('GIT_ERROR', `There is no branch “${branch}” to merge into.`, { branch })
}

async function remoteCommit(git: Runner, repo: string, branch: string): Promise<string | null> {
  const remote = await mainRemote(git, repo)
  return remote === null ? null : commitOf(git, { repo, ref: `refs/remotes/${remote}/${branch}` })
}

async function makeMerge(git: Runner, options: MergeOptions, base: string): Promise<string> {
  const { repo, integrationPath, headCommit, message, runHooks, sign } = options
  const made = await makeMergeCommit(git, {
    repo,
    path: integrationPath,
    onto: base,
    commit: headCommit,
    message,
    runHooks,
    sign,
  })
  if (made.kind === 'merged') return made.commit
  const named = made.files.slice(0, 5).join(', ')
  throw new AppError('MERGE_CONFLICT', `The work and the branch changed the same lines: ${named}.`, {
    files: made.files,
  })
}

/**
 * Moves the user's own checkout: the only command of ours that ever writes there.
 *
 * @returns false when the branch moved meanwhile
 */
async function moveTree(
  git: Runner,
  { repo, runHooks }: MergeOptions,
  { path, ref, base, result }: { path: string; ref: string; base: string; result: string },
): Promise<boolean> {
  // Else git would fast-forward whatever is checked out by now.
  const head = await git.run({ cwd: path, args: ['symbolic-ref', '--quiet', 'HEAD'], answers: [1] })
  if (head.stdout.toString('utf8').trim() !== ref) {
    throw new AppError(
      'CHECKOUT_DIRTY',
      `${path} is in the middle of a rebase. Finish it, then merge again.`,
      {
        path,
        files: [],
      },
    )
  }
  try {
    await git.run({
      cwd: path,
      args: [
        'merge',
        '--quiet',
        '--ff-only',
        '--no-autostash',
        '--no-verify-signatures',
        '--no-squash',
        '--no-stat',
        '--no-overwrite-ignore',
        '--',
        result,
      ],
      hooks: runHooks,
      write: true,
    })
    return true
  } catch (error) {
    const now = await commitOf(git, { repo, ref })
    if (now === result) return true
    if (now !== base) return false
    throw error
  }
}
