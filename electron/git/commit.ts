import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { fallbackIdentity } from './identity.ts'
import { changeRef, commitOf, currentBranch, isAncestor } from './refs.ts'
import type { Runner } from './run-git.ts'
import { removeLeftIndexes } from './snapshot.ts'
import { requireLinked, stageAll } from './stage.ts'
import { waitForLocks } from './stale-locks.ts'

export interface CommitAllOptions {
  worktree: string
  /** The worktree's own branch, made with it. */
  branch: string
  /** What the work started from. */
  baseCommit: string
  message: string
  coAuthor: { name: string; email: string }
  runHooks: boolean
  sign: boolean
}

/**
 * Commits what an agent left uncommitted, on the worktree's own branch; commits it made itself stay. The
 * author is the user. Called again with nothing new it answers the same. No agent may be at work in the
 * worktree. When the agent left another branch or none checked out, the own branch is moved up to HEAD.
 *
 * @returns `changed` is false when HEAD has no commit and no change since the base
 * @throws AppError GIT_ERROR `{operation, files}`: a merge, rebase, … is half done
 * @throws AppError GIT_ERROR `{locked}`: another git is at work in the worktree
 * @throws AppError GIT_ERROR `{branch}`: the worktree was moved to work that does not contain its branch
 * @throws AppError GIT_ERROR `{stderr, exitCode}`: a hook or the signing refused
 */
export async function commitAll(
  git: Runner,
  options: CommitAllOptions,
): Promise<{ headCommit: string; changed: boolean }> {
  const { worktree, branch, baseCommit } = options
  const dirs = await requireLinked(worktree)
  // Of the worktree, not the repository: a hook may run for minutes, and nothing shared is written.
  return git.lockKey(`worktree ${dirs.gitDir}`, async () => {
    await waitForLocks(git, { worktree, dirs })
    await removeLeftIndexes(dirs.gitDir)
    await requireNothingHalfDone(git, worktree, dirs.gitDir)
    const ownCommit = await prepareHead(git, worktree, branch, baseCommit)
    await stageAll(git, { worktree, dirs, tolerant: false })
    const made = await commitIndex(git, options)

    const headCommit = (await commitOf(git, { repo: worktree, ref: 'HEAD' })) ?? ''
    await returnToBranch(git, { worktree, branch, headCommit, ownCommit })
    return { headCommit, changed: made || (await hasChanged(git, worktree, baseCommit, headCommit)) }
  })
}

async function requireNothingHalfDone(git: Runner, worktree: string, gitDir: string): Promise<void> {
  const unmerged = await git.text({
    cwd: worktree,
    args: ['diff', '--name-only', '--diff-filter=U', '--no-ext-diff', '-z'],
  })
  const files = [...new Set(unmerged.split('\0').filter(Boolean))]
  // A merge whose conflicts are resolved is ended by the commit; a rebase is not.
  const operations: Record<string, string> = { 'rebase-merge': 'rebase', 'rebase-apply': 'rebase' }
  if (files.length > 0) {
    Object.assign(operations, { MERGE_HEAD: 'merge', CHERRY_PICK_HEAD: 'cherry-pick', REVERT_HEAD: 'revert' })
  }
  for (const [name, operation] of Object.entries(operations)) {
    if ((await stat(join(gitDir, name)).catch(() => null)) === null) continue
    throw halfDone(`The agent left a ${operation} half done`, { operation, files })
  }
  if (files.length > 0)
    throw halfDone('The agent left conflicts unresolved', { operation: 'conflict', files })
}

const halfDone = (what: string, details: { operation: string; files: string[] }) => {
  const where = details.files.length === 0 ? '' : ` (${details.files.slice(0, 5).join(', ')})`
  const advice = 'Send the run back so that it finishes or aborts it.'
  return new AppError('GIT_ERROR', `${what}${where}. ${advice}`, details)
}

/**
 * Sees to it that a commit can be made without moving a branch that is not ours.
 *
 * @returns commit of the own branch; null = the agent deleted it
 */
async function prepareHead(
  git: Runner,
  worktree: string,
  branch: string,
  baseCommit: string,
): Promise<string | null> {
  const ownCommit = await commitOf(git, { repo: worktree, ref: `refs/heads/${branch}` })
  const current = await currentBranch(git, worktree)
  if (current === branch && ownCommit !== null) return ownCommit
  const head = await commitOf(git, { repo: worktree, ref: 'HEAD' })
  const mustContain = ownCommit ?? baseCommit
  const contains =
    head !== null && (await isAncestor(git, { repo: worktree, ancestor: mustContain, descendant: head }))
  if (!contains) {
    const now = current === null ? 'no branch' : `the branch “${current}”`
    throw new AppError(
      'GIT_ERROR',
      `The agent left ${now} checked out, with a history that does not contain its own branch “${branch}”. Look into ${worktree} and check out “${branch}” there.`,
      { branch, current, head, expected: mustContain },
    )
  }
  if (current !== null) {
    const args = [
      'update-ref',
      '--no-deref',
      '-m',
      'openlinear: leave a branch that is not ours',
      'HEAD',
      head,
    ]
    await git.run({ cwd: worktree, args, write: true })
  }
  return ownCommit
}

/** @returns whether there was something to commit */
async function commitIndex(
  git: Runner,
  { worktree, message, coAuthor, runHooks, sign }: CommitAllOptions,
): Promise<boolean> {
  const [staged, identity] = await Promise.all([
    git.run({ cwd: worktree, args: ['diff-index', '--cached', '--quiet', 'HEAD', '--'], answers: [1] }),
    fallbackIdentity(git, worktree),
  ])
  const dirs = await requireLinked(worktree)
  const merging = (await stat(join(dirs.gitDir, 'MERGE_HEAD')).catch(() => null)) !== null
  if (staged.exitCode === 0 && !merging) return false
  await git.run({
    cwd: worktree,
    args: [
      'commit',
      '--quiet',
      '--no-edit',
      '--cleanup=whitespace',
      ...(runHooks ? [] : ['--no-verify']),
      '--file=-',
    ],
    stdin: withCoAuthor(message, coAuthor),
    config: identity,
    hooks: runHooks,
    sign,
    write: true,
  })
  return true
}

/** The trailer joins trailers that are there (`Task: APP-1`), else it makes a paragraph of its own. */
function withCoAuthor(message: string, { name, email }: { name: string; email: string }): string {
  const paragraphs = message.trimEnd().split(/\n\s*\n/)
  const last = paragraphs.at(-1) ?? ''
  const joins = paragraphs.length > 1 && last.split('\n').every((line) => /^[A-Za-z][\w-]*: \S/.test(line))
  return `${message.trimEnd()}${joins ? '\n' : '\n\n'}Co-authored-by: ${name} <${email}>\n`
}

async function returnToBranch(
  git: Runner,
  {
    worktree,
    branch,
    headCommit,
    ownCommit,
  }: { worktree: string; branch: string; headCommit: string; ownCommit: string | null },
): Promise<void> {
  if ((await currentBranch(git, worktree)) === branch) return
  const ref = `refs/heads/${branch}`
  if (headCommit !== ownCommit) {
    const reason = 'openlinear: take what the agent left elsewhere'
    const moved = await changeRef(git, { repo: worktree, ref, to: headCommit, from: ownCommit, reason })
    if (!moved)
      throw new AppError('GIT_ERROR', `Somebody moved the branch “${branch}” just now. Try again.`, {
        branch,
      })
  }
  await git.run({ cwd: worktree, args: ['symbolic-ref', '-m', 'openlinear: back', 'HEAD', ref], write: true })
}

async function hasChanged(git: Runner, worktree: string, base: string, head: string): Promise<boolean> {
  if (head === base) return false
  const count = await git.text({
    cwd: worktree,
    args: ['rev-list', '--count', '--max-count=1', '--end-of-options', `${base}..${head}`, '--'],
  })
  if (count !== '0') return true
  const trees = await git.run({
    cwd: worktree,
    args: ['diff-tree', '--quiet', '--end-of-options', base, head, '--'],
    answers: [1],
  })
  return trees.exitCode === 1
}
