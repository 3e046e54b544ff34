import { AppError } from '#shared/errors.ts'
import { isDiskFull } from '../../process/disk-full.ts'
import { requireWorktree, type StepContext } from '../step.ts'

/** They are only told: what keeps them from being read is for the commit to say, which can be tried again. */
export async function changesIfAny(context: StepContext): Promise<{ changes?: string }> {
  try {
    return await changesOf(context)
  } catch (error) {
    if (!(error instanceof AppError) || isDiskFull(error)) throw error
    const { engine, row } = context
    engine.log('warn', 'the changes of a run could not be read', { runId: row.id, error: error.message })
    return {}
  }
}

/** Size of everything since the base, committed or not. */
async function changesOf({ engine, row }: StepContext): Promise<{ changes?: string }> {
  if (row.base_commit === null) return {}
  const worktree = await requireWorktree(row.worktree_path)
  const project = await engine.projects.get(row.project_id)
  const { commit } = await engine.git.snapshotWorktree({ worktree, message: 'snapshot' })
  const stat = await engine.git.diffStat({ repo: project.repoPath, from: row.base_commit, to: commit })
  return { changes: JSON.stringify(stat) }
}
