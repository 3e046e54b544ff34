import { localDay } from '#shared/budget.ts'
import type { Tx } from '../store/store.ts'

/**
 * Adds to what all runs have cost and worked on the day of `at`. It is written together with what the run itself
 * has cost, so a run over midnight counts to both days, each for its part.
 */
export async function noteSpending(tx: Tx, at: string, cost: number, workedMs: number): Promise<void> {
  if (cost <= 0 && workedMs <= 0) return
  await tx.db
    .insertInto('day_spending')
    .values({ day: localDay(new Date(at)), cost, worked_ms: workedMs })
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((row) => ({
        cost: row('day_spending.cost', '+', cost),
        worked_ms: row('day_spending.worked_ms', '+', workedMs),
      })),
    )
    .execute()
}
