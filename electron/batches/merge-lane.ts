import { join } from 'node:path'
import type { BatchTask, LeftOutReason } from '#shared/batches.ts'
import { buildIntegrationPrompt } from '#shared/batch-prompt.ts'
import { AppError } from '#shared/errors.ts'
import type { Project } from '#shared/projects.ts'
import { isTerminal } from '#shared/run-words.ts'
import { allEnded } from '../process/all-ended.ts'
import { hasWorktree } from '../git/git.ts'
import { type BatchRow, optionsOf } from './batch-records.ts'
import { type Checked, failureWords } from './checks.ts'
import type { BatchContext } from './context.ts'
import { endResolvers, forget, type Merging, mergeWork, remember } from './resolve.ts'
import { verify } from './verify.ts'

/** Whether the worktree for merges is needed for nothing but a merge that git cannot make without one. */
const mergesAlone = (row: BatchRow, { checkCommand }: Project) =>
  checkCommand === null && optionsOf(row).conflictBehavior !== 'resolve'

/** Where the merges of a batch are made. */
export const integrationPath = (dataFolder: string, batchId: string) =>
  join(dataFolder, 'integration', batchId)

/**
 * Makes the integration worktree ahead of the first merge: in a large repository that takes its time. Whether it could
 * be made matters to that merge alone.
 */
export async function openLane(context: BatchContext, batchId: string, signal: AbortSignal): Promise<void> {
  const { records, projects, git, settings, dataFolder } = context
  const row = await records.row(batchId)
  const project = await projects.get(row.project_id)
  const { repoPath: repo } = project
  if (mergesAlone(row, project) && !settings.stored().runGitHooks) return
  const commit = row.head_commit
  const here = { onto: commit, commit, message: '', runHooks: false, sign: false, signal }
  await git.integrate({ repo, path: integrationPath(dataFolder, batchId), ...here })
}

/**
 * Merges the work of one task: merged and checked in the integration worktree first, then written. Killed at any point
 * it is done again from the same commits, with the same result.
 *
 * @returns what brings the batch's branch there, which the next merge need not wait for; null = nothing is merged
 * @throws AppError when git refuses, or the branch is somebody else's by now
 */
export async function mergeTask(
  context: BatchContext,
  batchId: string,
  taskId: string,
  signal: AbortSignal,
): Promise<(() => Promise<void>) | null> {
  const { records, projects, runs, store, onMoment } = context
  const row = await records.row(batchId)
  const task = await records.task(batchId, taskId)
  // The user has left it out or sent it back since it was planned.
  if (task.status !== 'completed') return null
  if (task.stage === 'resolving' && !(await isOver(context, task.resolve_run_id))) return null
  const run = task.run_id === null ? null : await runs.get(task.run_id)
  const head = run?.headCommit ?? null
  if (run === null || head === null)
    throw new Error(`task ${taskId} of batch ${batchId} has no work to merge`)
  const project = await projects.get(row.project_id)
  const merging = { row, task, run, project }
  const ref = { batchId, taskId }
  const stage = async (now: 'merging' | 'setup' | 'verifying') =>
    store.write(async (tx) => {
      const { status, run_id } = await records.task(batchId, taskId, tx.db)
      if (status !== 'completed' || run_id !== task.run_id) return false
      const name = now === 'verifying' ? 'batch:verifying' : 'batch:merging'
      await records.updateTask(tx, ref, { stage: now }, undefined, name)
      return true
    })

  // The user has left it out or sent it back in this moment; once the stage is written nobody does.
  if (!(await stage('merging'))) return null
  const worktree = integrationPath(context.dataFolder, batchId)
  await endResolvers(context, batchId, worktree)
  const { runGitHooks, signCommits } = context.settings.stored()
  const { identifier, title } = await context.tasks.get(taskId)
  const settling = settle(context, row, project)
  const isResolved = optionsOf(row).conflictBehavior === 'resolve'
  // The branch is where it was left, most likely, which is found out meanwhile; but no agent begins on a guess.
  const onto = isResolved ? await settling : row.head_commit
  const how = {
    repo: project.repoPath,
    path: worktree,
    onto,
    commit: head,
    message: `Merge ${identifier}: ${title}`,
    date: Math.floor(Date.parse(run.endedAt ?? run.createdAt) / 1000),
    runHooks: runGitHooks,
    sign: signCommits,
    alone: mergesAlone(row, project),
    signal,
  }
  const [made, tip] = await allEnded([mergeWork(context, merging, how), settling])
  if (made.kind === 'resolving') return null
  onMoment?.(batchId, 'integrated')
  // Somebody has committed to the branch: merged with that.
  if (tip !== onto) return null
  if (made.kind === 'conflict') return leaveOut(context, merging, conflictReason(made))
  const { resolution } = made

  const checked = await verify(context, {
    row,
    project,
    line: project.checkCommand,
    worktree,
    commit: made.commit,
    signal,
    onStage: async (now) => void (await stage(now)),
  })
  onMoment?.(batchId, 'verified')
  if (checked !== null && checked.exitCode !== 0 && resolution !== null) {
    await forget(context, merging, how)
    return leaveOut(context, merging, unfitReason(resolution, checked))
  }
  if (checked !== null && checked.exitCode !== 0)
    return giveBackOrLeaveOut(context, merging, { onto, merged: made.commit, checked })

  if (resolution !== null && resolution.runId !== null) await remember(context, merging, how, made.commit)

  // Somebody has committed to the branch meanwhile: merged and checked with that once more.
  if ((await settle(context, row, project)) !== onto) return null
  await store.write(async (tx) => {
    const change = {
      merge_commit: made.commit,
      merged_at: store.now(),
      resolution: resolution === null ? null : JSON.stringify(resolution),
      stage: null,
      reason: null,
    }
    await records.updateTask(tx, ref, change, 'merge')
    const before = await tx.db
      .selectFrom('batch_tasks')
      .select('task_id')
      .where('batch_id', '=', batchId)
      .where('status', '=', 'merged')
      .where('task_id', '!=', taskId)
      .executeTakeFirst()
    const isVerified = checked !== null && (before === undefined || row.verified === 1)
    await records.update(tx, batchId, { head_commit: made.commit, verified: isVerified ? 1 : 0 })
  })
  onMoment?.(batchId, 'written')
  return async () => {
    await moveBranch(context, row, project, made.commit, onto)
    onMoment?.(batchId, 'moved')
  }
}

/**
 * Brings the branch of a batch to a commit. One that the user has checked out is theirs by now and stays where it
 * is; the batch goes on with another one.
 *
 * @param from what `to` contains, where the branch is most likely
 * @returns its tip: see {@link Git.settleBranch}
 */
export async function moveBranch(
  { git, records, store }: BatchContext,
  { id }: BatchRow,
  { repoPath: repo }: Pick<Project, 'repoPath'>,
  to: string,
  from?: string,
): Promise<string> {
  const { branch } = await records.row(id)
  try {
    return await git.settleBranch({ repo, branch, to, from })
  } catch (error) {
    if (!(error instanceof AppError) || error.details?.path === undefined) throw error
    const free = await git.freeBranchName({ repo, wanted: branch })
    const next = await store.write(async (tx) => {
      const now = await records.row(id, tx.db)
      // Two may find it out at once.
      if (now.branch !== branch) return now.branch
      await records.update(tx, id, { branch: free })
      return free
    })
    return git.settleBranch({ repo, branch: next, to })
  }
}

/** The branch at what is written, or with what the user committed on top. */
export async function settle(
  context: BatchContext,
  row: BatchRow,
  project: Pick<Project, 'repoPath'>,
): Promise<string> {
  const { records, store, onMoment } = context
  const tip = await moveBranch(context, row, project, row.head_commit)
  onMoment?.(row.id, 'branch')
  if (tip === row.head_commit) return tip
  await store.write(async (tx) => {
    const now = await records.row(row.id, tx.db)
    if (now.head_commit === row.head_commit) await records.update(tx, row.id, { head_commit: tip })
  })
  return tip
}

const isOver = async ({ runs }: BatchContext, runId: string | null) =>
  runId === null || isTerminal((await runs.get(runId)).status)

const some = (files: string[]) =>
  `${files.slice(0, 5).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}`

const conflictReason = ({ files, tried }: { files: string[]; tried: string | null }): LeftOutReason => ({
  code: 'conflict',
  message: `It changed the same lines as the tasks before it: ${some(files)}.${tried === null ? '' : ` ${tried}`} Its branch and its worktree are kept.`,
  files,
})

/** Somebody has resolved its conflict, but not well. */
const unfitReason = (
  { files, runId }: NonNullable<BatchTask['resolution']>,
  checked: Checked,
): LeftOutReason => ({
  code: 'check_failed',
  message: failureWords(
    checked,
    `fails with its conflict resolved ${runId === null ? 'as it was before' : 'by an agent'} (${some(files)})`,
    'Its branch and its worktree are kept.',
  ),
  files,
})

async function leaveOut(context: BatchContext, { row, task }: Merging, reason: LeftOutReason): Promise<null> {
  const { store, records } = context
  const ref = { batchId: row.id, taskId: task.task_id }
  await store.write(async (tx) => {
    await records.updateTask(tx, ref, { reason: JSON.stringify(reason), stage: null }, 'skip')
    if (reason.code !== 'conflict' || optionsOf(row).conflictBehavior !== 'fail') return
    const failure = `${task.identifier} conflicts with the tasks before it, and the batch is set to end then. Nothing is published; all work is kept.`
    await records.update(tx, row.id, { ending: 'fail', failure })
  })
  context.onMoment?.(row.id, 'written')
  return null
}

/** Once its agent may mend what fails only together with the others; after that it is left out. */
async function giveBackOrLeaveOut(
  context: BatchContext,
  merging: Merging,
  found: { onto: string; merged: string; checked: Checked },
): Promise<null> {
  const { row, task, run } = merging
  const { onto, merged, checked } = found
  const { git, runs, records, onMoment } = context
  const ref = { batchId: row.id, taskId: task.task_id }
  const { worktreePath } = run
  if (
    task.given_back === 0 &&
    // What takes too long is no fault that it could see.
    checked.endedAfter === undefined &&
    run.sessionId !== null &&
    worktreePath !== null &&
    (await hasWorktree(worktreePath))
  ) {
    // The agent gets to see what has failed: its own work with that of the others.
    await git.forwardWorktree({ worktree: worktreePath, commit: merged })
    onMoment?.(row.id, 'given back')
    const text = buildIntegrationPrompt(checked.command, checked.exitCode, checked.output)
    await runs.giveBack(run.id, text, onto, async (tx, { id }) => {
      const change = { run_id: id, given_back: 1, stage: null }
      await records.updateTask(tx, ref, change, 'give_back')
    })
    onMoment?.(row.id, 'written')
    return null
  }
  return leaveOut(context, merging, {
    code: 'check_failed',
    message: failureWords(
      checked,
      'fails once it is merged with the tasks before it',
      'Its branch and its worktree are kept.',
    ),
  })
}
