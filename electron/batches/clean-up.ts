import type { BatchStatus, BatchTaskStatus } from '#shared/batch-words.ts'
import { isSettled } from '#shared/batch-words.ts'
import { buildBatchSummary } from '#shared/batch-summary.ts'
import type { BatchEvent } from '#shared/batch-state.ts'
import { isTerminal } from '#shared/run-words.ts'
import { AppError } from '#shared/errors.ts'
import type { BatchRow, BatchTaskRow } from './batch-records.ts'
import { reopen } from './combined.ts'
import type { BatchContext } from './context.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { withoutLeave } from '../process/no-leave.ts'
import { memoryPath } from '../git/git.ts'
import { integrationPath, settle } from './merge-lane.ts'
import { endResolvers } from './resolve.ts'

/** Ends a batch whose row says how: its runs first, then what nobody needs, then the row. Each can be done again. */
export async function cleanUp(context: BatchContext, batchId: string): Promise<void> {
  const { records, runs, git, projects, store, dataFolder } = context
  const { row, tasks } = await records.load(batchId)
  if (row.step !== 'clean_up') await store.write((tx) => records.update(tx, batchId, { step: 'clean_up' }))

  const latest = new Map((await runs.ofBatch(batchId)).map((run) => [run.taskId, run]))
  for (const run of latest.values()) if (!isTerminal(run.status)) await runs.cancel(run.id)
  const worktree = integrationPath(dataFolder, batchId)
  await endResolvers(context, batchId, worktree)
  for (const task of tasks) {
    if (isSettled(task.status as BatchTaskStatus)) continue
    const reason = JSON.stringify({ code: 'cancelled', message: 'The batch ended before it was merged.' })
    const change = { reason, stage: null, awaits_approval: 0 }
    const { task_id: taskId, run_id } = task
    await store.write(async (tx) => {
      await records.updateTask(tx, { batchId, taskId }, change, 'cancel')
      // Its run is not its own, and cannot be reviewed for it alone.
      if (row.mode === 'combined' && run_id !== null) await reopen(context, tx, run_id, [taskId])
    })
  }
  await sweepRuns(context, tasks)
  const repo = await projects.repoPath(row.project_id)
  const failure = await settleBranch(context, row, repo)
  await git.removeWorktree({ repo, path: worktree }).catch((error: unknown) => {
    // A check in a container leaves files of root's: the disk panel shows what is left, and the batch ends.
    if (withoutLeave(error) === null) throw error
    context.log('warn', 'the worktree of a batch could not be removed', { batchId, error: String(error) })
  })
  await git.putMemoryAway({ repo, memory: memoryPath(dataFolder, row.project_id) })
  await dropEmptyBranch(context, row, repo)

  const batch = await records.batch(batchId)
  const costs = await costsOf(context, batchId)
  const endedAt = store.now()
  const wanted = (row.ending ?? 'fail') as BatchEvent
  // A branch that does not hold what was merged is no result.
  const ending = failure !== null && wanted === 'complete' ? 'fail' : wanted
  const said = row.failure ?? failure
  const status: BatchStatus =
    ending === 'complete' ? 'completed' : ending === 'cancel' ? 'cancelled' : 'failed'
  const titles = new Map<string, string>()
  for (const { taskId } of batch.tasks) titles.set(taskId, await titleOf(context, taskId))
  const facts = { titles, costs, keptBranch: await keptBranchOf(context, row, repo) }
  await store.write(async (tx) => {
    // It may be made in this moment.
    const pull = await context.pullRequests.pullOfBatch(tx, batchId)
    const summary = buildBatchSummary({ ...batch, status, failure: said, endedAt }, { ...facts, pull })
    await records.update(tx, batchId, { step: 'done', summary, failure: said, ended_at: endedAt }, ending)
    // For its history, which also keeps it from being begun again by itself.
    for (const { taskId, status: now } of batch.tasks) {
      if (now !== 'merged')
        await context.tasks.recordExecution(tx, taskId, { activityKind: 'batch:left_out' })
    }
  })
}

/** Removes the worktrees of runs whose work is in the branch of their batch. */
export async function sweepRuns({ runs }: BatchContext, tasks: readonly BatchTaskRow[]): Promise<void> {
  const merged = tasks.filter(({ status }) => status === 'merged').map(({ run_id }) => run_id)
  for (const runId of new Set(merged)) if (runId !== null) await runs.sweepMerged(runId)
}

/** Brings the branch to what is merged: a crash may have come in between. @returns why it could not be, if so */
async function settleBranch(context: BatchContext, row: BatchRow, repoPath: string): Promise<string | null> {
  if (row.head_commit === row.base_commit) return null
  try {
    await settle(context, row, { repoPath })
    return null
  } catch (error) {
    // The batch ends nevertheless: the repository is gone, or the branch is somebody else's by now.
    if (!(error instanceof AppError) || error.code === 'INTERNAL' || isDiskFull(error)) throw error
    context.log('warn', 'a batch branch is not where it should be', { batchId: row.id, why: error.message })
    return error.message
  }
}

/** The branch of a combined batch, where its run has come so far as to make it. */
async function keptBranchOf({ git, log }: BatchContext, row: BatchRow, repo: string): Promise<string | null> {
  if (row.mode !== 'combined') return null
  try {
    const at = await git.commitOf({ repo, ref: `refs/heads/${row.branch}` })
    return at === null ? null : row.branch
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'INTERNAL' || isDiskFull(error)) throw error
    log('warn', 'a batch branch could not be looked up', { branch: row.branch, why: error.message })
    return null
  }
}

/** A branch that holds nothing but the base is of no use to anybody. */
async function dropEmptyBranch({ git, log }: BatchContext, row: BatchRow, repo: string): Promise<void> {
  // That of a combined batch is its run's, and kept with what the agent has left there.
  if (row.head_commit !== row.base_commit || row.mode === 'combined') return
  try {
    const at = await git.commitOf({ repo, ref: `refs/heads/${row.branch}` })
    if (at === row.base_commit)
      await git.deleteBranch({ repo, branch: row.branch, expectedCommit: row.base_commit })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log('warn', 'an empty batch branch was left where it is', { branch: row.branch, why: error.message })
  }
}

/** US dollars of all runs of each task in this batch. */
async function costsOf({ store }: BatchContext, batchId: string): Promise<Map<string, number>> {
  const rows = await store.db
    .selectFrom('runs')
    .select((row) => ['task_id', row.fn.sum<number>('cost').as('cost')])
    .where('batch_id', '=', batchId)
    .groupBy('task_id')
    .execute()
  return new Map(rows.map(({ task_id, cost }) => [task_id, cost]))
}

async function titleOf({ tasks }: BatchContext, taskId: string): Promise<string> {
  try {
    return (await tasks.get(taskId)).title
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return '(deleted)'
    throw error
  }
}
