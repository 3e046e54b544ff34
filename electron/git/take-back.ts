import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { fallbackIdentity } from './identity.ts'
import { entryExists } from './locate.ts'
import { changeRef, commitOf } from './refs.ts'
import type { Runner } from './run-git.ts'
import { requireLinked } from './stage.ts'
import { waitForLocks } from './stale-locks.ts'
import { treeOf } from './tree.ts'

/** Lines of a file, counted from 1; no `count` of them = before the line after `start`. */
export interface Lines {
  start: number
  count: number
}

/** What of a file's change is taken back. */
export interface Part {
  path: string
  /** What it was called before, where that is another name. */
  oldPath?: string | undefined
  /** The lines before and now; left out, the whole file. */
  lines?: { before: Lines; now: Lines } | undefined
}

export interface PartOptions {
  repo: string
  /** How it was before. */
  base: string
  /** How it is now. */
  head: string
  part: Part
  message: string
  sign: boolean
}

/**
 * A commit on top of `head` in which a file, or some lines of it, are as in `base`. Nothing refers to it yet.
 *
 * @throws AppError CONFLICT when there is nothing to take back, NOT_FOUND when neither commit has such a file
 */
export async function commitWithout(git: Runner, options: PartOptions): Promise<string> {
  const { repo, base, head, part } = options
  const was = await entryAt(git, repo, base, part.oldPath ?? part.path)
  const is = await entryAt(git, repo, head, part.path)
  if (was === null && is === null)
    throw new AppError('NOT_FOUND', `There is no file ${part.path} in these changes.`, { path: part.path })
  const entries: string[] = []
  if (part.lines === undefined) {
    if (is !== null && (was === null || was.path !== is.path)) entries.push(gone(is))
    if (was !== null) entries.push(line(was))
  } else {
    if (was === null || is === null || was.kind !== 'blob' || is.kind !== 'blob')
      throw new AppError('CONFLICT', `${part.path} can only be taken back as a whole.`, { path: part.path })
    entries.push(line({ ...is, objectId: await mixed(git, repo, was, is, part.lines) }))
  }
  const tree = await treeWith(git, { repo, commit: head, entries })
  return commitOnTop(git, { ...options, tree })
}

/**
 * A commit on top of `head` with the files of another commit. Nothing refers to it yet.
 *
 * @throws AppError CONFLICT when they are the same
 */
export async function commitAsOf(
  git: Runner,
  { commit, ...options }: Omit<PartOptions, 'base' | 'part'> & { commit: string },
): Promise<string> {
  return commitOnTop(git, { ...options, tree: await treeOf(git, { repo: options.repo, commit }) })
}

async function commitOnTop(
  git: Runner,
  {
    repo,
    head,
    tree,
    message,
    sign,
  }: Pick<PartOptions, 'repo' | 'head' | 'message' | 'sign'> & { tree: string },
): Promise<string> {
  if (tree === (await treeOf(git, { repo, commit: head })))
    throw new AppError('CONFLICT', 'It is like that already: there is nothing to take back.')
  return git.text({
    cwd: repo,
    args: ['commit-tree', ...(sign ? ['-S'] : []), '-p', head, '-F', '-', tree],
    stdin: `${message}\n`,
    config: await fallbackIdentity(git, repo),
    sign,
    write: true,
  })
}

interface Entry {
  mode: string
  kind: string
  objectId: string
  path: string
}

const line = ({ mode, objectId, path }: Entry) => `${mode} ${objectId}\t${path}\0`
const gone = ({ objectId, path }: Entry) => `0 ${'0'.repeat(objectId.length)}\t${path}\0`

async function entryAt(git: Runner, repo: string, commit: string, path: string): Promise<Entry | null> {
  const { stdout } = await git.run({
    cwd: repo,
    args: ['ls-tree', '-z', '--full-tree', '--end-of-options', commit, path],
    env: { GIT_LITERAL_PATHSPECS: '1' },
    // A path that leads out of the repository, for instance.
    answers: [128],
  })
  const [, mode, kind, objectId, name] =
    /^(\d+) (\w+) ([0-9a-f]+)\t([^]+)\0$/.exec(stdout.toString('utf8')) ?? []
  if (mode === undefined || kind === undefined || objectId === undefined || name !== path) return null
  // A folder has many files.
  return kind === 'tree' ? null : { mode, kind, objectId, path }
}

/** The file as it is now, with its lines of before in their place. @throws AppError CONFLICT beyond its end */
async function mixed(
  git: Runner,
  repo: string,
  was: Entry,
  is: Entry,
  { before, now }: { before: Lines; now: Lines },
): Promise<string> {
  const old = cut(await blob(git, repo, was), before, was.path)
  const current = cut(await blob(git, repo, is), now, is.path)
  const content = Buffer.concat([current.above, ended(old.lines, current.below), current.below])
  return git.text({
    cwd: repo,
    args: ['hash-object', '-w', '--no-filters', '--stdin'],
    stdin: content,
    write: true,
  })
}

const blob = async (git: Runner, repo: string, { objectId }: Entry): Promise<Buffer> =>
  (await git.run({ cwd: repo, args: ['cat-file', 'blob', objectId] })).stdout

/** The last line of a file need not be ended; one that others follow has to be. */
function ended(lines: Buffer, below: Buffer): Buffer {
  const isOpen = lines.length > 0 && lines.at(-1) !== NEWLINE && below.length > 0
  return isOpen ? Buffer.concat([lines, Buffer.from([NEWLINE])]) : lines
}

const NEWLINE = 10

function cut(content: Buffer, { start, count }: Lines, path: string) {
  // Without lines it names the one that it stands behind.
  const first = count === 0 ? start : start - 1
  const from = offsetOf(content, first)
  const to = offsetOf(content, first + count)
  if (from === null || to === null)
    throw new AppError('CONFLICT', `${path} has no such lines. Read the changes anew.`, { path })
  return { above: content.subarray(0, from), lines: content.subarray(from, to), below: content.subarray(to) }
}

/** Where the line after so many lines begins; null = there are not so many. */
function offsetOf(content: Buffer, lines: number): number | null {
  let at = 0
  for (let done = 0; done < lines; done += 1) {
    if (at >= content.length) return null
    const end = content.indexOf(NEWLINE, at)
    at = end < 0 ? content.length : end + 1
  }
  return at
}

/** The tree of a commit with some entries changed, made in an index of its own. */
async function treeWith(
  git: Runner,
  { repo, commit, entries }: { repo: string; commit: string; entries: readonly string[] },
): Promise<string> {
  const folder = await git.makeFolder()
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    const config = ['core.splitIndex=false']
    const run = (args: string[], stdin = '') => git.run({ cwd: repo, args, stdin, env, config, write: true })
    await run(['read-tree', commit])
    // What goes first: a folder may stand where a file was, or the other way round.
    await run(['update-index', '-z', '--index-info'], [...entries].sort().join(''))
    return (await run(['write-tree'])).stdout.toString('utf8').trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * What would keep a worktree from being moved on from a commit.
 *
 * @returns null = nothing: it is on its branch, at the commit, and no file that git knows was changed
 */
export async function whyNotAt(
  git: Runner,
  { worktree, branch, commit }: { worktree: string; branch: string; commit: string },
): Promise<'moved' | 'changed' | null> {
  const { gitDir } = await requireLinked(worktree)
  const at = await commitOf(git, { repo: worktree, ref: 'HEAD' })
  const on = await git.run({ cwd: worktree, args: ['symbolic-ref', '--quiet', 'HEAD'], answers: [1] })
  if (at !== commit || on.stdout.toString('utf8').trim() !== `refs/heads/${branch}`) return 'moved'
  for (const name of ['MERGE_HEAD', 'rebase-merge', 'rebase-apply', 'CHERRY_PICK_HEAD', 'REVERT_HEAD'])
    if (await entryExists(join(gitDir, name))) return 'changed'
  const status = ['status', '--porcelain=v1', '-z', '--untracked-files=no', '--no-renames']
  const { stdout } = await git.run({ cwd: worktree, args: status })
  return stdout.length === 0 ? null : 'changed'
}

export interface MoveOptions {
  repo: string
  /** Null = it is not there any more: the branch alone moves. */
  worktree: string | null
  branch: string
  from: string
  /** Its child. */
  to: string
}

/**
 * Moves a branch and its worktree on by a commit. The branch goes first; asked again after a crash it does what was
 * left of the files. Only files that differ between the two commits are written.
 *
 * @returns false when the branch was moved by somebody else: nothing was done
 * @throws AppError CONFLICT `{path}` where a file that git does not know is in the way; GIT_ERROR
 */
export async function moveOn(
  git: Runner,
  { repo, worktree, branch, from, to }: MoveOptions,
): Promise<boolean> {
  const paths = await differing(git, repo, from, to)
  const ref = `refs/heads/${branch}`
  const isMoved = (await commitOf(git, { repo, ref })) === to
  if (worktree !== null) {
    const dirs = await requireLinked(worktree)
    await waitForLocks(git, { worktree, dirs })
    if (!isMoved) await requireNoStranger(git, worktree, from, paths)
  }
  if (!isMoved && !(await changeRef(git, { repo, ref, to, from, reason: 'openlinear: review' }))) return false
  if (worktree === null) return true
  // Git refuses names that it finds nowhere, such as those of files that are removed already.
  const left = new Set(await notAsIn(git, worktree, to))
  const written = paths.filter((path) => left.has(path))
  if (written.length === 0) return true
  await git.run({
    cwd: worktree,
    args: [
      'restore',
      `--source=${to}`,
      '--staged',
      '--worktree',
      '--quiet',
      '--pathspec-from-file=-',
      '--pathspec-file-nul',
    ],
    stdin: written.join('\0'),
    env: { GIT_LITERAL_PATHSPECS: '1' },
    write: true,
  })
  return true
}

async function differing(git: Runner, repo: string, from: string, to: string): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--end-of-options', from, to, '--']
  const { stdout } = await git.run({ cwd: repo, args })
  return stdout.toString('utf8').split('\0').filter(Boolean)
}

/** Files of a worktree, or of its index, that are not as in a commit. */
async function notAsIn(git: Runner, worktree: string, commit: string): Promise<string[]> {
  const args = ['diff-index', '-z', '--name-only', '--no-renames', '--end-of-options', commit, '--']
  const { stdout } = await git.run({ cwd: worktree, args, write: true })
  return stdout.toString('utf8').split('\0').filter(Boolean)
}

/** A file that comes back may meet one of the user's with its name. */
async function requireNoStranger(
  git: Runner,
  worktree: string,
  from: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    if (!(await entryExists(join(worktree, path)))) continue
    if ((await entryAt(git, worktree, from, path)) !== null) continue
    throw new AppError(
      'CONFLICT',
      `${path} would come back, but there is another file with its name in the worktree. Move that away first.`,
      { path },
    )
  }
}
