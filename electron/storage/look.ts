import { readdir } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import { isRemovalPath } from '../git/git.ts'
import type { StorageContext } from './context.ts'
import type { Holdings } from './policy.ts'

/** Of what holds nothing. */
export const NOTHING: Holdings = {
  uncommitted: 0,
  commits: 0,
  branch: null,
  commit: null,
  projectId: null,
  isWork: false,
  isEmpty: false,
}
const UNKNOWN: Holdings = { ...NOTHING, uncommitted: null, commits: null, isWork: true }

/** A run's worktree. */
export const lookIntoWorktree = ({ git }: StorageContext, path: string, signal?: AbortSignal) =>
  tolerant(async () => {
    const state = await git.worktreeState({ worktree: path, signal })
    return state === null ? UNKNOWN : { ...NOTHING, ...state, isWork: true }
  })

/** A folder that no row knows. */
export const lookIntoFolder = (context: StorageContext, path: string, signal?: AbortSignal) =>
  tolerant(async () => {
    // What a killed removal left was kept before.
    if (isRemovalPath(path) || (await isEmpty(path))) return { ...NOTHING, isEmpty: true }
    const state = await context.git.worktreeState({ worktree: path, signal })
    if (state === null) return NOTHING
    return { ...NOTHING, ...state, isWork: true, projectId: await projectAt(context, state.commonDir) }
  })

/** A repository of ours that no project has. */
export const lookIntoClone = ({ git }: StorageContext, path: string, signal?: AbortSignal) =>
  tolerant(async () => {
    if (isRemovalPath(path)) return { ...NOTHING, isEmpty: true }
    const found = await git.unpushed({ repo: path, signal })
    if (found === null) return { ...NOTHING, isEmpty: true }
    const isWork = (await git.commonDirOf(path)) !== null
    return { ...NOTHING, isWork, commits: found.commits, uncommitted: found.uncommitted + found.worktrees }
  })

/** A commit of a project's repository: of a branch, or of a worktree that is gone. */
export const lookAtCommit = (
  { git }: StorageContext,
  at: { repo: string; projectId: string; branch: string | null; commit: string | null },
  signal?: AbortSignal,
) =>
  tolerant(async () => {
    const { repo, projectId, branch, commit } = at
    const commits = commit === null ? 0 : await git.commitsElsewhereNot({ repo, commit, signal })
    return { ...NOTHING, commits, branch, commit, projectId, isWork: true }
  })

/** The project that has a repository: one that is not removed, if there is one. */
async function projectAt({ projects, git }: StorageContext, commonDir: string): Promise<string | null> {
  let found: string | null = null
  for (const { id, repoPath, isRemoved } of await projects.places()) {
    const at = await git.commonDirOf(repoPath).catch(() => null)
    if (at !== commonDir) continue
    if (!isRemoved) return id
    found = id
  }
  return found
}

async function isEmpty(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: false }))
    if (!entry.isDirectory() || !(await isEmpty(`${folder}/${entry.name}`))) return false
  return true
}

/** A repository that is damaged, or may not be read, hides what it holds. */
async function tolerant(look: () => Promise<Holdings>): Promise<Holdings> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof AppError && error.code !== 'INTERNAL') return UNKNOWN
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return UNKNOWN
    throw error
  }
}
