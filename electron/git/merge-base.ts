import { requireRepository } from './locate.ts'
import { commitOf, isAncestor, mainRemote } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface MergeBaseOptions {
  repo: string
  commit: string
  /** A commit of the base branch that `commit` began from. */
  since: string
  /** The base branch. */
  branch: string
  /** The commit that brought `commit` into the base branch; null = it is not in there. */
  merged: string | null
}

/**
 * The last commit of a base branch, here or at the remote as it was fetched last, that `commit` has: where it began,
 * or what of the branch was merged into it since. What differs from there to `commit` is what merging brings.
 *
 * @throws AppError GIT_ERROR when one of the commits is gone, NOT_A_REPOSITORY when the repository is
 */
export async function mergeBase(
  git: Runner,
  { repo, commit, since, branch, merged }: MergeBaseOptions,
): Promise<string> {
  if (commit === since) return since
  await requireRepository(repo)
  const remote = await mainRemote(git, repo)
  const places = [
    ...(merged === null ? [`refs/heads/${branch}`] : merged === commit ? [] : [`${merged}^1`]),
    ...(remote === null ? [] : [`refs/remotes/${remote}/${branch}`]),
  ]
  const tips = [since]
  for (const ref of places) {
    const tip = await commitOf(git, { repo, ref })
    // One that has all of it does not tell how it was before.
    if (tip !== null && !(await isAncestor(git, { repo, ancestor: commit, descendant: tip }))) tips.push(tip)
  }
  if (tips.length === 1) return since
  // Of several, git takes the one that all of them together have in common with it.
  const args = ['merge-base', '--end-of-options', commit, ...tips]
  return (await git.text({ cwd: repo, args })).trim()
}

/**
 * The last commits that two commits have in common: more than one where each has merged what the other has.
 *
 * @throws AppError GIT_ERROR when one of the commits is gone
 */
export async function commonCommits(
  git: Runner,
  { repo, one, other }: { repo: string; one: string; other: string },
): Promise<string[]> {
  const args = ['merge-base', '--all', '--end-of-options', one, other]
  // Nothing in common is no failure.
  const { stdout } = await git.run({ cwd: repo, args, answers: [1] })
  return stdout.toString('utf8').split('\n').filter(Boolean)
}
