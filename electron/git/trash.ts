import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, notFound } from '#shared/errors.ts'
import { freeBranchName } from './branch-names.ts'
import { locate } from './locate.ts'
import { changeRef, commitOf } from './refs.ts'
import type { Runner } from './run-git.ts'
import { commitTree, snapshotWorktree } from './snapshot.ts'
import { listWorktrees } from './worktrees.ts'

export interface KeepOptions {
  repo: string
  /** Name of the entry: letters, digits, `-` and `_`. */
  id: string
  worktree: string | null
  branch: string | null
  commit?: string | null | undefined
  /** Of the snapshot commit, when one is made. */
  message: string
  /** Keeps the state of now as well, should there be one that was kept before. */
  anew?: boolean | undefined
  /** What the branch is called at remotes, where it goes away soon: what is there alone is kept. */
  published?: string | undefined
}

/**
 * Keeps work that is about to be removed at `refs/openlinear/trash/<id>`: the worktree as it stands (ignored
 * files never), on top of its own commits, its branch and `commit`, whichever there are. The first state
 * that was kept under an id stays: asked again, with the worktree perhaps half removed, it answers that. Kept
 * `anew`, it is part of the new one's history.
 *
 * @returns null when there is nothing to keep: all of it is in the user's branches
 * @throws AppError GIT_ERROR, also when the worktree's repository is gone
 */
export async function keepInTrash(git: Runner, options: KeepOptions): Promise<string | null> {
  const { repo, id, worktree, branch, commit = null, message, anew = false, published } = options
  const ref = trashRef(id)
  return git.lock(repo, async () => {
    const kept = await commitOf(git, { repo, ref })
    if (kept !== null && !anew) return kept

    if (worktree !== null) await requireKeepable(worktree)
    const tips = await tipsOf(git, repo, [branch === null ? null : `refs/heads/${branch}`, commit])
    let work = await stateOf(git, { repo, worktree, tips, message })
    if (kept !== null) {
      if (work === null || (await isContained(git, repo, work, kept))) return kept
      if (!(await isContained(git, repo, kept, work)))
        work = await stateOf(git, { repo, worktree, tips: [...tips, kept], message })
    }
    if (work === null || (await isElsewhere(git, repo, work, { branch, published }))) return kept
    const made = await changeRef(git, { repo, ref, to: work, from: kept, reason: 'openlinear: keep' })
    if (!made)
      throw new AppError('GIT_ERROR', 'Somebody else wrote to the trash just now. Try again.', { id })
    return work
  })
}

/**
 * A `.git` file that leads nowhere is what a repository leaves that was replaced by another one at its place. The
 * files may be the only copy of the work.
 */
async function requireKeepable(worktree: string): Promise<void> {
  const pointer = await lstat(join(worktree, '.git')).catch(() => null)
  if (pointer === null || (await locate(worktree)) !== null) return
  throw new AppError(
    'GIT_ERROR',
    `${worktree} belongs to a repository that is not there any more, so its files cannot be kept. Take out what you need, delete the folder, then try again.`,
    { path: worktree },
  )
}

/**
 * Whether the worktree or the branch, as they stand, have all that the trash holds under an id.
 *
 * @throws AppError GIT_ERROR
 */
export async function isStillInPlace(
  git: Runner,
  { repo, id, worktree, branch }: Omit<KeepOptions, 'commit' | 'message' | 'anew' | 'published'>,
): Promise<boolean> {
  const [kept] = await tipsOf(git, repo, [trashRef(id)])
  if (kept === undefined) return true
  const tips = await tipsOf(git, repo, [branch === null ? null : `refs/heads/${branch}`])
  const work = await stateOf(git, { repo, worktree, tips, message: 'snapshot' })
  return work !== null && isContained(git, repo, kept, work)
}

/** The commits of those names that there are, each once. */
async function tipsOf(git: Runner, repo: string, names: readonly (string | null)[]): Promise<string[]> {
  const tips = new Set<string>()
  for (const name of names) {
    const tip = name === null ? null : await commitOf(git, { repo, ref: name })
    if (tip !== null) tips.add(tip)
  }
  return [...tips]
}

/** Whether a commit, or its files on top of its parents, are in another one. */
async function isContained(git: Runner, repo: string, commit: string, within: string): Promise<boolean> {
  const args = ['rev-list', '--max-count=2', '--end-of-options', `${within}..${commit}`, '--']
  const beyond = (await git.text({ cwd: repo, args })).split('\n').filter(Boolean)
  if (beyond.length !== 1) return beyond.length === 0
  const { exitCode } = await git.run({
    cwd: repo,
    args: ['diff-tree', '--quiet', '--end-of-options', commit, within, '--'],
    answers: [1],
  })
  return exitCode === 0
}

/** One commit that contains the worktree's state and every tip. */
async function stateOf(
  git: Runner,
  {
    repo,
    worktree,
    tips,
    message,
  }: { repo: string; worktree: string | null; tips: string[]; message: string },
): Promise<string | null> {
  const dirs = worktree === null ? null : await locate(worktree)
  const head =
    worktree === null || dirs?.linked !== true ? null : await commitOf(git, { repo: worktree, ref: 'HEAD' })
  if (worktree === null || head === null) return joined(git, repo, await newest(git, repo, tips), message)
  const parents = (await newest(git, repo, [head, ...tips])).filter((tip) => tip !== head)
  return (await snapshotWorktree(git, { worktree, message, parents })).commit
}

/** One commit with the files of the first and all of their histories; null = there are none. */
async function joined(git: Runner, repo: string, tips: string[], message: string): Promise<string | null> {
  const [first] = tips
  if (first === undefined || tips.length === 1) return first ?? null
  const args = ['log', '-1', '--no-show-signature', '--format=%T%n%ct', first, '--']
  const [tree = '', date = ''] = (await git.text({ cwd: repo, args })).split('\n')
  return commitTree(git, { cwd: repo, tree, parents: tips, message, date })
}

/** Of some commits, those that no other one contains, in their order. */
async function newest(git: Runner, repo: string, commits: readonly string[]): Promise<string[]> {
  const unique = [...new Set(commits)]
  if (unique.length < 2) return unique
  const args = ['merge-base', '--independent', '--end-of-options', ...unique]
  const independent = new Set((await git.text({ cwd: repo, args })).split('\n'))
  return unique.filter((commit) => independent.has(commit))
}

/**
 * Whether a commit is in a branch of the user's or of a remote: then nothing is lost with ours.
 *
 * @param own the branch that goes away, whatever it is called, here and at remotes
 */
async function isElsewhere(
  git: Runner,
  repo: string,
  commit: string,
  own: Pick<KeepOptions, 'branch' | 'published'>,
): Promise<boolean> {
  const names = await git.text({
    cwd: repo,
    args: ['for-each-ref', '--format=%(refname)', `--contains=${commit}`, 'refs/heads', 'refs/remotes'],
  })
  const isOwn = (name: string) =>
    name === `refs/heads/${own.branch}` ||
    // Where a branch “openlinear” is in the way, ours have a dash: see freeBranchName.
    /^refs\/heads\/openlinear[/-]/.test(name) ||
    (own.published !== undefined && name.startsWith('refs/remotes/') && name.endsWith(`/${own.published}`))
  return names.split('\n').some((name) => name !== '' && !isOwn(name))
}

/**
 * Brings work back from the trash as a branch: `wanted`, or the next free name. The entry stays until
 * {@link dropTrash}; asked again before that, it answers the branch it has made.
 *
 * @throws AppError NOT_FOUND when the trash has no such entry
 */
export async function restoreFromTrash(
  git: Runner,
  { repo, id, wanted }: { repo: string; id: string; wanted: string },
): Promise<{ branch: string; commit: string }> {
  const ref = trashRef(id)
  return git.lock(repo, async () => {
    const commit = await commitOf(git, { repo, ref })
    if (commit === null) throw notFound('work in the trash', id)
    if ((await commitOf(git, { repo, ref: `refs/heads/${wanted}` })) === commit)
      return { branch: wanted, commit }
    const branch = await freeBranchName(git, { repo, wanted, remotes: false })
    const made = await changeRef(git, {
      repo,
      ref: `refs/heads/${branch}`,
      to: commit,
      from: null,
      reason: 'openlinear: restore',
    })
    if (!made)
      throw new AppError('GIT_ERROR', `Somebody else made the branch “${branch}” just now.`, { branch })
    return { branch, commit }
  })
}

/** Ids of all that the trash of a repository holds. @throws AppError GIT_ERROR */
export async function trashIds(git: Runner, { repo }: { repo: string }): Promise<string[]> {
  const args = ['for-each-ref', '--format=%(refname:lstrip=3)', 'refs/openlinear/trash']
  return (await git.text({ cwd: repo, args })).split('\n').filter(Boolean)
}

/** Lets go of an entry of the trash; none is fine. @throws AppError GIT_ERROR */
export async function dropTrash(git: Runner, { repo, id }: { repo: string; id: string }): Promise<void> {
  const ref = trashRef(id)
  await git.lock(repo, async () => {
    const commit = await commitOf(git, { repo, ref })
    if (commit !== null)
      await changeRef(git, { repo, ref, to: null, from: commit, reason: 'openlinear: drop' })
  })
}

/**
 * Deletes a branch if it still is where the caller saw it. A missing one is fine.
 *
 * @throws AppError GIT_ERROR when it has moved, or is checked out
 */
export async function deleteBranch(
  git: Runner,
  { repo, branch, expectedCommit }: { repo: string; branch: string; expectedCommit: string },
): Promise<void> {
  const ref = `refs/heads/${branch}`
  await git.lock(repo, async () => {
    if ((await commitOf(git, { repo, ref })) === null) return
    const checkout = (await listWorktrees(git, repo)).find(
      (entry) => entry.branch === branch && !entry.prunable,
    )
    if (checkout !== undefined) {
      throw new AppError('GIT_ERROR', `The branch “${branch}” is checked out at ${checkout.path}.`, {
        branch,
        path: checkout.path,
      })
    }
    const reason = 'openlinear: delete'
    if (await changeRef(git, { repo, ref, to: null, from: expectedCommit, reason })) return
    if ((await commitOf(git, { repo, ref })) === null) return
    throw new AppError('GIT_ERROR', `The branch “${branch}” has new commits, so it was not deleted.`, {
      branch,
    })
  })
}

function trashRef(id: string): string {
  if (!/^[A-Za-z0-9][\w-]{0,127}$/.test(id))
    throw new AppError('BAD_REQUEST', 'That is no id of the trash.', { id })
  return `refs/openlinear/trash/${id}`
}
