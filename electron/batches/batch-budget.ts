import type { BatchTaskStatus } from '#shared/batch-words.ts'
import { moreOf, raisedBy, type UsedUp, usedUp, usedUpWords } from '#shared/budget.ts'
import { AwakeTime } from '../process/awake.ts'
import type { Tx } from '../store/store.ts'
import { type BatchChange, type BatchRow, optionsOf } from './batch-records.ts'
import type { BatchContext } from './context.ts'

/** How often the time is written down and looked at; a crash forgets no more than that. */
const COUNT_EVERY_MS = 10_000

/** Tasks that have an agent, or will have one. */
const SPENDING: ReadonlySet<string> = new Set<BatchTaskStatus>(['queued', 'running', 'waiting'])

async function usedUpBy({ runs }: BatchContext, row: BatchRow, tx: Tx): Promise<UsedUp | null> {
  const { maxCost, maxMinutes } = optionsOf(row)
  return usedUp(
    'batch',
    { cost: await runs.costOfBatch(row.id, tx.db), minutes: row.worked_ms / 60_000 },
    { cost: maxCost, minutes: maxMinutes },
    { cost: row.raised_cost, minutes: row.raised_minutes },
  )
}

/** What changes in the row of a batch that the user lets go on: one more budget, if it was used up. */
export async function raised(context: BatchContext, row: BatchRow, tx: Tx): Promise<BatchChange> {
  const used = await usedUpBy(context, row, tx)
  if (used === null) return {}
  return used.of === 'cost' ? { raised_cost: raisedBy(used) } : { raised_minutes: raisedBy(used) }
}

/**
 * Keeps one batch to its budget while its driver lives. Its time is that in which it goes on: neither pauses nor waits
 * for the user count, nor a sleep of the machine, nor the time in which no host runs.
 */
export class BatchBudget {
  readonly #context: BatchContext
  readonly #id: string
  readonly #wake: () => void
  #isSet = false
  #since: AwakeTime | null = null
  #timer: NodeJS.Timeout | undefined
  #written: Promise<void> = Promise.resolve()

  /** @param wake told when it may be used up by now */
  constructor(context: BatchContext, id: string, wake: () => void) {
    this.#context = context
    this.#id = id
    this.#wake = wake
  }

  /** A run of the batch has cost more. */
  noteSpending(): void {
    if (this.#isSet) this.#wake()
  }

  /** Pauses the batch, with words, when its budget is used up and it would spend more. @returns whether it did */
  async pauses(row: BatchRow): Promise<boolean> {
    const { maxCost, maxMinutes } = optionsOf(row)
    this.#isSet = maxCost > 0 || maxMinutes > 0
    if (!this.#isSet) return false
    await this.#count(row.status === 'running' && maxMinutes > 0)
    const { store, records } = this.#context
    return store.write(async (tx) => {
      const now = await records.load(this.#id, tx.db)
      const goesOn = now.row.status === 'running' || now.row.status === 'waiting'
      if (!goesOn || now.row.ending !== null) return false
      if (!now.tasks.some(({ status }) => SPENDING.has(status))) return false
      const used = await usedUpBy(this.#context, now.row, tx)
      if (used === null) return false
      const failure = `${usedUpWords(used)} Resume adds ${moreOf(used)}.`
      await records.update(tx, this.#id, { failure }, 'pause')
      return true
    })
  }

  /** Writes what it has counted so far. */
  stop(): Promise<void> {
    return this.#count(false)
  }

  /** Its time goes on, or stands. */
  async #count(goesOn: boolean): Promise<void> {
    if (goesOn !== (this.#since !== null)) {
      clearInterval(this.#timer)
      this.#note()
      this.#since?.stop()
      this.#since = goesOn ? new AwakeTime() : null
      if (goesOn) this.#timer = setInterval(() => this.#note(), COUNT_EVERY_MS).unref()
    }
    await this.#written
  }

  /** Writes what has passed since it did so last. */
  #note(): void {
    if (this.#since === null) return
    const ms = Math.round(this.#since.now())
    this.#since.stop()
    this.#since = new AwakeTime()
    const { store, log } = this.#context
    const write = () =>
      store.write(async (tx) => {
        await tx.db
          .updateTable('batches')
          .set((row) => ({ worked_ms: row('worked_ms', '+', ms) }))
          .where('id', '=', this.#id)
          .execute()
      })
    this.#written = this.#written.then(write).then(this.#wake, (error: unknown) => {
      log('warn', 'the time of a batch could not be written', { batchId: this.#id, error: String(error) })
    })
  }
}
