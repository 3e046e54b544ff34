import { AppError } from '#shared/errors.ts'
import { ensureDetachedWorktree } from './add-worktree.ts'
import { fallbackIdentity } from './identity.ts'
import { locate } from './locate.ts'
import { commitMerge, type MergeCommitOptions, unmergedIn } from './merge-commit.ts'
import { pathsAtOnce } from './paths-at-once.ts'
import { mergeRemembering } from './rerere.ts'
import { commitOf, currentBranch } from './refs.ts'
import type { Runner } from './run-git.ts'
import { commitTree, removeLeftIndexes, snapshotWorktree } from './snapshot.ts'
import { requireLinked } from './stage.ts'
import { waitForLocks } from './stale-locks.ts'
import { treeOf } from './tree.ts'

// A merge is carried from hand to hand as a commit: what git makes of it by itself, with the markers of its
// conflicts. Its parents, its message and its date are those of the merge that it shall become.

/** Shows an agent what both sides began with. */
const MARKERS = 'merge.conflictStyle=diff3'

/**
 * What git makes of a merge by itself. The same merge gives the same commit; nothing refers to it.
 *
 * @param options.date in seconds since 1970
 * @param options.at a worktree that stands at `ours`, for markers as they are made there
 * @returns with the files in conflict
 */
export async function automaticMerge(
  git: Runner,
  options: { repo: string; ours: string; theirs: string; message: string; date: number; at?: string },
): Promise<{ commit: string; files: string[] }> {
  const { repo, ours, theirs, message, date, at } = options
  const { tree, files } = await mergeTrees(
    git,
    at === undefined ? options : { repo: at, ours: 'HEAD', theirs },
  )
  const parents = [ours, theirs]
  const commit = await commitTree(git, { cwd: repo, tree, parents, message, date: String(date) })
  return { commit, files }
}

async function mergeTrees(
  git: Runner,
  { repo, ours, theirs }: { repo: string; ours: string; theirs: string },
): Promise<{ tree: string; files: string[] }> {
  const { stdout } = await git.run({
    cwd: repo,
    args: ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', ours, theirs],
    config: [MARKERS],
    answers: [1],
    write: true,
  })
  const [tree = '', ...files] = stdout.toString('utf8').split('\0').filter(Boolean)
  return { tree, files: [...new Set(files)] }
}

/**
 * What was decided in a merge: git's own attempt at it, which conflicts, and what of the result differs from that.
 *
 * @param options.merge a commit with two parents
 */
export async function resolutionOf(
  git: Runner,
  { repo, merge }: { repo: string; merge: string },
): Promise<{ automatic: string; files: string[]; otherFiles: string[] }> {
  const { ours, theirs, message, date } = await mergeTold(git, { repo, commit: merge })
  const { commit, files } = await automaticMerge(git, { repo, ours, theirs, message, date })
  const changed = await changedPaths(git, { repo, from: commit, to: merge })
  return { automatic: commit, files, otherFiles: changed.filter((path) => !files.includes(path)) }
}

/** Paths that differ between two commits. */
export async function changedPaths(
  git: Runner,
  { repo, from, to }: { repo: string; from: string; to: string },
): Promise<string[]> {
  const args = ['diff-tree', '-r', '--no-renames', '--name-only', '-z', '--end-of-options', from, to, '--']
  return (await git.text({ cwd: repo, args })).split('\0').filter(Boolean)
}

/** @throws AppError GIT_ERROR when the commit is gone or no merge of two */
async function mergeTold(git: Runner, { repo, commit }: { repo: string; commit: string }) {
  const args = ['log', '-1', '--no-show-signature', '--format=%P%n%ct%n%B', commit, '--']
  const [parents = '', date = '', ...message] = (await git.text({ cwd: repo, args })).split('\n')
  const [ours, theirs, ...more] = parents.split(' ')
  if (ours === undefined || theirs === undefined || more.length > 0)
    throw new AppError('GIT_ERROR', `${commit.slice(0, 7)} is no merge of two commits.`, { commit })
  return { ours, theirs, date: Number(date), message: message.join('\n').trimEnd() }
}

/** The two commits that a merge brings together; null when it is gone. */
export async function mergedBy(
  git: Runner,
  { repo, merge }: { repo: string; merge: string },
): Promise<{ ours: string; theirs: string } | null> {
  if ((await commitOf(git, { repo, ref: merge })) === null) return null
  const { ours, theirs } = await mergeTold(git, { repo, commit: merge })
  return { ours, theirs }
}

/**
 * Brings a worktree of our own into the middle of a merge, as git leaves it when it cannot go on. Asked again it
 * begins anew.
 *
 * @param options.automatic see {@link automaticMerge}
 * @param options.memory see {@link mergeRemembering}
 * @returns the files that are left in conflict
 */
export async function startMerge(
  git: Runner,
  { repo, path, automatic, memory }: { repo: string; path: string; automatic: string; memory: string },
): Promise<string[]> {
  return git.lock(repo, async () => {
    const { ours, theirs } = await mergeTold(git, { repo, commit: automatic })
    await ensureDetachedWorktree(git, { repo, path, commit: ours })
    const { left } = await mergeRemembering(git, { repo, path, commit: theirs, memory, config: [MARKERS] })
    return left
  })
}

export type Resolution =
  | { kind: 'resolved'; commit: string }
  /** Files that hold markers still, or were left without a word. */
  | { kind: 'unresolved'; files: string[] }
  /** Nothing of what was to be merged is left. */
  | { kind: 'empty' }

/**
 * Takes what an agent has made of a conflict: the files as they stand count, whatever became of HEAD and index, so
 * that no other branch can come in. No agent may be at work there. Asked again it answers the same.
 *
 * @param options.automatic see {@link automaticMerge}
 * @throws AppError GIT_ERROR when the worktree is gone or locked, or a file cannot be read
 */
export async function takeResolution(
  git: Runner,
  { repo, worktree, automatic }: { repo: string; worktree: string; automatic: string },
): Promise<Resolution> {
  const dirs = await requireLinked(worktree)
  await waitForLocks(git, { worktree, dirs })
  await removeLeftIndexes(dirs.gitDir)
  const { ours, theirs, message, date } = await mergeTold(git, { repo, commit: automatic })
  const { files } = await mergeTrees(git, { repo, ours, theirs })
  const { tree } = await snapshotWorktree(git, { worktree, message, tolerant: false })

  const marked = await filesWithMarkers(git, { repo, tree, files, ours, theirs })
  // Of what has no markers (deleted here and changed there, binary) only the index tells that it was decided.
  const wereMarked = await filesWithMarkers(git, { repo, tree: automatic, files, ours, theirs })
  const unmerged = (await unmergedIn(git, worktree)).filter((path) => !wereMarked.includes(path))
  const left = new Set([...marked, ...unmerged])
  if (left.size > 0) return { kind: 'unresolved', files: [...left] }
  if (tree === (await treeOf(git, { repo, commit: ours }))) return { kind: 'empty' }

  const when = `@${date} +0000`
  const commit = await git.text({
    cwd: worktree,
    args: ['commit-tree', '-p', ours, '-p', theirs, '-F', '-', tree],
    stdin: `${message}\n`,
    env: { GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
    config: await fallbackIdentity(git, worktree),
    write: true,
  })
  return { kind: 'resolved', commit }
}

/** As git writes them into a conflict, some longer by an attribute. `=======` alone may be a heading. */
const MARKER = '^(<{7,} |[|]{7,} |>{7,} )'

async function filesWithMarkers(
  git: Runner,
  options: { repo: string; tree: string; files: readonly string[]; ours: string; theirs: string },
): Promise<string[]> {
  const { repo, tree, files, ours, theirs } = options
  const found = await linesWithMarkers(git, { repo, tree, files })
  if (found.length === 0) return []
  // A text about git may hold some of its own.
  const known = new Set<string>()
  for (const side of [ours, theirs])
    for (const { line } of await linesWithMarkers(git, { repo, tree: side, files })) known.add(line)
  return [...new Set(found.filter(({ line }) => !known.has(line)).map(({ path }) => path))]
}

async function linesWithMarkers(
  git: Runner,
  { repo, tree, files }: { repo: string; tree: string; files: readonly string[] },
): Promise<{ path: string; line: string }[]> {
  const flags = ['-I', '-z', '--full-name', '--no-color', '--no-line-number', '--no-column', '-E']
  const lines: string[] = []
  for (const some of pathsAtOnce(files)) {
    const { stdout } = await git.run({
      cwd: repo,
      args: ['grep', ...flags, '-e', MARKER, tree, '--', ...some],
      env: { GIT_LITERAL_PATHSPECS: '1' },
      answers: [1],
    })
    lines.push(...stdout.toString('utf8').split('\n').filter(Boolean))
  }
  return lines.map((found) => {
    const [name = '', line = ''] = found.split('\0')
    return { path: name.slice(tree.length + 1), line }
  })
}

/**
 * Makes a merge commit whose files are those of a resolution, as any other merge of ours: with the user's hooks
 * and signature, where they are wanted. The worktree stands at it then.
 *
 * @throws AppError GIT_ERROR when git or a hook refuses
 */
export async function landResolution(
  git: Runner,
  options: MergeCommitOptions & { resolution: string },
): Promise<string> {
  const { repo, path, onto, commit, resolution } = options
  return git.lock(repo, async () => {
    await ensureDetachedWorktree(git, { repo, path, commit: onto })
    try {
      await git.run({
        cwd: path,
        args: [
          'merge',
          '--quiet',
          '--no-ff',
          '--no-commit',
          '--no-autostash',
          '--strategy=ours',
          '--',
          commit,
        ],
        config: await fallbackIdentity(git, path),
        write: true,
      })
      await git.run({ cwd: path, args: ['read-tree', '--reset', '-u', resolution], write: true })
      return await commitMerge(git, options)
    } catch (error) {
      await ensureDetachedWorktree(git, { repo, path, commit: onto })
      throw error
    }
  })
}

/** Leaves the branch that is checked out in a worktree of ours where it is, files and index too. No worktree is fine. */
export async function detachWorktree(git: Runner, { worktree }: { worktree: string }): Promise<void> {
  if ((await locate(worktree)) === null || (await currentBranch(git, worktree)) === null) return
  const head = await commitOf(git, { repo: worktree, ref: 'HEAD' })
  if (head === null) return
  const args = ['update-ref', '--no-deref', '-m', 'openlinear: leave a branch that is not ours', 'HEAD', head]
  await git.run({ cwd: worktree, args, write: true })
}
