import { isInOrder } from '#shared/batch-plan.ts'
import { type BatchStatus, isBatchOver } from '#shared/batch-words.ts'
import type { Batch } from '#shared/batches.ts'
import { AppError } from '#shared/errors.ts'
import type { RunMessage } from '#shared/requests.ts'
import type { Drivers } from '../process/drivers.ts'
import { OneByOne } from '../process/one-by-one.ts'
import type { Runs } from '../runs/runs.ts'
import type { BatchDriver } from './batch-driver.ts'
import { atWorkIn, illegal, openIn, requireNotMerging, requireOpen } from './batch-gate.ts'
import { raised } from './batch-budget.ts'
import { type BatchRow, dependsOnOf } from './batch-records.ts'
import type { BatchContext } from './context.ts'
import { type MergeBatch, mergeBatch } from './merge-batch.ts'

/** What a person asks of a batch as a whole. */
export class BatchControl {
  readonly #context: BatchContext
  readonly #drivers: Drivers<BatchDriver>
  /** By batch: what a person asks of one is done one by one. */
  readonly #perBatch = new OneByOne()

  constructor(context: BatchContext, drivers: Drivers<BatchDriver>) {
    this.#context = context
    this.#drivers = drivers
  }

  /** Changes a batch that is not over, one by one, and lets it go on. */
  change(id: string, work: (row: BatchRow) => Promise<void>): Promise<Batch> {
    const { records } = this.#context
    return this.#perBatch.run(id, async () => {
      const { row } = await records.load(id)
      requireOpen(row)
      await work(row)
      this.#drivers.drive(id)
      return records.batch(id)
    })
  }

  /** Ends a batch; one that is over is answered as it is. */
  cancel(id: string): Promise<Batch> {
    const { store, records } = this.#context
    return this.#perBatch.run(id, async () => {
      const { row } = await records.load(id)
      if (!isBatchOver(row.status as BatchStatus) && row.ending === null) {
        await store.write((tx) => records.update(tx, id, { ending: 'cancel' }))
      }
      this.#drivers.drive(id)
      this.#drivers.get(id)?.end()
      await this.#drivers.left(id)
      return records.batch(id)
    })
  }

  /** Its driver pauses the runs. */
  pause(id: string): Promise<Batch> {
    const { store, records } = this.#context
    return this.change(id, async () => {
      await store.write(async (tx) => {
        await openIn(records, tx, id)
        await records.update(tx, id, {}, 'pause')
      })
    })
  }

  resume(id: string): Promise<Batch> {
    const { runs, records } = this.#context
    return this.change(id, async () => {
      await runs.resumeBatch(id, async (tx) => {
        const { row } = await openIn(records, tx, id)
        // Once its tasks are settled nobody spends any more.
        const more = row.step === 'tasks' ? await raised(this.#context, row, tx) : {}
        await records.update(tx, id, { failure: null, ...more }, 'resume')
      })
    })
  }

  /** Says something to all of its agents that go on: see {@link Steering.messageBatch}. */
  message(id: string, words: Parameters<Runs['messageBatch']>[1]): Promise<RunMessage[]> {
    const { runs, records } = this.#context
    return this.#perBatch.run(id, async () => {
      requireOpen(await records.row(id))
      return runs.messageBatch(id, words, async (tx) => {
        await openIn(records, tx, id)
      })
    })
  }

  approve(id: string): Promise<Batch> {
    const { store, records } = this.#context
    return this.change(id, async () => {
      await store.write(async (tx) => {
        const { row, tasks } = await openIn(records, tx, id)
        const task = tasks.find(({ awaits_approval }) => awaits_approval === 1)
        if (task === undefined) throw illegal(row, 'Nothing of this batch waits for approval.')
        const ref = { batchId: id, taskId: task.task_id }
        await records.updateTask(tx, ref, { awaits_approval: 0 }, 'complete')
      })
    })
  }

  /** @param taskIds all its tasks, in the order in which they are to be merged */
  reorder(id: string, taskIds: readonly string[]): Promise<Batch> {
    const { store, records } = this.#context
    return this.change(id, async () => {
      await store.write(async (tx) => {
        const { row, tasks } = await atWorkIn(records, tx, id)
        if (row.mode === 'combined')
          throw illegal(
            row,
            'The tasks of a combined batch have one run; nothing of them is merged one by one.',
          )
        const byId = new Map(tasks.map((task) => [task.task_id, task]))
        const ordered = taskIds.flatMap((taskId) => byId.get(taskId) ?? [])
        const merged = tasks.filter(({ status }) => status === 'merged')
        if (new Set(taskIds).size !== tasks.length || ordered.length !== tasks.length)
          throw new AppError('BAD_REQUEST', 'Name each task of the batch once.', { tasks: tasks.length })
        if (merged.some((task, index) => ordered[index] !== task))
          throw illegal(row, 'What is merged keeps its place: name it first, in the order it was merged in.')
        if (!isInOrder(ordered.map((task) => ({ id: task.task_id, dependsOn: dependsOnOf(task) }))))
          throw illegal(row, 'A task cannot stand before one that it depends on.')
        for (const task of tasks) requireNotMerging(task)
        await records.reorder(tx, id, taskIds)
      })
    })
  }

  /** See {@link mergeBatch}. */
  merge(id: string, how: MergeBatch): Promise<{ commit: string }> {
    return this.#perBatch.run(id, () => mergeBatch(this.#context, id, how))
  }
}
