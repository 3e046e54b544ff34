import { type BatchMode, type BatchStatus, isBatchOver } from '#shared/batch-words.ts'
import { AppError } from '#shared/errors.ts'
import type { Tx } from '../store/store.ts'
import type { BatchRecords, BatchRow, BatchRows, BatchTaskRow } from './batch-records.ts'

// What has to hold before a person changes a batch.

/** @throws AppError ILLEGAL_TRANSITION when the batch is over or ends */
export function requireOpen(row: BatchRow): void {
  if (isBatchOver(row.status as BatchStatus)) throw illegal(row, `The batch is ${row.status}.`)
  if (row.ending !== null) throw illegal(row, 'The batch is being ended.')
}

/** @throws AppError CONFLICT while the task's work is being merged and checked */
export function requireNotMerging(task: BatchTaskRow): void {
  if (task.stage === null) return
  throw new AppError('CONFLICT', `${task.identifier} is being merged. Try again in a moment.`, {
    stage: task.stage,
  })
}

/** The batch as it is in this transaction: it may have come to its end in this moment. */
export async function openIn(records: BatchRecords, tx: Tx, id: string): Promise<BatchRows> {
  const rows = await records.load(id, tx.db)
  requireOpen(rows.row)
  return rows
}

/** The same for what changes its tasks, which is too late once they are all settled. */
export async function atWorkIn(records: BatchRecords, tx: Tx, id: string): Promise<BatchRows> {
  const rows = await openIn(records, tx, id)
  if (rows.row.step === 'tasks') return rows
  throw illegal(rows.row, 'Its tasks are settled; the whole is being checked or published.')
}

/** What cannot be done with a batch as it is. */
export const illegal = (row: BatchRow, message: string) =>
  new AppError('ILLEGAL_TRANSITION', message, { status: row.status, mode: row.mode as BatchMode })
