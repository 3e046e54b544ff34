import { stat } from 'node:fs/promises'
import { AppError } from '#shared/errors.ts'
import type { Terminal } from '#shared/terminals.ts'
import type { Projects } from '../projects/projects.ts'
import type { Runs } from '../runs/runs.ts'

/** Where a terminal is opened. */
export type Place = Pick<Terminal, 'projectId' | 'runId' | 'worktreePath'>

/** The worktree of a run. @throws AppError NOT_FOUND, CONFLICT where there is none (any more) */
export async function placeOfRun(runs: Pick<Runs, 'get'>, runId: string): Promise<Place> {
  const { projectId, worktreePath } = await runs.get(runId)
  if (worktreePath === null)
    throw new AppError('CONFLICT', 'This run has no worktree: it has not begun, or its work was put away.', {
      runId,
    })
  await requireFolder(worktreePath)
  return { projectId, runId, worktreePath }
}

/** A project's own folder. @throws AppError NOT_FOUND, PROJECT_NOT_READY, CONFLICT where it is not there any more */
export async function placeOfProject(projects: Pick<Projects, 'get'>, projectId: string): Promise<Place> {
  const { name, state, repoPath } = await projects.get(projectId)
  if (state !== 'ready') throw new AppError('PROJECT_NOT_READY', `${name} has no repository yet.`, { state })
  await requireFolder(repoPath)
  return { projectId, runId: null, worktreePath: repoPath }
}

/** @throws AppError CONFLICT */
export async function requireFolder(path: string): Promise<void> {
  const folder = await stat(path).catch(() => null)
  if (folder?.isDirectory() === true) return
  throw new AppError('CONFLICT', `The folder ${path} is not there any more.`, { path })
}
