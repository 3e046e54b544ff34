import { nextContestStep } from '#shared/contest-state.ts'
import type { ContestStep } from '#shared/contest-words.ts'
import { AppError } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { TaskStatus } from '#shared/tasks.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { withoutLeave } from '../process/no-leave.ts'
import type { Tx } from '../store/store.ts'
import type { ExecutionChange } from '../tasks/tasks.ts'
import type { ContestRow } from './contest-records.ts'
import type { ContestContext } from './context.ts'

/** Ends the candidates that go on: the user has taken another one, or none. */
export async function endRuns(context: ContestContext, row: ContestRow): Promise<void> {
  const { runs, records, store, onMoment } = context
  for (const { id, status } of await runs.ofContest(row.id)) if (!isTerminal(status)) await runs.cancel(id)
  await store.write((tx) => records.update(tx, row.id, { step: afterStep(row) }))
  onMoment?.(row.id, 'runs ended')
}

/** The taken candidate becomes the task's run; without one the task gets back the run that it had before. */
export async function handOver(context: ContestContext, row: ContestRow): Promise<void> {
  const { runs, records, tasks, store, onMoment } = context
  await store.write(async (tx) => {
    const taken = row.taken_run_id === null ? null : await runs.get(row.taken_run_id, tx.db)
    const change = taken === null ? asBefore(row, await earlierRun(context, tx, row)) : asRun(taken)
    await records.update(tx, row.id, { step: afterStep(row) })
    await tasks.recordExecution(tx, row.task_id, {
      ...change,
      activityKind: taken === null ? 'contest:cancelled' : 'contest:taken',
      actor: 'user',
    })
  })
  onMoment?.(row.id, 'handed over')
}

/** The run that the task had before the contest. */
async function earlierRun({ runs, tasks }: ContestContext, tx: Tx, row: ContestRow): Promise<Run | null> {
  const { latestRunId } = await tasks.get(row.task_id, tx.db)
  return latestRunId === null ? null : runs.get(latestRunId, tx.db)
}

/** As the end of this run alone would have left the task. */
const asRun = (run: Run): ExecutionChange => ({
  status: run.status === 'succeeded' ? 'in_review' : 'todo',
  executionStatus: run.status,
  executionProgress: percentOf(run),
  latestRunId: run.id,
  branchName: run.branch,
})

/** Where the task stood, but for an earlier run that was merged meanwhile, by its batch. */
function asBefore({ task_status }: ContestRow, earlier: Run | null): ExecutionChange {
  if (earlier === null)
    return { status: task_status as TaskStatus, executionStatus: null, executionProgress: null }
  const isDone = task_status === 'in_review' && earlier.mergedCommit !== null
  return {
    status: isDone ? 'done' : (task_status as TaskStatus),
    executionStatus: earlier.status,
    executionProgress: percentOf(earlier),
  }
}

const percentOf = ({ plan }: Run) =>
  plan === null || plan.total === 0 ? null : Math.round((100 * plan.done) / plan.total)

/** The candidates that were not taken go into the trash; then the contest is over. */
export async function putAway(context: ContestContext, row: ContestRow, signal: AbortSignal): Promise<void> {
  const { runs, records, tasks, store, onMoment } = context
  for (const { id } of await runs.ofContest(row.id)) {
    signal.throwIfAborted()
    if (id === row.taken_run_id) continue
    await putOneAway(context, id)
    onMoment?.(row.id, 'put one away')
  }
  onMoment?.(row.id, 'put away')
  await store.write(async (tx) => {
    const ended = { step: afterStep(row), ended_at: store.now() }
    await records.update(tx, row.id, ended, row.taken_run_id === null ? 'cancel' : 'take')
    // Its batch may have been merged since the task was given back.
    const earlier = row.taken_run_id === null ? await earlierRun(context, tx, row) : null
    const { status } = await tasks.get(row.task_id, tx.db)
    const isDone = status === 'in_review' && earlier !== null && earlier.mergedCommit !== null
    await tasks.recordExecution(tx, row.task_id, { contestId: null, ...(isDone ? { status: 'done' } : {}) })
  })
  onMoment?.(row.id, 'over')
}

/**
 * Where git refuses, as in a repository that is gone, the worktree stays: there is nowhere to keep its work. So does
 * what may not be removed, such as files of root's that a check in a container has left.
 */
async function putOneAway({ runs, log }: ContestContext, runId: string): Promise<void> {
  try {
    await runs.putCandidateAway(runId)
  } catch (error) {
    const refusal = withoutLeave(error) ?? error
    if (!(refusal instanceof AppError) || refusal.code === 'INTERNAL' || isDiskFull(refusal)) throw error
    log('warn', 'a candidate that was not taken was left where it is', { runId, why: refusal.message })
  }
}

const afterStep = (row: ContestRow) => nextContestStep(row.step as ContestStep)
