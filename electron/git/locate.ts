import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isRefusal, notReadable } from '../process/no-leave.ts'

/** Where a working tree keeps its git data. Real paths. */
export interface GitDirs {
  /** Of this working tree alone: HEAD, index, half-done merges. */
  gitDir: string
  /** Of the whole repository: objects, branches, configuration. */
  commonDir: string
  /** True for a linked worktree (`git worktree add`). */
  linked: boolean
}

/**
 * Finds the git folders of a working tree's root without starting a process. Looks at the given folder
 * only, never above it.
 *
 * @returns null when the folder is no working tree, or its `.git` leads nowhere
 */
export async function locate(root: string): Promise<GitDirs | null> {
  try {
    const dotGit = join(root, '.git')
    const gitDir = await realpath((await stat(dotGit)).isDirectory() ? dotGit : await follow(root, dotGit))
    await stat(join(gitDir, 'HEAD'))
    const pointer = await readText(join(gitDir, 'commondir'))
    const commonDir = pointer === null ? gitDir : await realpath(resolve(gitDir, pointer.trimEnd()))
    return { gitDir, commonDir, linked: pointer !== null }
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/**
 * {@link locate} for a repository that was there once.
 *
 * @throws AppError NOT_A_REPOSITORY `{path}`: it was deleted, moved, or its disk is not mounted
 * @throws AppError NOT_READABLE `{path}`
 */
export async function requireRepository(repo: string): Promise<GitDirs> {
  let isThere: boolean
  try {
    const dirs = await locate(repo)
    if (dirs !== null) return dirs
    isThere = await exists(repo)
  } catch (error) {
    throw isRefusal(error) ? notReadable(repo, error) : error
  }
  throw new AppError(
    'NOT_A_REPOSITORY',
    `${repo} is not ${isThere ? 'a git repository' : 'there'} any more. Put it back in its place, then try again. If it is lost, the branches and commits of its runs are lost with it; files that are still in their worktrees are not.`,
    { path: repo },
  )
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** `.git` as a file: a linked worktree or a submodule. */
async function follow(root: string, dotGit: string): Promise<string> {
  const text = await readFile(dotGit, 'utf8')
  const path = /^gitdir: ([^]+)$/.exec(text)?.[1]?.replace(/\r?\n$/, '')
  return resolve(root, path ?? join('.git', 'nowhere'))
}

/** A file's text, or null when there is none. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Whether there is something at a path, a link that leads nowhere included. What cannot be looked at is thrown. */
export async function entryExists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Whether a file-system error says that there is nothing at that path. */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return code === 'ENOENT' || code === 'ENOTDIR'
}
