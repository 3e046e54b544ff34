import type { BatchPreview } from '#shared/forecasts.ts'
import type { BatchContext } from './context.ts'
import type { PreparedBatch } from './create.ts'

/** Says which tasks of a batch would be done a second time. */
export async function noteRepeats(
  context: BatchContext,
  { project, tasks, base }: PreparedBatch,
): Promise<BatchPreview['notes']> {
  const { git } = context
  const repo = project.repoPath
  const isThere = async (branch: string) =>
    (await git.commitOf({ repo, ref: `refs/heads/${branch}` })) !== null
  // It may have been merged by other means, such as a pull request.
  const isInBase = (commit: string) => git.isAncestor({ repo, ancestor: commit, descendant: base.commit })
  const branches = new Map<string, string>()
  for (const { taskId, branch, commit } of await unmerged(context, tasks))
    if ((await isThere(branch)) && !(await isInBase(commit))) branches.set(taskId, branch)
  return tasks.flatMap(({ id, identifier, status }) => {
    const branch = branches.get(id)
    const why =
      branch !== undefined
        ? `is in ${branch}, which is not merged yet`
        : status === 'done'
          ? 'is done already'
          : null
    return why === null ? [] : [{ taskId: id, message: `${identifier} ${why}: it would be done again.` }]
  })
}

/** Work that batches have merged into their branches, and nobody into the base; the latest last. */
async function unmerged({ store }: BatchContext, tasks: PreparedBatch['tasks']) {
  const rows = await store.db
    .selectFrom('batch_tasks')
    .innerJoin('batches', 'batches.id', 'batch_tasks.batch_id')
    .select(['batch_tasks.task_id as taskId', 'batch_tasks.merge_commit as commit', 'batches.branch'])
    .where(
      'batch_tasks.task_id',
      'in',
      tasks.map(({ id }) => id),
    )
    .where('batch_tasks.status', '=', 'merged')
    .where('batches.merged_commit', 'is', null)
    .orderBy('batches.id')
    .execute()
  return rows.flatMap(({ commit, ...row }) => (commit === null ? [] : [{ ...row, commit }]))
}
