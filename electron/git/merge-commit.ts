import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { ensureDetachedWorktree } from './add-worktree.ts'
import { datesOf, fallbackIdentity } from './identity.ts'
import { locate, readText } from './locate.ts'
import { mergeInCore } from './merge-in-core.ts'
import { commitOf, isAncestor } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface MergeCommitOptions {
  repo: string
  /** Of a worktree of our own, in which merges are made; made when it is not there. */
  path: string
  /** The first parent. */
  onto: string
  /** What is merged into it. */
  commit: string
  message: string
  /** Of author and committer, in seconds since 1970, so that the same merge gives the same commit; now when left out. */
  date?: number | undefined
  runHooks: boolean
  sign: boolean
  /** Nothing is done at `path` but this merge: where git can merge without a worktree, none is made or moved. */
  alone?: boolean | undefined
  /** Breaks it off; the worktree is brought back the next time. */
  signal?: AbortSignal | undefined
}

/**
 * Makes a merge commit where nobody works; no branch moves. For a caller that holds the repository's lock.
 *
 * @returns `onto` when it contains the commit; the files in conflict when there are any: the worktree stands at `onto`
 *   again then
 * @throws AppError GIT_ERROR when the commit is gone, or git or a hook refuses
 */
export async function makeMergeCommit(
  git: Runner,
  options: MergeCommitOptions,
): Promise<{ kind: 'merged'; commit: string } | { kind: 'conflict'; files: string[] }> {
  const { repo, path, onto, alone = false, signal } = options
  const inCore = alone ? await mergeInCore(git, options) : null
  if (inCore !== null) return { kind: 'merged', commit: inCore }
  const reset = async () => {
    await requireCommit(git, options)
    await ensureDetachedWorktree(git, { repo, path, commit: onto, signal })
  }
  const isReady = alone && (await standsAt(path, onto))
  if (!isReady) await reset()
  const made = await tryMerge(git, options).catch(async (error: unknown) => {
    await reset()
    // Something was in the way nevertheless.
    if (isReady) return tryMerge(git, options)
    throw error
  })
  if (made.kind === 'conflict') await reset()
  return made
}

/** Whether a worktree is detached at a commit, and in the middle of nothing. Where that is not to be read, it is not. */
async function standsAt(path: string, commit: string): Promise<boolean> {
  const dirs = await locate(path)
  if (dirs === null) return false
  const [head, other] = await Promise.all(
    ['HEAD', 'MERGE_HEAD'].map((name) => readText(join(dirs.gitDir, name))),
  )
  return head?.trimEnd() === commit && other === null
}

async function requireCommit(git: Runner, { repo, commit }: MergeCommitOptions): Promise<void> {
  if ((await commitOf(git, { repo, ref: commit })) !== null) return
  throw new AppError('GIT_ERROR', 'The commit to merge is not in the repository any more.', { commit })
}

async function tryMerge(
  git: Runner,
  { path, onto, commit, message, date, runHooks, sign, signal }: MergeCommitOptions,
): Promise<{ kind: 'merged'; commit: string } | { kind: 'conflict'; files: string[] }> {
  try {
    await git.run({
      cwd: path,
      args: [
        'merge',
        '--quiet',
        '--no-ff',
        '--no-edit',
        '--no-autostash',
        '--no-verify-signatures',
        '--no-squash',
        '--commit',
        '--cleanup=whitespace',
        ...(runHooks ? [] : ['--no-verify']),
        '-m',
        message,
        '--',
        commit,
      ],
      env: datesOf(date),
      config: await fallbackIdentity(git, path),
      hooks: runHooks,
      sign,
      write: true,
      signal,
    })
  } catch (error) {
    signal?.throwIfAborted()
    const files = await unmergedIn(git, path)
    if (files.length === 0) throw error
    return { kind: 'conflict', files }
  }
  const made = await commitOf(git, { repo: path, ref: 'HEAD' })
  // It is contained already, most likely; git says so by doing nothing.
  const isUnmade =
    made === onto && !(await isAncestor(git, { repo: path, ancestor: commit, descendant: onto }))
  if (made === null || isUnmade) throw new AppError('GIT_ERROR', 'git made no merge commit.', { base: onto })
  return { kind: 'merged', commit: made }
}

/**
 * Ends a merge in whose middle a worktree is.
 *
 * @throws AppError GIT_ERROR when git or a hook refuses
 */
export async function commitMerge(
  git: Runner,
  {
    path,
    onto,
    message,
    date,
    runHooks,
    sign,
    signal,
  }: Omit<MergeCommitOptions, 'repo' | 'commit' | 'alone'>,
): Promise<string> {
  await git.run({
    cwd: path,
    args: [
      'commit',
      '--quiet',
      '--no-edit',
      '--cleanup=whitespace',
      ...(runHooks ? [] : ['--no-verify']),
      '-m',
      message,
    ],
    env: datesOf(date),
    config: await fallbackIdentity(git, path),
    hooks: runHooks,
    sign,
    write: true,
    signal,
  })
  const made = await commitOf(git, { repo: path, ref: 'HEAD' })
  if (made === null || made === onto)
    throw new AppError('GIT_ERROR', 'git made no merge commit.', { base: onto })
  return made
}

/** Files of a worktree that a merge has left in conflict. */
export async function unmergedIn(git: Runner, path: string): Promise<string[]> {
  const names = await git.text({
    cwd: path,
    args: ['diff', '--name-only', '--diff-filter=U', '--no-ext-diff', '--no-relative', '-z'],
  })
  return [...new Set(names.split('\0').filter(Boolean))]
}
