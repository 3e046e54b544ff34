import { join } from 'node:path'
import { isBatchOver, type BatchStatus } from '#shared/batch-words.ts'
import { AppError } from '#shared/errors.ts'
import type { MergeState } from '#shared/review.ts'
import type { BatchContext } from './context.ts'
import { moveBranch } from './merge-lane.ts'

export interface MergeBatch {
  moveCheckout: boolean
  /** Only refuse what the base branch and its checkout are in the way of. */
  dryRun?: boolean
}

/** How {@link mergeBatch} would find the base branch and its checkout now. @throws AppError as it would be refused */
export async function batchMergeState(context: BatchContext, id: string): Promise<MergeState> {
  const { row, project, integrationPath } = await whatToMerge(context, id)
  return context.git.mergeState({
    repo: project.repoPath,
    integrationPath,
    baseBranch: row.base_branch,
    headCommit: row.head_commit,
  })
}

async function whatToMerge({ records, projects, dataFolder }: BatchContext, id: string) {
  const { row, tasks } = await records.load(id)
  if (!isBatchOver(row.status as BatchStatus))
    throw new AppError('ILLEGAL_TRANSITION', 'The batch goes on. Wait for its end, or cancel it.', {
      status: row.status,
    })
  const merged = tasks.filter(({ status }) => status === 'merged')
  if (merged.length === 0) throw new AppError('NOTHING_TO_MERGE', 'No task of this batch was merged.')
  const project = await projects.get(row.project_id)
  return { row, merged, project, integrationPath: join(dataFolder, 'integration', project.id) }
}

/**
 * Brings the branch of a batch that is over into its base branch; its merged tasks are done then. Asked again it
 * does what a crash has left.
 *
 * @throws AppError ILLEGAL_TRANSITION while the batch goes on, NOTHING_TO_MERGE, and what a merge of a run throws
 */
export async function mergeBatch(
  context: BatchContext,
  id: string,
  { moveCheckout, dryRun = false }: MergeBatch,
): Promise<{ commit: string }> {
  const { records, git, settings, store, runs } = context
  const { row, merged, project, integrationPath } = await whatToMerge(context, id)
  const at = await git.commitOf({ repo: project.repoPath, ref: `refs/heads/${row.branch}` })
  // With what the user has committed on top; one that lacks something of the batch is not what its tasks are.
  const tip =
    at === null || row.merged_commit !== null || dryRun
      ? row.head_commit
      : await moveBranch(context, row, project, row.head_commit)
  const names = merged.map(({ identifier }) => identifier).join(', ')
  const { runGitHooks, signCommits } = settings.stored()
  const { commit } =
    row.merged_commit !== null
      ? { commit: row.merged_commit }
      : await git.merge({
          repo: project.repoPath,
          integrationPath,
          baseBranch: row.base_branch,
          headCommit: tip,
          strategy: 'merge',
          moveCheckout,
          dryRun,
          message: `Merge ${row.branch}: ${names}`,
          runHooks: runGitHooks,
          sign: signCommits,
        })
  if (dryRun) return { commit }
  await store.write((tx) => records.update(tx, id, { merged_commit: commit }))
  // One run may have carried out several tasks.
  for (const runId of new Set(merged.map(({ run_id }) => run_id)))
    if (runId !== null) await runs.noteMerged(runId, commit)
  return { commit }
}
