import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import type { BatchRow } from './batch-records.ts'
import type { BatchContext } from './context.ts'
import { integrationPath, moveBranch, settle } from './merge-lane.ts'
import { verify } from './verify.ts'

/**
 * Brings the branch of a batch up to date with its base at the remote, checks it, and pushes it. Asked again it goes
 * on where it was.
 *
 * @throws AppError with words for the user: the base conflicts, the check fails, the remote refuses
 */
export async function publish(context: BatchContext, row: BatchRow, signal: AbortSignal): Promise<void> {
  const { git, projects, settings, store, records, onMoment } = context
  const project = await projects.get(row.project_id)
  const repo = project.repoPath
  const tip = await bringUpToDate(context, row, project, signal)
  const { runGitHooks } = settings.stored()
  // It may be another one by now: see {@link moveBranch}.
  const { branch } = (await records.load(row.id)).row
  await git.pushBranch({ repo, branch, runHooks: runGitHooks, signal })
  onMoment?.(row.id, 'pushed')
  const isDone = settings.stored().doneWhen === 'published'
  await store.write(async (tx) => {
    const { row: now, tasks } = await records.load(row.id, tx.db)
    // Paused or cancelled in this moment: what is pushed is pushed, but the batch ends as the user wants.
    const isOn = now.status !== 'paused' && now.ending === null
    const end = isOn ? { ending: 'complete', step: 'clean_up' } : {}
    await records.update(tx, row.id, { pushed_commit: tip, failure: null, ...end })
    for (const { task_id, status } of tasks) {
      if (!isDone || status !== 'merged') continue
      const done = { status: 'done', activityKind: 'batch:published' } as const
      await context.tasks.recordExecution(tx, task_id, done)
    }
  })
}

/** @returns the branch's tip, which has all of the remote's base branch */
async function bringUpToDate(
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
    worktree,
    commit: made.commit,
    signal,
    onStage: async () => {},
  })
  if (checked !== null && checked.exitCode !== 0)
    throw new AppError(
      'CONFLICT',
      `${row.base_branch} has moved at the remote, and with what came \`${checked.command}\` fails. Mend it on ${row.branch}, then resume the batch.\n\n${checked.output.trimEnd().split('\n').slice(-20).join('\n')}`,
    )
  await store.write((tx) => records.update(tx, row.id, { head_commit: made.commit }))
  return moveBranch(context, row, project, made.commit)
}
