import { AppError, unlessGone } from '#shared/errors.ts'
import { settingsFor } from '#shared/project-settings.ts'
import type { Tx } from '../store/store.ts'
import { followOf } from './follow-state.ts'
import type { MergedPull } from '../runs/runs.ts'
import { type PublicationRow, pullOf } from './publication-records.ts'
import type { PublicationContext } from './context.ts'
import { tasksIn } from './subject.ts'

/** Before it is tried again, where something is in the way. */
const RETRY_MS = 300_000

/**
 * Does what is left to be done for a pull request that is merged: its tasks are done, and what they were done in goes
 * into the trash, if the user wants that. `due_at` is the journal: while it is set something is left.
 */
export async function tidyMerged(context: PublicationContext, id: string): Promise<void> {
  const { store, records, log } = context
  const row = await records.row(id)
  if (row.status !== 'merged' || row.due_at === null) return
  let next: string | null = null
  let told: (tx: Tx) => Promise<void> = async () => {}
  try {
    told = await tidy(context, row)
  } catch (error) {
    // The task or the project is gone, and its work was put away with it.
    const isGone = error instanceof AppError && error.code === 'NOT_FOUND'
    if (!isGone) next = new Date(Date.parse(store.now()) + RETRY_MS).toISOString()
    log('warn', 'what a merged pull request leaves could not be put away', {
      publicationId: id,
      why: error instanceof Error ? error.message : String(error),
    })
  }
  await store.write(async (tx) => {
    await told(tx)
    await records.update(tx, id, { due_at: next })
  })
}

/** @returns what is left to be written together with that it is done, so that it is written once */
async function tidy(context: PublicationContext, row: PublicationRow): Promise<(tx: Tx) => Promise<void>> {
  const { settings, projects, runs, batches, tasks, store } = context
  const project = await projects.get(row.project_id)
  const merge = await mergedPull(context, row)
  if (!settingsFor(settings.stored(), project).doneOnPullMerge) {
    const ids = await tasksIn(context, row)
    return async (tx) => {
      for (const taskId of ids) await tasks.recordExecution(tx, taskId, merge.activity)
    }
  }
  const nothing = async () => {}
  const { followUp } = followOf(row)
  const isIn = (runId: string | undefined) => wasIn(context, row, runId)
  if (row.run_id !== null && (await isIn(row.run_id))) await runs.notePullMerged(row.run_id, merge)
  const after = (await isIn(followUp?.runId)) ? followUp?.runId : undefined
  if (after !== undefined && after !== row.run_id) await runs.notePullMerged(after, merge)
  if (row.batch_id === null) return nothing
  await batches.notePullMerged(row.batch_id, merge)
  const last = followUp === null ? null : await runs.get(followUp.runId).catch(unlessGone)
  // What came to nothing leaves the work as the batch has it.
  const spent = last !== null && last.status !== 'succeeded' ? last.id : undefined
  // Those that a run after the batch stands for.
  const merged = (await batches.get(row.batch_id)).tasks.filter(({ status }) => status === 'merged')
  await store.write(async (tx) => {
    for (const { taskId, runId } of merged) {
      const task = await tasks.get(taskId, tx.db).catch(unlessGone)
      const latest = task?.latestRunId ?? null
      const isOurs = latest !== null && [runId, after, spent].includes(latest)
      if (task?.status === 'in_review' && task.contestId === null && isOurs)
        await tasks.recordExecution(tx, taskId, { status: 'done', ...merge.activity })
    }
  })
  return nothing
}

/** How a pull request was merged: by the user, whose account that is, or as it was found. */
async function mergedPull({ github }: PublicationContext, row: PublicationRow): Promise<MergedPull> {
  const pull = pullOf(row)
  const by = pull?.mergedBy ?? null
  const account = (await github.accounts()).find(({ id }) => id === row.account_id)
  const isOwn = by !== null && by.toLowerCase() === account?.login.toLowerCase()
  return {
    commit: pull?.mergeCommit ?? row.head_commit,
    branch: row.branch,
    activity: { activityKind: 'publication:merged', activityFrom: by, actor: isOwn ? 'user' : 'engine' },
  }
}

/**
 * Whether the result of a run was in the pull request when that was merged: it may have been merged at GitHub before
 * it was pushed, or while something stood in the way of that.
 */
async function wasIn(
  { runs, git, projects }: PublicationContext,
  row: PublicationRow,
  runId: string | undefined,
): Promise<boolean> {
  const run = runId === undefined ? null : await runs.get(runId).catch(unlessGone)
  const [ours, pushed, merged] = [run?.headCommit ?? null, row.pushed_commit, pullOf(row)?.headCommit]
  if (ours === null || pushed === null) return false
  const repo = await projects.repoPath(row.project_id)
  const contains = (descendant: string, ancestor: string) => git.isAncestor({ repo, ancestor, descendant })
  const isHere = async (ref: string) => (await git.commitOf({ repo, ref })) !== null
  // What git has cleared away since was published long ago.
  if (!(await isHere(ours)) || !(await isHere(pushed))) return true
  if (!(await contains(pushed, ours))) return false
  // One that is not here, or not a part of what was pushed, somebody has made of that: rebased it, for instance.
  if (merged === undefined || merged === pushed || !(await isHere(merged))) return true
  return (await contains(merged, ours)) || !(await contains(pushed, merged))
}
