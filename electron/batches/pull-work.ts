import { withLaterWork, withPullRequest } from '#shared/batch-summary.ts'
import { unlessGone } from '#shared/errors.ts'
import type { MergedPull } from '../runs/runs.ts'
import type { Tx } from '../store/store.ts'
import type { BatchContext } from './context.ts'
import { moveBranch } from './merge-lane.ts'

/**
 * The batch is published: its summary says where, once it has one.
 *
 * @param url of its pull request; null = its branch is at the remote, and that is all
 * @returns its merged tasks
 */
export async function notePullRequest(
  { records }: BatchContext,
  tx: Tx,
  id: string,
  url: string | null,
): Promise<string[]> {
  const { row, tasks } = await records.load(id, tx.db)
  if (row.summary !== null && url !== null)
    await records.update(tx, id, { summary: withPullRequest(row.summary, url) })
  return tasks.filter(({ status }) => status === 'merged').map(({ task_id }) => task_id)
}

/**
 * The pull request of a batch was merged: its merged tasks are done, and what they were done in goes, kept
 * in the trash as far as no branch of the user's has it. Asked again it does what a crash has left.
 */
export async function notePullMerged(context: BatchContext, id: string, merged: MergedPull): Promise<void> {
  const { commit } = merged
  const { records, store, runs } = context
  const { row, tasks } = await records.load(id)
  if (row.merged_commit === null) await store.write((tx) => records.update(tx, id, { merged_commit: commit }))
  const done = tasks.filter(({ status }) => status === 'merged')
  // One run may have carried out several tasks.
  for (const runId of new Set(done.map(({ run_id }) => run_id)))
    if (runId !== null) await runs.notePullMerged(runId, merged).catch(unlessGone)
  // That of a combined batch was its run's.
  if (row.mode === 'combined') return
  await runs.putOrphanAway({
    item: `batches/${id}`,
    projectId: row.project_id,
    path: null,
    branch: row.branch,
    withBranch: true,
    commit: row.head_commit,
    identifier: null,
    published: merged.branch,
  })
}

/**
 * Somebody has gone on with the work of a batch that is over: its branch follows.
 *
 * @param commit contains the batch's own
 * @throws AppError GIT_ERROR when something of the user's is in the way
 */
export async function forwardTo(context: BatchContext, id: string, commit: string): Promise<void> {
  const { records, projects, store } = context
  const row = await records.row(id)
  if (row.head_commit === commit) return
  await moveBranch(context, row, await projects.get(row.project_id), commit, row.head_commit)
  await store.write(async (tx) => {
    const { summary } = await records.row(id, tx.db)
    await records.update(tx, id, {
      head_commit: commit,
      ...(summary === null ? {} : { summary: withLaterWork(summary, commit) }),
    })
  })
}
