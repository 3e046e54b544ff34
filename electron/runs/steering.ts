import { AppError } from '#shared/errors.ts'
import type { RunMessage } from '#shared/requests.ts'
import { isTerminal, type RunStatus } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { KeptChoice, WorkerChoice } from '#shared/worker.ts'
import type { Tx } from '../store/store.ts'
import type { Engine } from './engine.ts'
import type { Requests } from './requests.ts'
import { bodyIn } from './request-records.ts'
import type { RunRow } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'
import { PAUSED } from './steps/own-requests.ts'
import type { Workers } from './workers.ts'

/** What the user says to a run while it goes on. */
export class Steering {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #requests: Requests
  readonly #workers: Workers

  constructor(engine: Engine, scheduler: Scheduler, requests: Requests, workers: Workers) {
    this.#workers = workers
    this.#engine = engine
    this.#scheduler = scheduler
    this.#requests = requests
  }

  /**
   * Stops the agent where it is; a command of the project is let end first. The run waits with a `limit`
   * request then. One that waits already is answered as it is.
   *
   * @throws AppError ILLEGAL_TRANSITION when the run is over
   */
  async pause(runId: string): Promise<Run> {
    const { store, records } = this.#engine
    const goesOn = await store.write(async (tx) => {
      const row = await records.row(runId, tx.db)
      requireOpen(row, 'paused')
      if (row.status === 'waiting') return false
      await records.update(tx, runId, { pause_requested_at: store.now() })
      return true
    })
    if (goesOn) this.#scheduler.brake(runId)
    return records.run(runId)
  }

  /** Lets a run that was {@link pause}d go on; one that waits for something else goes on waiting. */
  async resume(runId: string): Promise<void> {
    await this.#engine.store.write((tx) => this.#resume(tx, runId))
    await this.#scheduler.wake()
  }

  /** The same for all runs of a batch, in one transaction with what the batch writes about it. */
  async resumeBatch(batchId: string, also: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#engine.store.write(async (tx) => {
      await also(tx)
      for (const { id } of await openOfBatch(tx.db, batchId)) await this.#resume(tx, id)
    })
    await this.#scheduler.wake()
  }

  async #resume(tx: Tx, runId: string): Promise<void> {
    const { records, requests } = this.#engine
    const row = await records.row(runId, tx.db)
    if (isTerminal(row.status as RunStatus)) return
    if (row.pause_requested_at !== null) await records.update(tx, runId, { pause_requested_at: null })
    const open = (await requests.ofRun(tx.db, runId)).filter(({ answer }) => answer === null)
    const paused = open.find(({ subject, title }) => subject === 'limit' && title === PAUSED)
    if (paused !== undefined) await this.#requests.take(tx, paused, { choice: 'continue' })
  }

  /**
   * Says something to the agent when its turn ends, with `interrupt` at once. A run that came to a limit
   * goes on with it.
   *
   * @param choice who works from these words on
   * @throws AppError ILLEGAL_TRANSITION when the run is over, and as {@link Workers.withNext}
   */
  async message(
    runId: string,
    text: string,
    interrupt: boolean,
    choice: WorkerChoice = {},
  ): Promise<RunMessage> {
    const { store, records, requests, messages } = this.#engine
    const before = await records.row(runId)
    requireOpen(before, 'told anything')
    const worker = await this.#workers.withNext(before, choice)
    const message = await store.write(async (tx) => {
      const row = await records.row(runId, tx.db)
      requireOpen(row, 'told anything')
      const made = await messages.insert(tx, runId, text, worker)
      // Who wants it heard at once wants to try whether the provider lets it through.
      if (interrupt && row.status === 'queued' && row.wait_until !== null) await records.release(tx, runId)
      if (row.status !== 'waiting') return made
      const open = (await requests.ofRun(tx.db, runId)).filter(({ answer }) => answer === null)
      // Words are no consent to spend more.
      const limit = open.find((one) => one.subject === 'limit' && bodyIn(one).budget === undefined)
      if (limit !== undefined) await this.#requests.take(tx, limit, { choice: 'continue' })
      else if (interrupt && open.every(({ subject }) => subject === 'agent')) {
        // What the agent asks falls away with its turn.
        await records.goOn(tx, runId, true)
      }
      return made
    })
    if (interrupt) this.#scheduler.brake(runId)
    await this.#scheduler.wake()
    return message
  }

  /**
   * Says the same to every agent of a batch that goes on, when its turn ends; with `interrupt` at once to those at work.
   * What waits for the user goes on waiting, and hears it then: words to all are no answer to what one has asked.
   *
   * @param words.choice who works from these words on, in all of these runs
   * @param also is written together with them; throws where nothing may be said any more
   * @throws AppError ILLEGAL_TRANSITION when none goes on, and as {@link Workers.withNext}: then nobody is told
   */
  async messageBatch(
    batchId: string,
    { text, interrupt, choice }: { text: string; interrupt: boolean; choice: WorkerChoice },
    also: (tx: Tx) => Promise<void>,
  ): Promise<RunMessage[]> {
    const { store, records, messages } = this.#engine
    const workers = new Map<string, KeptChoice>()
    for (const { id } of await openOfBatch(store.db, batchId))
      workers.set(id, await this.#workers.withNext(await records.row(id), choice))
    const said = await store.write(async (tx) => {
      await also(tx)
      const made: RunMessage[] = []
      for (const { id } of await openOfBatch(tx.db, batchId)) {
        const worker = workers.get(id)
        // Begun in this moment: whether it can be had there was not asked.
        if (worker !== undefined) made.push(await messages.insert(tx, id, text, worker))
      }
      if (made.length === 0)
        throw new AppError(
          'ILLEGAL_TRANSITION',
          'No agent of this batch is at work, so nobody would hear it.',
        )
      return made
    })
    if (interrupt)
      for (const { runId } of said)
        if ((await records.row(runId)).status === 'running') this.#scheduler.brake(runId)
    await this.#scheduler.wake()
    return said
  }

  /** All that was said to a run, oldest first. @throws AppError NOT_FOUND */
  async messages(runId: string): Promise<{ items: RunMessage[]; seq: number }> {
    const { store, records, messages } = this.#engine
    const seq = await store.seq()
    await records.row(runId)
    return { items: await messages.list(runId), seq }
  }
}

/** Runs of a batch that are not over, also those that resolve a conflict, in the order in which they were begun. */
const openOfBatch = (db: Pick<Tx['db'], 'selectFrom'>, batchId: string) =>
  db
    .selectFrom('runs')
    .select('id')
    .where('batch_id', '=', batchId)
    .where('status', 'in', ['queued', 'running', 'waiting'])
    .orderBy('queued_at')
    .execute()

/** @throws AppError ILLEGAL_TRANSITION when the run is over */
function requireOpen({ status }: RunRow, what: string): void {
  if (!isTerminal(status as RunStatus)) return
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `A run that has ${status} cannot be ${what}. Send it back instead.`,
    { status },
  )
}
