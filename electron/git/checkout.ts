import { lstat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isMissing, locate, readText } from './locate.ts'
import type { Runner } from './run-git.ts'
import { listWorktrees, realPathOf } from './worktrees.ts'

/**
 * The working tree that has a branch checked out, or is rebasing it.
 *
 * @param options.except a worktree that does not count
 */
export async function checkoutOf(
  git: Runner,
  { repo, branch, except }: { repo: string; branch: string; except: string },
): Promise<string | null> {
  const own = await realPathOf(except)
  for (const entry of await listWorktrees(git, repo)) {
    if (entry.bare || entry.prunable || (await realPathOf(entry.path)) === own) continue
    if (entry.branch === branch || (await rebases(entry.path, branch))) return entry.path
  }
  return null
}

async function rebases(path: string, branch: string): Promise<boolean> {
  const dirs = await locate(path)
  if (dirs === null) return false
  const names = await Promise.all(
    ['rebase-merge', 'rebase-apply'].map((folder) => readText(join(dirs.gitDir, folder, 'head-name'))),
  )
  return names.some((name) => name?.trim() === `refs/heads/${branch}`)
}

/**
 * Refuses a working tree whose state a fast-forward to `commit` could not keep: tracked files with changes,
 * or files git does not know (ignored ones too) where the commit brings one.
 *
 * @throws AppError CHECKOUT_DIRTY `{path, files}`
 */
export async function requireClean(
  git: Runner,
  { path, from, commit }: { path: string; from: string; commit: string },
): Promise<void> {
  const files = [...(await changedFiles(git, path)), ...(await filesInTheWay(git, path, from, commit))]
  if (files.length > 0) throw dirty(path, files)
}

/** @throws AppError CHECKOUT_DIRTY `{path, files}` when a tracked file has changes */
export async function requireNoChanges(git: Runner, path: string): Promise<void> {
  const files = await changedFiles(git, path)
  if (files.length > 0) throw dirty(path, files)
}

/** What a move needs beside the files themselves: a new index, and blocks that are not filled. */
const SPARE_BYTES = 256 << 10

/**
 * Refuses a move for which there is no room: git would leave half-written files behind.
 *
 * @throws AppError DISK_FULL `{path, bytes}`
 */
export async function requireRoom(
  git: Runner,
  { path, from, commit }: { path: string; from: string; commit: string },
): Promise<void> {
  const raw = await git.text({
    cwd: path,
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--diff-filter=AMT',
      '--end-of-options',
      from,
      commit,
      '--',
    ],
  })
  // `:100644 100644 <old> <new> M`; a submodule (160000) brings no file.
  const blobs = [...raw.matchAll(/:\d{6} (?!160000)\d{6} [0-9a-f]+ ([0-9a-f]+) [AMT]\0/g)].map(
    (match) => match[1],
  )
  if (blobs.length === 0) return
  const sizes = await git.text({
    cwd: path,
    args: ['cat-file', '--batch-check=%(objectsize)'],
    stdin: `${blobs.join('\n')}\n`,
  })
  const bytes = sizes.split('\n').reduce((sum, size) => sum + (Number(size) || 0), SPARE_BYTES)
  const { bavail, bsize } = await statfs(path)
  if (bavail * bsize >= bytes) return
  throw new AppError(
    'DISK_FULL',
    `The disk of ${path} has no room for the merged files. Free ${Math.ceil(bytes / (1 << 20))} MB, then merge again.`,
    { path, bytes },
  )
}

function dirty(path: string, files: string[]): AppError {
  const named = files.slice(0, 5).join(', ')
  const more = files.length > 5 ? ` and ${files.length - 5} more` : ''
  return new AppError(
    'CHECKOUT_DIRTY',
    `${path} has changes of your own (${named}${more}). Commit, stash or move them, then merge again.`,
    { path, files },
  )
}

/** Files that git knows and that have changes in a working tree. */
export async function changedFiles(git: Runner, path: string): Promise<string[]> {
  const { stdout } = await git.run({
    cwd: path,
    args: [
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=no',
      '--no-renames',
      '--ignore-submodules=dirty',
      '--no-ahead-behind',
    ],
    priority: 'high',
  })
  const records = stdout.toString('utf8').split('\0').filter(Boolean)
  return records.map((record) => record.slice(3))
}

async function filesInTheWay(git: Runner, path: string, from: string, commit: string): Promise<string[]> {
  const names = await git.text({
    cwd: path,
    args: [
      'diff-tree',
      '-r',
      '-z',
      '--name-only',
      '--no-renames',
      '--diff-filter=A',
      '--end-of-options',
      from,
      commit,
      '--',
    ],
  })
  const inTheWay = new Set<string>()
  for (const name of names.split('\0').filter(Boolean)) {
    const found = await firstThatIsNoFolder(path, name)
    if (found !== null && (await holdsUnknown(git, path, found))) inTheWay.add(found)
  }
  return [...inTheWay]
}

/** What already lies where a new file shall be: the name itself, or a file or link where a folder must be. */
async function firstThatIsNoFolder(root: string, name: string): Promise<string | null> {
  const parts = name.split('/')
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join('/')
    try {
      const found = await lstat(join(root, part))
      if (length === parts.length || !found.isDirectory()) return part
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }
  return null
}

/** Whether something git does not know lies there; what it knows goes away with the merge. */
async function holdsUnknown(git: Runner, root: string, name: string): Promise<boolean> {
  const args = ['--literal-pathspecs', 'ls-files', '--others', '-z', '--directory', '--', name]
  return (await git.text({ cwd: root, args })) !== ''
}
