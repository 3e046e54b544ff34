import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isMissing, locate, readText } from './locate.ts'
import type { Runner } from './run-git.ts'

export interface WorktreeEntry {
  path: string
  /** Short name of the branch that is checked out; null = detached, or bare. */
  branch: string | null
  bare: boolean
  /** Its folder is gone and nothing keeps its registration. */
  prunable: boolean
}

/** Every working tree of a repository, the main one first. @throws AppError GIT_ERROR */
export async function listWorktrees(git: Runner, repo: string): Promise<WorktreeEntry[]> {
  const text = await git.text({ cwd: repo, args: ['worktree', 'list', '--porcelain', '-z'] })
  return text
    .split('\0\0')
    .filter(Boolean)
    .map((record) => {
      const fields = new Map(record.split('\0').map(splitField))
      const branch = fields.get('branch')
      return {
        path: fields.get('worktree') ?? '',
        branch: branch === undefined ? null : branch.replace(/^refs\/heads\//, ''),
        bare: fields.has('bare'),
        prunable: fields.has('prunable'),
      }
    })
}

function splitField(field: string): [string, string] {
  const at = field.indexOf(' ')
  return at < 0 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)]
}

/**
 * The folders under `.git/worktrees` that are registered for a path, found without git: it refuses to talk
 * about some half-made ones.
 */
export async function registrationsOf(commonDir: string, path: string): Promise<string[]> {
  const folder = join(commonDir, 'worktrees')
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  const wanted = await realPathOf(path)
  const found: string[] = []
  for (const name of names) {
    const pointer = await readText(join(folder, name, 'gitdir'))
    if (pointer === null) continue
    const dotGit = resolve(folder, name, pointer.replace(/\r?\n$/, ''))
    if ((await realPathOf(dirname(dotGit))) === wanted) found.push(join(folder, name))
  }
  return found
}

/** Name of the branch a registered worktree is on, read from its folder under `.git/worktrees`. */
export async function branchOfRegistration(registration: string): Promise<string | null> {
  const head = await readText(join(registration, 'HEAD'))
  return head === null ? null : (/^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? null)
}

/** A path with the links in its existing part followed, whether or not it exists. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isMissing(error)) throw error
    const parent = dirname(path)
    return parent === path ? path : join(await realPathOf(parent), basename(path))
  }
}

/**
 * Whether a folder is a whole worktree of the repository: each points to the other, there is a commit, and
 * the checkout came to its end (git writes the index last).
 */
export async function isWholeWorktree(git: Runner, commonDir: string, path: string): Promise<boolean> {
  const dirs = await locate(path)
  if (dirs === null || !dirs.linked || dirs.commonDir !== commonDir) return false
  const registrations = await registrationsOf(commonDir, path)
  if (!(await Promise.all(registrations.map(realPathOf))).includes(dirs.gitDir)) return false
  const head = await git.run({
    cwd: path,
    args: ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
    answers: [1, 128],
  })
  if (head.exitCode !== 0) return false
  return stat(join(dirs.gitDir, 'index')).then(
    () => true,
    () => false,
  )
}
