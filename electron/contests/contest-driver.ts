import { executionOf } from '#shared/contest-state.ts'
import { type ContestStatus, isContestOver } from '#shared/contest-words.ts'
import { isTerminal } from '#shared/run-words.ts'
import { ReconcileDriver } from '../process/reconcile-driver.ts'
import type { Round } from '../process/reconcile-loop.ts'
import type { Tx } from '../store/store.ts'
import type { ContestContext } from './context.ts'
import type { ContestRow } from './contest-records.ts'
import { endRuns, handOver, putAway } from './ending.ts'

/**
 * Carries one contest to its end. What is to be done is read from the rows each time; a new driver goes on from
 * them.
 */
export class ContestDriver extends ReconcileDriver {
  readonly #context: ContestContext
  readonly #id: string

  constructor(context: ContestContext, id: string) {
    super()
    this.#context = context
    this.#id = id
  }

  protected override failed(error: unknown): void {
    this.#context.log('error', 'a contest could not go on', { contestId: this.#id, error: String(error) })
  }

  protected override async round(): Promise<Round> {
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
        await putAway(this.#context, row, this.signal)
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
