import { type BatchTaskStatus, isSettled } from '#shared/batch-words.ts'
import type { LeftOutReason } from '#shared/batches.ts'
import type { BatchTaskEvent } from '#shared/batch-state.ts'
import { buildLeftOutMessage } from '#shared/combined-prompt.ts'
import { AppError } from '#shared/errors.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { ExecutionChange } from '../tasks/tasks.ts'
import { isDiskFull } from '../process/disk-full.ts'
import type { Tx } from '../store/store.ts'
import type { BatchRow, BatchRows, BatchTaskChange, BatchTaskRow } from './batch-records.ts'
import type { BatchContext } from './context.ts'

/**
 * Begins the run that carries out several tasks of a combined batch: it is the first one's, on the batch's own branch.
 * A task that cannot be begun is left out first, and the rest is planned anew.
 */
export async function startCombined(
  context: BatchContext,
  { row, tasks: rows }: BatchRows,
  taskIds: readonly string[],
): Promise<void> {
  const { runs, records, tasks, onMoment } = context
  for (const taskId of taskIds) {
    const why = await refusalOf(() => runs.requireReady(taskId))
    if (why !== null) return skipQueued(context, row.id, [taskId], why)
  }
  const [lead, ...others] = rows.map(({ task_id }) => task_id).filter((id) => taskIds.includes(id))
  if (lead === undefined) return
  const batch = {
    batchId: row.id,
    parallelLimit: 1,
    baseBranch: row.base_branch,
    baseCommit: row.base_commit,
    branch: row.branch,
  }
  const why = await refusalOf(() =>
    runs.executeTogether([lead, ...others], batch, async (tx, run) => {
      // One that the user has left out in this moment is in the prompt already: all is planned anew then.
      for (const taskId of [lead, ...others])
        await records.updateTask(tx, { batchId: row.id, taskId }, { run_id: run.id, reason: null }, 'start')
      for (const taskId of others) await tasks.recordExecution(tx, taskId, begun(run, 'user'))
    }),
  )
  if (why !== null) {
    const now = await records.load(row.id)
    const isAsPlanned = now.tasks.every(
      ({ task_id, status }) => !taskIds.includes(task_id) || status === 'queued',
    )
    if (isAsPlanned) await skipQueued(context, row.id, taskIds, why)
  }
  onMoment?.(row.id, 'started')
}

/** How the card of a task shows that its run stands in line. */
const begun = (run: Run, actor: 'user' | 'engine'): ExecutionChange => ({
  status: 'in_progress',
  executionStatus: run.status,
  executionProgress: null,
  latestRunId: run.id,
  branchName: run.branch,
  activityKind: 'run:queued',
  actor,
})

/** What a call is refused with, in words; null when it went well. */
async function refusalOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'INTERNAL' || isDiskFull(error)) throw error
    return error.message
  }
}

async function skipQueued(
  { store, records }: BatchContext,
  batchId: string,
  taskIds: readonly string[],
  message: string,
): Promise<void> {
  const reason = reasonWith('run_failed', message)
  await store.write(async (tx) => {
    for (const { task_id: taskId, status } of (await records.load(batchId, tx.db)).tasks)
      if (taskIds.includes(taskId) && status === 'queued')
        await records.updateTask(tx, { batchId, taskId }, { reason }, 'skip')
  })
}

/** Tasks that the run of a combined batch carries out or has carried out. */
const atWork = (tasks: readonly BatchTaskRow[]) =>
  tasks.filter(({ status }) => !isSettled(status as BatchTaskStatus) && status !== 'queued')

/** Brings the tasks of a combined batch to where their run is, all at once. @returns whether anything was written */
export async function followCombined(
  { records, runs, store }: BatchContext,
  { row, tasks }: BatchRows,
  all: readonly Run[],
): Promise<boolean> {
  const [first] = atWork(tasks)
  const run = all.find(({ id }) => id === first?.run_id)
  if (first === undefined) {
    // All of its tasks were left out while it went on.
    for (const { id, status } of all) if (!isTerminal(status)) await runs.cancel(id)
    return false
  }
  // Sent back between the two reads: the new run is not to be ended.
  if (run === undefined) return false
  const { from, event, change } = stepOf(run)
  const isBranchNew = run.branch !== null && run.branch !== row.branch
  if (!isBranchNew && !tasks.some((task) => isOf(task, run, from))) return false
  await store.write(async (tx) => {
    // The name may have been taken by somebody when the run came to make it.
    if (isBranchNew) await records.update(tx, row.id, { branch: run.branch ?? row.branch })
    for (const task of (await records.load(row.id, tx.db)).tasks)
      if (isOf(task, run, from))
        await records.updateTask(tx, { batchId: row.id, taskId: task.task_id }, change, event)
  })
  return true
}

const isOf = (task: BatchTaskRow, run: Run, from: readonly string[]) =>
  task.run_id === run.id && from.includes(task.status)

/** What the state of a run means for its tasks. @returns `from` = those it means something new for */
function stepOf(run: Run): { from: BatchTaskStatus[]; event: BatchTaskEvent; change: BatchTaskChange } {
  const ended = { from: ['running', 'waiting'] as BatchTaskStatus[] }
  switch (run.status) {
    case 'succeeded':
      if (run.headCommit !== null) return { ...ended, event: 'complete', change: {} }
      return {
        ...ended,
        event: 'skip',
        change: {
          reason: reasonWith('no_changes', 'Its agent has changed nothing, so there is nothing to merge.'),
        },
      }
    case 'failed': {
      const code = run.failure?.code
      const known = code === 'no_changes' || code === 'check_failed' ? code : 'run_failed'
      const reason = reasonWith(known, run.failure?.message ?? 'Its run failed.')
      return { ...ended, event: 'fail', change: { reason } }
    }
    case 'cancelled':
      return {
        ...ended,
        event: 'cancel',
        change: { reason: reasonWith('cancelled', 'Its run was cancelled.') },
      }
    case 'waiting':
      return { from: ['running'], event: 'wait', change: {} }
    case 'queued':
    case 'running':
      return { from: ['waiting'], event: 'go_on', change: {} }
  }
}

/**
 * Takes a task that was left out of the run that goes on for the others: the agent hears of it, and its card shows
 * the run no more.
 *
 * @param task as it was before
 * @returns false when nobody else needs the run
 */
export async function takeOut(
  { runs, tasks }: BatchContext,
  tx: Tx,
  { row, tasks: rows }: BatchRows,
  task: BatchTaskRow,
): Promise<boolean> {
  if (row.mode !== 'combined' || task.run_id === null) return false
  const isShared = atWork(rows).some(
    ({ task_id, run_id }) => task_id !== task.task_id && run_id === task.run_id,
  )
  if (!isShared) return false
  await runs.tellIn(tx, task.run_id, buildLeftOutMessage(task.identifier))
  const isOver = task.status === 'completed'
  await tasks.recordExecution(tx, task.task_id, {
    status: 'todo',
    ...(isOver ? {} : { executionStatus: 'cancelled', executionProgress: null }),
    activityKind: 'run:cancelled',
    actor: 'user',
  })
  return true
}

/** Why a task of a combined batch cannot be begun anew; null = it can. */
export function whyNoRetry({ tasks }: BatchRows, task: BatchTaskRow): string | null {
  const name = task.identifier
  if (atWork(tasks).length > 0)
    return `The run of this batch goes on without ${name}. Wait for its end, then make a new batch of ${name}.`
  if (tasks.some(({ status }) => status === 'merged'))
    return `What the run has done is in the branch already. Make a new batch of ${name}.`
  return null
}

/** Gives the work of a combined run back to its agent, with all of its tasks. `choice` as of `runs.giveBack`. */
export async function giveBackTogether(
  { runs, records, tasks }: BatchContext,
  { id: batchId, base_commit }: BatchRow,
  run: Run,
  { text, change = {}, choice }: { text: string; change?: BatchTaskChange; choice?: WorkerChoice },
): Promise<void> {
  const leadBefore = await tasks.get(run.taskId)
  await runs.giveBack(
    run.id,
    text,
    base_commit,
    async (tx, next) => {
      const rows = (await records.load(batchId, tx.db)).tasks
      const own = rows.filter(({ run_id, status }) => run_id === run.id && status === 'completed')
      for (const { task_id: taskId, stage } of own) {
        if (stage !== null && change.stage === undefined) throw isMerging(stage)
        await records.updateTask(tx, { batchId, taskId }, { ...change, run_id: next.id }, 'give_back')
        if (taskId !== run.taskId) await tasks.recordExecution(tx, taskId, begun(next, 'engine'))
      }
      if (own.length === 0) throw new AppError('CONFLICT', 'The work is not waiting any more.')
      if (own.some(({ task_id }) => task_id === run.taskId)) return
      // The run is its, but it was left out before.
      const { status } = leadBefore
      await tasks.recordExecution(tx, run.taskId, {
        status,
        executionStatus: 'cancelled',
        executionProgress: null,
      })
    },
    choice,
  )
}

const isMerging = (stage: string) =>
  new AppError('CONFLICT', 'The work is being checked. Try again in a moment.', { stage })

/** Tasks that were not taken for done are open again on the board. */
export async function reopen(
  { tasks }: BatchContext,
  tx: Tx,
  runId: string,
  taskIds: readonly string[],
): Promise<void> {
  for (const { id, status } of await tasks.ofRun(runId, tx.db))
    if (taskIds.includes(id) && status === 'in_review')
      await tasks.recordExecution(tx, id, { status: 'todo' })
}

export const reasonWith = (code: LeftOutReason['code'], message: string) =>
  JSON.stringify({ code, message } satisfies LeftOutReason)
