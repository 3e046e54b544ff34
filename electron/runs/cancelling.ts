import { AppError } from '#shared/errors.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import type { Claim } from './claim.ts'
import type { Engine } from './engine.ts'
import type { Gate } from './gate.ts'
import type { Scheduler } from './scheduler.ts'

/** Ending runs before they are done. The wish is written on the row first, so that a crash does not forget it. */
export class Cancelling {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate
  readonly #claim: Claim

  constructor(engine: Engine, parts: { scheduler: Scheduler; gate: Gate; claim: Claim }) {
    this.#engine = engine
    this.#scheduler = parts.scheduler
    this.#gate = parts.gate
    this.#claim = parts.claim
  }

  /** Ends a run at any stage; its work stays. A run that is over is answered as it is. */
  async run(runId: string): Promise<Run> {
    const { records, store } = this.#engine
    const row = await records.row(runId)
    if (isTerminal(row.status as RunStatus)) return records.run(runId)
    await store.write((tx) => records.update(tx, runId, { cancel_requested_at: store.now() }))
    await this.#scheduler.stop(runId)
    await store.write(async (tx) => {
      const now = await records.row(runId, tx.db)
      if (isTerminal(now.status as RunStatus)) return
      await records.update(
        tx,
        runId,
        { ended_at: store.now(), waiting: null, last_action: null },
        { type: 'cancel' },
      )
    })
    this.#engine.bell.ring(runId)
    await this.#scheduler.wake()
    return records.run(runId)
  }

  /** @throws AppError ILLEGAL_TRANSITION when no run of the task is open */
  async task(taskId: string): Promise<Run> {
    const task = await this.#engine.tasks.get(taskId)
    await this.#requireAlone(task)
    const open = await this.#claim.openRun(task.id)
    if (open !== undefined) return this.run(open.id)
    await this.#gate.requireNoContest(task.id)
    throw new AppError('ILLEGAL_TRANSITION', `${task.identifier} is not running.`)
  }

  /** @throws AppError IN_BATCH while the task is carried out together with others */
  async #requireAlone(task: Task): Promise<void> {
    if (task.latestRunId === null || task.executionStatus === null || isTerminal(task.executionStatus)) return
    const { purpose, batch_id } = await this.#engine.records.row(task.latestRunId)
    if (purpose !== 'combined') return
    throw new AppError(
      'IN_BATCH',
      `${task.identifier} is carried out in one run together with other tasks. Cancel it in its batch, or cancel the run for all of them.`,
      { batchId: batch_id, runId: task.latestRunId },
    )
  }
}
