import { stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import type { OpenFolder } from '#shared/system.ts'
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
    if (runId !== undefined && projectId === undefined) {
      const { worktreePath } = await runs.get(runId)
      if (worktreePath !== null && (await isFolder(worktreePath))) return worktreePath
      throw new AppError('NOT_FOUND', 'This run has no worktree, or it was removed.', { runId })
    }
    if (projectId !== undefined && runId === undefined) {
      const { repoPath } = await projects.get(projectId)
      if (await isFolder(repoPath)) return repoPath
      throw new AppError('NOT_FOUND', `The repository ${repoPath} is gone.`, { projectId })
    }
    throw new AppError('BAD_REQUEST', 'Give either runId or projectId, and only one of them.')
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
