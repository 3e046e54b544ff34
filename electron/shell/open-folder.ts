import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { OpenFile, OpenFolder } from '#shared/system.ts'
import type { Host } from '../host-api.ts'

/**
 * Opens a run's worktree or a project's repository on the user's desktop.
 *
 * @returns the folder's path
 * @throws AppError BAD_REQUEST unless exactly one of `runId` and `projectId` is given; NOT_FOUND when the
 *   folder is gone; NOT_POSSIBLE_HERE
 */
export async function openFolder(
  { runs, projects, settings, platform }: Pick<Host, 'runs' | 'projects' | 'settings' | 'platform'>,
  { runId, projectId, where }: OpenFolder,
): Promise<{ path: string }> {
  const path = await folderOf()
  await platform.openFolder(path, where, settings.stored().editorCommand)
  return { path }

  async function folderOf(): Promise<string> {
    if (runId !== undefined && projectId === undefined) return worktreeOf(runs, runId)
    if (projectId !== undefined && runId === undefined) {
      const { repoPath } = await projects.get(projectId)
      if (await isFolder(repoPath)) return repoPath
      throw new AppError('NOT_FOUND', `The repository ${repoPath} is gone.`, { projectId })
    }
    throw new AppError('BAD_REQUEST', 'Give either runId or projectId, and only one of them.')
  }
}

/**
 * Opens a file of a run's worktree in the user's editor. What an agent has written may be a link that leads elsewhere:
 * only what really lies in the worktree is opened.
 *
 * @returns the file's path
 * @throws AppError NOT_FOUND when worktree or file are gone; BAD_REQUEST for what is no file of it; NOT_POSSIBLE_HERE
 */
export async function openFile(
  { runs, settings, platform }: Pick<Host, 'runs' | 'settings' | 'platform'>,
  { runId, path, line = 1 }: OpenFile,
): Promise<{ path: string }> {
  const folder = await realpath(await worktreeOf(runs, runId))
  if (isAbsolute(path)) throw outside(path)
  const file = await realpath(join(folder, path)).catch(() => null)
  if (file === null)
    throw new AppError('NOT_FOUND', `There is no file ${path} in the run’s worktree any more.`, { path })
  const within = relative(folder, file)
  if (within === '' || within === '..' || within.startsWith(`..${sep}`) || isAbsolute(within))
    throw outside(path)
  const found = await stat(file)
  if (!found.isFile()) throw new AppError('BAD_REQUEST', `${path} is no file.`, { path })
  await platform.openFile({ folder, path: file, line }, settings.stored().editorCommand)
  return { path: file }
}

const outside = (path: string) =>
  new AppError('BAD_REQUEST', `${path} does not lie in the run’s worktree, so it is not opened.`, { path })

/** @throws AppError NOT_FOUND */
async function worktreeOf(runs: Host['runs'], runId: string): Promise<string> {
  const { worktreePath } = await runs.get(runId)
  if (worktreePath !== null && (await isFolder(worktreePath))) return worktreePath
  throw new AppError('NOT_FOUND', 'This run has no worktree, or it was removed.', { runId })
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
