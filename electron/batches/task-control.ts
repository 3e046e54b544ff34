import { nextBatchTaskStatus } from '#shared/batch-state.ts'
import { type BatchTaskStatus, isSettled } from '#shared/batch-words.ts'
import type { Batch, LeftOutReason } from '#shared/batches.ts'
import { buildSendBackPrompt } from '#shared/prompt.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { WorkerChoice } from '#shared/worker.ts'
import type { Tx } from '../store/store.ts'
import type { BatchControl } from './batch-control.ts'
import { atWorkIn, illegal, requireNotMerging } from './batch-gate.ts'
import type { BatchRows, BatchTaskRow } from './batch-records.ts'
import { forgetFailures } from './checks.ts'
import { giveBackTogether, takeOut, whyNoRetry } from './combined.ts'
import type { BatchContext } from './context.ts'

/** What a person asks of one task of a batch. */
export class TaskControl {
  readonly #context: BatchContext
  readonly #control: BatchControl

  constructor(context: BatchContext, control: BatchControl) {
    this.#context = context
    this.#control = control
  }

  cancel(id: string, taskId: string): Promise<Batch> {
    return this.#control.change(id, () => this.#leaveOut(id, taskId, 'cancel', 'You cancelled it.'))
  }

  skip(id: string, taskId: string): Promise<Batch> {
    return this.#control.change(id, () => this.#leaveOut(id, taskId, 'skip', 'You left it out.'))
  }

  retry(id: string, taskId: string): Promise<Batch> {
    const { store, records } = this.#context
    return this.#control.change(id, async () => {
      const task = await records.task(id, taskId)
      nextBatchTaskStatus(task.status as BatchTaskStatus, 'retry')
      const refuse = (rows: BatchRows) => {
        const why = rows.row.mode === 'combined' ? whyNoRetry(rows, task) : null
        if (why !== null) throw illegal(rows.row, why)
      }
      refuse(await records.load(id))
      // It may still be coming to its end, and a task has one run at a time.
      await this.#endRunsOf(task)
      const fields = { run_id: null, reason: null, given_back: 0, from_tip: 1, awaits_approval: 0 }
      await store.write(async (tx) => {
        refuse(await atWorkIn(records, tx, id))
        await records.updateTask(tx, { batchId: id, taskId }, fields, 'retry')
      })
    })
  }

  /** Merges and checks a task again that was left out because a check failed. */
  check(id: string, taskId: string): Promise<Batch> {
    const { store, records, runs } = this.#context
    return this.#control.change(id, async () => {
      const { run_id } = await records.task(id, taskId)
      const run = (await runs.ofBatch(id)).find((one) => one.id === run_id)
      await store.write(async (tx) => {
        const { row, tasks } = await atWorkIn(records, tx, id)
        const task = await records.task(id, taskId, tx.db)
        const hasFailed = (one: BatchTaskRow) =>
          one.status === 'skipped' &&
          (JSON.parse(one.reason ?? '{}') as Partial<LeftOutReason>).code === 'check_failed'
        if (!hasFailed(task) || task.run_id !== run_id || run === undefined || run.headCommit === null)
          throw illegal(
            row,
            `${task.identifier} is ${task.status}. Only work that was left out because a check failed after its merge can be checked again.`,
          )
        const isPast = (one: BatchTaskRow) =>
          one.status === 'merged' || !isSettled(one.status as BatchTaskStatus) || (one.run_id ?? '') > run.id
        if (row.mode === 'combined' && tasks.some(isPast))
          throw illegal(row, `The batch was begun anew since. Make a new batch of ${task.identifier}.`)
        await forgetFailures(tx, row.project_id)
        // Those of one run are checked together.
        const isWith = (one: BatchTaskRow) =>
          one.task_id === taskId || (row.mode === 'combined' && one.run_id === run_id && hasFailed(one))
        for (const { task_id } of tasks.filter(isWith))
          await records.updateTask(tx, { batchId: id, taskId: task_id }, { reason: null }, 'recheck')
      })
    })
  }

  /** @param choice another worker than before, such as the agent `build` for what `plan` has planned */
  sendBack(id: string, taskId: string, comments: string, choice: WorkerChoice = {}): Promise<Batch> {
    const { records, runs } = this.#context
    return this.#control.change(id, async (row) => {
      const task = await records.task(id, taskId)
      requireNotMerging(task)
      const status = task.status as BatchTaskStatus
      const run = (await runs.ofBatch(id)).find((one) => one.id === task.run_id)
      const base = run?.baseCommit ?? null
      if (run === undefined || base === null || (status !== 'completed' && task.awaits_approval === 0))
        throw illegal(row, `${task.identifier} is ${status}; only finished work can be sent back.`)
      if (row.mode === 'combined')
        return giveBackTogether(this.#context, row, run, { text: buildSendBackPrompt(comments), choice })
      const also = async (tx: Tx, next: Run) => {
        await atWorkIn(records, tx, id)
        requireNotMerging(await records.task(id, taskId, tx.db))
        const fields = { run_id: next.id, awaits_approval: 0 }
        await records.updateTask(tx, { batchId: id, taskId }, fields, 'give_back')
      }
      await runs.giveBack(run.id, buildSendBackPrompt(comments), base, also, choice)
    })
  }

  /** Takes a task out of its batch. Its run, which may go on, is ended after that is written. */
  async #leaveOut(id: string, taskId: string, event: 'skip' | 'cancel', message: string): Promise<void> {
    const { store, records } = this.#context
    const code = event === 'skip' ? 'skipped' : 'cancelled'
    const { task, isShared } = await store.write(async (tx) => {
      const rows = await atWorkIn(records, tx, id)
      const found = await records.task(id, taskId, tx.db)
      // While an agent is at its conflict nothing is merged yet.
      if (found.stage !== 'resolving') requireNotMerging(found)
      const isDone = rows.row.mode === 'combined' && found.status === 'completed'
      const more = isDone ? ' Its run was over by then: what it did for the task is in the branch still.' : ''
      const reason = JSON.stringify({ code, message: `${message}${more}` })
      const change = { reason, awaits_approval: 0, stage: null }
      await records.updateTask(tx, { batchId: id, taskId }, change, event)
      return { task: found, isShared: await takeOut(this.#context, tx, rows, found) }
    })
    if (!isShared) await this.#endRunsOf(task)
  }

  /** Ends what goes on of a task: its run, and one that resolves its conflict. */
  async #endRunsOf({ batch_id, run_id, resolve_run_id }: BatchTaskRow): Promise<void> {
    const { runs } = this.#context
    const all = [...(await runs.ofBatch(batch_id)), ...(await runs.resolversOf(batch_id))]
    for (const { id, status } of all)
      if ((id === run_id || id === resolve_run_id) && !isTerminal(status)) await runs.cancel(id)
  }
}
