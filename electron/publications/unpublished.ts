import { AppError, unlessGone } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { PublicationContext } from './context.ts'
import type { PublicationRow } from './publication-records.ts'
import { sourceOfBatch } from './work.ts'

/** Work that its pull request does not have. */
export interface Unpublished {
  /** The last commit of it. */
  head: string
  /** null = a batch's. */
  runId: string | null
  /** As the subject of a sentence, with its verb. */
  what: string
}

/**
 * The newest work of a publication's task or batch that is not pushed to it; null = there is none.
 *
 * @throws AppError TASK_RUNNING while an agent makes more of it
 */
export function unpublished(context: PublicationContext, row: PublicationRow): Promise<Unpublished | null> {
  return row.task_id === null ? ofBatch(context, row) : ofTask(context, row, row.task_id)
}

async function ofTask(
  context: PublicationContext,
  row: PublicationRow,
  taskId: string,
): Promise<Unpublished | null> {
  const { tasks, runs } = context
  const task = await tasks.get(taskId).catch(unlessGone)
  const runId = task?.latestRunId ?? null
  const run = runId === null ? null : await runs.get(runId).catch(unlessGone)
  if (task === null || run === null || run.purpose !== 'task') return null
  if (!isTerminal(run.status))
    throw new AppError(
      'TASK_RUNNING',
      `An agent works on ${task.identifier}. Wait until its run is over, or stop it first.`,
      { runId: run.id },
    )
  const { headCommit: head } = run
  if (run.status !== 'succeeded' || head === null || head === run.baseCommit || run.id === row.run_id)
    return null
  if (run.discardedAt !== null || run.mergedCommit !== null || (await isPushed(context, row, head)))
    return null
  return { head, runId: run.id, what: `Run ${run.attempt} is` }
}

/** A batch's branch with what the user has committed on top, or a run after it. */
async function ofBatch(context: PublicationContext, row: PublicationRow): Promise<Unpublished | null> {
  let head: string
  try {
    ;({ head } = await sourceOfBatch(context, row.batch_id ?? ''))
  } catch (error) {
    if (error instanceof AppError && (error.code === 'NOTHING_TO_PUBLISH' || error.code === 'NOT_FOUND'))
      return null
    throw error
  }
  if (await isPushed(context, row, head)) return null
  return { head, runId: null, what: `${row.local_branch} has commits that are` }
}

async function isPushed(
  { git, projects }: PublicationContext,
  { project_id, pushed_commit: pushed }: PublicationRow,
  head: string,
): Promise<boolean> {
  if (pushed === null || pushed === head) return pushed === head
  const repo = await projects.repoPath(project_id)
  const isHere = async (ref: string) => (await git.commitOf({ repo, ref })) !== null
  // What git has cleared away since was published long ago.
  if (!(await isHere(head)) || !(await isHere(pushed))) return true
  return git.isAncestor({ repo, ancestor: head, descendant: pushed })
}
