import { type BatchMode, type BatchTaskStatus, isSettled } from '#shared/batch-words.ts'
import type { LeftOutReason } from '#shared/batches.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import { type BatchRows, type BatchTaskChange, type BatchTaskRow, optionsOf } from './batch-records.ts'
import type { BatchContext } from './context.ts'

/** Brings a task to where its latest run is. @returns whether anything was written */
export async function followRun(
  context: BatchContext,
  { row }: BatchRows,
  task: BatchTaskRow,
  run: Run | undefined,
): Promise<boolean> {
  const status = task.status as BatchTaskStatus
  if (run === undefined) return false
  if (isSettled(status)) {
    // It was left out while its run went on.
    if (status !== 'merged' && !isTerminal(run.status) && run.id === task.run_id)
      await context.runs.cancel(run.id)
    return false
  }
  if (status !== 'running' && (status !== 'waiting' || task.awaits_approval === 1)) return false
  if (run.id !== task.run_id) return writeTask(context, task, { run_id: run.id })
  switch (run.status) {
    case 'succeeded':
      return takeWork(context, row.mode as BatchMode, optionsOf(row).autoApprove, task, run)
    case 'failed':
      return writeTask(context, task, { reason: reasonOf(run) }, 'fail')
    case 'cancelled':
      return writeTask(context, task, { reason: leftOut('cancelled', 'Its run was cancelled.') }, 'cancel')
    case 'waiting':
      return status === 'running' && writeTask(context, task, {}, 'wait')
    case 'queued':
    case 'running':
      return status === 'waiting' && writeTask(context, task, {}, 'go_on')
  }
}

async function takeWork(
  context: BatchContext,
  mode: BatchMode,
  autoApprove: boolean,
  task: BatchTaskRow,
  run: Run,
): Promise<boolean> {
  if (run.headCommit === null) {
    const reason = leftOut('no_changes', 'Its agent has changed nothing, so there is nothing to merge.')
    return writeTask(context, task, { reason }, 'skip')
  }
  const mustWait = mode === 'queue' && !autoApprove
  if (!mustWait) return writeTask(context, task, {}, 'complete')
  return writeTask(context, task, { awaits_approval: 1 }, task.status === 'running' ? 'wait' : undefined)
}

/** Written only while the task is where it was read: the user may have been faster. */
export async function writeTask(
  { store, records }: BatchContext,
  task: BatchTaskRow,
  change: BatchTaskChange,
  event?: Parameters<BatchContext['records']['updateTask']>[3],
): Promise<boolean> {
  return store.write(async (tx) => {
    const now = await records.task(task.batch_id, task.task_id, tx.db)
    if (now.status !== task.status || now.run_id !== task.run_id || now.stage !== task.stage) return true
    await records.updateTask(tx, { batchId: task.batch_id, taskId: task.task_id }, change, event)
    return true
  })
}

/** Why a task is left out, as its row holds it. */
export const leftOut = (code: LeftOutReason['code'], message: string) =>
  JSON.stringify({ code, message } satisfies LeftOutReason)

function reasonOf({ failure }: Run): string {
  const code = failure?.code
  const known = code === 'no_changes' || code === 'check_failed' ? code : 'run_failed'
  return leftOut(known, failure?.message ?? 'Its run failed.')
}
