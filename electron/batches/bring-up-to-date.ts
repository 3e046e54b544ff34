import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import type { BatchRow } from './batch-records.ts'
import { failureWords } from './checks.ts'
import type { BatchContext } from './context.ts'
import { integrationPath, moveBranch, settle } from './merge-lane.ts'
import { verify } from './verify.ts'

/**
 * Merges what came to a batch's base at the remote into its branch, checked as every merge.
 *
 * @returns the branch's tip, which has all of the remote's base branch
 * @throws AppError with words for the user: the base conflicts, or the check fails
 */
export async function bringUpToDate(
  context: BatchContext,
  row: BatchRow,
  project: Project,
  signal: AbortSignal,
): Promise<string> {
  const { git, records, store, settings, dataFolder } = context
  const repo = project.repoPath
  const tip = await settle(context, row, project)
  const theirs = await git.remoteBranch({ repo, branch: row.base_branch, signal })
  if (theirs === null || (await git.isAncestor({ repo, ancestor: theirs, descendant: tip }))) return tip
  const worktree = integrationPath(dataFolder, row.id)
  const { runGitHooks, signCommits } = settings.stored()
  const made = await git.integrate({
    repo,
    path: worktree,
    onto: tip,
    commit: theirs,
    message: `Bring ${row.branch} up to date with ${row.base_branch}`,
    date: Math.floor(Date.parse(row.created_at) / 1000),
    runHooks: runGitHooks,
    sign: signCommits,
    signal,
  })
  if (made.kind === 'conflict')
    throw new AppError(
      'MERGE_CONFLICT',
      `${row.base_branch} has moved at the remote and changed the same lines as the batch: ${made.files.slice(0, 5).join(', ')}. Merge it into ${row.branch} by hand, then resume the batch.`,
      { files: made.files },
    )
  const checked = await verify(context, {
    row,
    project,
    line: project.checkCommand,
    worktree,
    commit: made.commit,
    again: true,
    signal,
  })
  if (checked !== null && checked.exitCode !== 0) {
    const then = `Mend it on ${row.branch}, then resume the batch.`
    const words = failureWords(checked, `fails with what came from there`, then)
    throw new AppError('CONFLICT', `${row.base_branch} has moved at the remote. ${words}`)
  }
  await store.write((tx) => records.update(tx, row.id, { head_commit: made.commit }))
  return moveBranch(context, row, project, made.commit)
}
