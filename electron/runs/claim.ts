import { AppError } from '#shared/errors.ts'
import type { Run } from '#shared/runs.ts'
import type { Tx } from '../store/store.ts'
import type { Engine, Step } from './engine.ts'
import type { Gate } from './gate.ts'
import type { RunChange } from './run-rows.ts'
import type { Scheduler } from './scheduler.ts'

const OPEN = ['queued', 'running', 'waiting'] as const

/** Makes runs. The row is the claim: the database allows a task one open run, so two clicks make one. */
export class Claim {
  readonly #engine: Engine
  readonly #scheduler: Scheduler
  readonly #gate: Gate

  constructor(engine: Engine, scheduler: Scheduler, gate: Gate) {
    this.#engine = engine
    this.#scheduler = scheduler
    this.#gate = gate
  }

  /**
   * The next attempt at a task, or the one that is open.
   *
   * @param also is written together with the new run
   * @throws AppError TASK_RUNNING where something would be written along with another run; IN_BATCH, IN_CONTEST
   */
  async one(taskId: string, values: NewRun, also?: Also, ifStill?: IfStill): Promise<Run> {
    const { store, records } = this.#engine
    const run = await store.write(async (tx) => {
      const open = await this.openRun(taskId, tx)
      // Whoever writes something along has to know that this run is another one.
      if (open !== undefined && also !== undefined) throw isRunning(open.id)
      if (open !== undefined) return undefined
      // Only what a batch starts itself writes something along.
      if (also === undefined) await this.#gate.requireFreeIn(tx, taskId)
      else await this.#gate.requireNoContestIn(tx, taskId)
      await ifStill?.(tx)
      const inserted = await this.insertIn(tx, taskId, values, ifStill === undefined ? 'user' : 'engine')
      await also?.(tx, inserted)
      return inserted
    })
    await this.#scheduler.wake()
    const open = run ?? (await this.openRun(taskId))
    if (open === undefined) throw new AppError('CONFLICT', 'The task’s run has just ended. Try again.')
    return records.run(open.id)
  }

  /**
   * The candidates of a contest, side by side.
   *
   * @param within the transaction: makes them by `insert`, and throws where they shall not be made
   * @throws AppError TASK_RUNNING
   */
  async several(
    taskId: string,
    contestId: string,
    candidates: readonly NewRun[],
    within: (tx: Tx, insert: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    await this.#engine.store.write(async (tx) => {
      await this.requireNone(taskId, tx)
      await within(tx, async () => {
        for (const values of candidates)
          await this.insertIn(tx, taskId, { ...values, contest_id: contestId }, 'user')
      })
    })
    await this.#scheduler.wake()
  }

  /** @throws AppError TASK_RUNNING `{runId}` while a run of the task itself is open */
  async requireNone(taskId: string, tx?: Tx): Promise<void> {
    const open = await this.openRun(taskId, tx)
    if (open !== undefined) throw isRunning(open.id)
  }

  /** That of the task itself; candidates of a contest are open beside each other. */
  async openRun(taskId: string, tx?: Tx): Promise<{ id: string } | undefined> {
    return (tx?.db ?? this.#engine.store.db)
      .selectFrom('runs')
      .select('id')
      .where('task_id', '=', taskId)
      .where('contest_id', 'is', null)
      .where('status', 'in', OPEN)
      .executeTakeFirst()
  }

  /** The next attempt at a task, in the caller's transaction; whether it may be made is the caller's to know. */
  async insertIn(tx: Tx, taskId: string, values: NewRun, actor: 'user' | 'engine' = 'user'): Promise<Run> {
    const { store, records } = this.#engine
    const latest = await tx.db
      .selectFrom('runs')
      .select((row) => row.fn.max('attempt').as('attempt'))
      .where('task_id', '=', taskId)
      .executeTakeFirst()
    const now = store.now()
    return records.insert(
      tx,
      {
        id: store.newId(),
        task_id: taskId,
        attempt: (latest?.attempt ?? 0) + 1,
        status: 'queued',
        fix_attempts: 0,
        input_tokens: 0,
        output_tokens: 0,
        cost: 0,
        worked_ms: 0,
        queued_at: now,
        created_at: now,
        ...values,
      },
      actor,
    )
  }
}

const isRunning = (runId: string) =>
  new AppError('TASK_RUNNING', 'A run of the task is going on. Cancel it first.', { runId })

/** Written in the transaction that makes a run. */
export type Also = (tx: Tx, run: Run) => Promise<void>

/** Throws in that transaction where the run shall not be made any more; nobody has asked for such a run. */
export type IfStill = (tx: Tx) => Promise<void>

export type NewRun = RunChange & {
  project_id: string
  step: Step
  model: string
  agent: string
  prompt: string
  limit_ms: number
}
