import { setTimeout } from 'node:timers/promises'
import { executionOf } from '#shared/contest-state.ts'
import { type ContestStatus, isContestOver } from '#shared/contest-words.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Tx } from '../store/store.ts'
import type { ContestContext } from './context.ts'
import type { ContestRow } from './contest-records.ts'
import { endRuns, handOver, putAway } from './ending.ts'

/** Pause before something is tried again that has failed. */
const PATIENCE_MS = 2_000

/**
 * Carries one contest to its end. What is to be done is read from the rows each time; a new driver goes on from
 * them.
 */
export class ContestDriver {
  readonly #context: ContestContext
  readonly #id: string
  readonly #controller = new AbortController()
  #bell = Promise.withResolvers<void>()

  constructor(context: ContestContext, id: string) {
    this.#context = context
    this.#id = id
  }

  /** Something was written that may change what is to be done. */
  wake(): void {
    this.#bell.resolve()
  }

  /** Lets go of the contest without changing its state. */
  stop(): void {
    this.#controller.abort(new Error('OpenLinear closes.'))
    this.wake()
  }

  /** Until the contest is over or {@link stop} is called. */
  async drive(): Promise<void> {
    const { signal } = this.#controller
    while (!signal.aborted) {
      this.#bell = Promise.withResolvers<void>()
      try {
        const end = await this.#goOn()
        if (end === 'over') return
        if (end === 'again') continue
      } catch (error) {
        if (signal.aborted) return
        this.#context.log('error', 'a contest could not go on', { contestId: this.#id, error: String(error) })
        // A full disk tells nobody when there is room again.
        await setTimeout(PATIENCE_MS, undefined, { signal }).catch(() => undefined)
        continue
      }
      await this.#bell.promise
    }
  }

  async #goOn(): Promise<'over' | 'again' | 'rest'> {
    const row = await this.#context.records.row(this.#id)
    if (isContestOver(row.status as ContestStatus)) return 'over'
    switch (row.step) {
      case 'end_runs':
        await endRuns(this.#context, row)
        return 'again'
      case 'hand_over':
        await handOver(this.#context, row)
        return 'again'
      case 'put_away':
        await putAway(this.#context, row, this.#controller.signal)
        return 'again'
      default:
        await this.#context.store.write((tx) => this.#follow(tx))
        return 'rest'
    }
  }

  /** Brings the contest and its task to where its candidates are, unless the user has chosen meanwhile. */
  async #follow(tx: Tx): Promise<void> {
    const { records, runs } = this.#context
    const row = await records.row(this.#id, tx.db)
    if (row.step !== 'runs') return this.wake()
    const statuses = (await runs.ofContest(this.#id, tx.db)).map(({ status }) => status)
    const isChoice = row.status === 'running' && statuses.every(isTerminal)
    if (isChoice) await records.update(tx, this.#id, {}, 'choose')
    await showOnTask(this.#context, tx, row, isChoice)
  }
}

/** Shows a contest that goes on as the execution of its task. @param isChoice all its candidates are over now */
export async function showOnTask(
  { runs, tasks }: ContestContext,
  tx: Tx,
  row: Pick<ContestRow, 'id' | 'task_id'>,
  isChoice = false,
): Promise<void> {
  const { status, progress } = executionOf(
    (await runs.ofContest(row.id, tx.db)).map((candidate) => candidate.status),
  )
  await tasks.recordExecution(tx, row.task_id, {
    executionStatus: status,
    executionProgress: progress,
    ...(isChoice ? { status: 'in_review', activityKind: 'contest:choosing' } : {}),
  })
}
