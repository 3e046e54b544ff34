import { isPublicationOver, type PublicationStatus } from '#shared/publication-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { isTerminal } from '#shared/run-words.ts'

export type TaskAction =
  | 'execute'
  | 'carry_out'
  | 'stop'
  | 'retry'
  | 'publish'
  | 'merge'
  | 'send_back'
  | 'check'
  | 'discard'

/**
 * What publishing is to a task's work: `first` = its project is at GitHub, so that it comes before merging here;
 * `aside` = it is one of the lesser things to do; `update` = what is published of it is older than it is; `done` = it
 * is published as it is. With the last two it is merged where it is published, and here only where somebody wants that.
 */
export type Publishing = 'first' | 'aside' | 'update' | 'done'

/** Whether work is merged at its pull request. */
export const mergesThere = (publishing: Publishing): boolean =>
  publishing === 'update' || publishing === 'done'

/**
 * What publishing is to a task's work now.
 *
 * @param of.status of its publication; null = it was not published
 * @param of.isCurrent what is published is its newest work
 * @param of.hasAccount somebody is signed in where its project is
 */
export function publishingOf({
  status,
  isCurrent,
  isAtGithub,
  hasAccount,
  isOfBatch,
}: {
  status: PublicationStatus | null
  isCurrent: boolean
  isAtGithub: boolean
  hasAccount: boolean
  /** It is published with its batch; on its own only where somebody wants that. */
  isOfBatch: boolean
}): Publishing {
  // A branch that was pushed while there was no account can become a pull request since.
  if (isCurrent && status === 'pushed' && isAtGithub && hasAccount) return 'first'
  if (isCurrent) return 'done'
  if (status !== null && !isPublicationOver(status)) return 'update'
  return isAtGithub && !isOfBatch ? 'first' : 'aside'
}

/**
 * What can be done about a task now, the likeliest first. `run` is its latest run, `readOnly` says that
 * its agent changes nothing by design, `inBatch` that a batch or a contest has the task which is not over, `isForBatch`
 * that the run went on with a batch's pull request. The host has the last word; this keeps buttons off the page that it
 * would refuse, or that would take the work of others along.
 */
export function availableActions(
  task: Pick<Task, 'status' | 'archived'>,
  run:
    | (Pick<
        Run,
        | 'purpose'
        | 'status'
        | 'headCommit'
        | 'baseBranch'
        | 'worktreePath'
        | 'sessionId'
        | 'branch'
        | 'mergedCommit'
        | 'discardedAt'
        | 'changes'
      > &
        Partial<Pick<Run, 'failure'>>)
    | null,
  readOnly = false,
  inBatch = false,
  publishing: Publishing = 'aside',
  isForBatch = false,
): TaskAction[] {
  // A run for a whole batch is no single task's to stop, merge or send back.
  const isShared = run?.purpose === 'combined'
  if (run !== null && !isTerminal(run.status)) return isShared ? [] : ['stop']
  // Its batch begins, judges and merges it; of its candidates one has to be taken first.
  if (inBatch) return []
  const over = task.archived || task.status === 'done' || task.status === 'cancelled'
  if (run === null || isShared || isForBatch || run.mergedCommit !== null || run.discardedAt !== null)
    return over ? [] : ['execute']

  const actions: TaskAction[] = []
  const mergeable =
    run.status === 'succeeded' && run.headCommit !== null && run.baseBranch !== null && !changedNothing(run)
  const goesOn = !task.archived && run.worktreePath !== null && run.sessionId !== null
  const isPlan = readOnly && run.status === 'succeeded' && goesOn && !over
  if (isPlan) actions.push('carry_out')
  if (mergeable && (publishing === 'first' || publishing === 'update')) actions.push('publish')
  if (mergeable && !mergesThere(publishing)) actions.push('merge')
  if (!mergeable && !over && !isPlan) actions.push('retry')
  if (goesOn) actions.push('send_back')
  // What it failed for may have been mended outside of its work.
  if (goesOn && run.status === 'failed' && run.failure?.code === 'check_failed') actions.push('check')
  if ((mergeable || isPlan) && !over) actions.push('retry')
  if (mergeable && publishing === 'aside') actions.push('publish')
  if (mergeable && mergesThere(publishing)) actions.push('merge')
  if (run.branch !== null) actions.push('discard')
  return actions
}

/** Those that stand in the bar above a task; the others are in its menu. */
export const inBar = (offered: readonly TaskAction[], publishing: Publishing): TaskAction[] =>
  offered.filter(
    (action) =>
      action !== 'discard' &&
      !(action === 'publish' && publishing === 'aside') &&
      !(action === 'merge' && mergesThere(publishing)),
  )

const changedNothing = (run: Pick<Run, 'changes'>) => run.changes !== null && run.changes.files === 0

/** Which tab tells most, as the task stands. */
export function defaultTab(
  task: Pick<Task, 'status'>,
  run: Pick<Run, 'status' | 'mergedCommit' | 'discardedAt' | 'changes'> | null,
  isPublished = false,
): 'description' | 'run' | 'changes' | 'pull_request' {
  if (run === null) return 'description'
  if (!isTerminal(run.status)) return 'run'
  if (isPublished) return 'pull_request'
  // A plan is read where it was said.
  if (task.status === 'in_review' && run.status === 'succeeded')
    return changedNothing(run) ? 'run' : 'changes'
  if (run.status === 'failed' && run.discardedAt === null && task.status !== 'done') return 'run'
  return 'description'
}
