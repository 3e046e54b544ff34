import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { ensureDetachedWorktree } from './add-worktree.ts'
import { fallbackIdentity } from './identity.ts'
import { locate, readText } from './locate.ts'
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
  /** Nothing but merges is done at `path`: where it stands at `onto` already, it need not be cleaned first. */
  untouched?: boolean | undefined
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
  const { repo, path, onto, untouched = false } = options
  const reset = async () => {
    await requireCommit(git, options)
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
  }
  const isReady = untouched && (await standsAt(path, onto))
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
  { path, onto, commit, message, date, runHooks, sign }: MergeCommitOptions,
): Promise<{ kind: 'merged'; commit: string } | { kind: 'conflict'; files: string[] }> {
  const when = date === undefined ? {} : { env: datesOf(date) }
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
      ...when,
      config: await fallbackIdentity(git, path),
      hooks: runHooks,
      sign,
      write: true,
    })
  } catch (error) {
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
  { path, onto, message, date, runHooks, sign }: Omit<MergeCommitOptions, 'repo' | 'commit' | 'untouched'>,
): Promise<string> {
  const when = date === undefined ? {} : { env: datesOf(date) }
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
    ...when,
    config: await fallbackIdentity(git, path),
    hooks: runHooks,
    sign,
    write: true,
  })
  const made = await commitOf(git, { repo: path, ref: 'HEAD' })
  if (made === null || made === onto)
    throw new AppError('GIT_ERROR', 'git made no merge commit.', { base: onto })
  return made
}

function datesOf(seconds: number): NodeJS.ProcessEnv {
  const date = `@${seconds} +0000`
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
}

/** Files of a worktree that a merge has left in conflict. */
export async function unmergedIn(git: Runner, path: string): Promise<string[]> {
  const names = await git.text({
    cwd: path,
    args: ['diff', '--name-only', '--diff-filter=U', '--no-ext-diff', '--no-relative', '-z'],
  })
  return [...new Set(names.split('\0').filter(Boolean))]
}
