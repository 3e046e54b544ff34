import type { Plan } from '#shared/brainstorm-plan.ts'
import { type BrainstormStatus, brainstormStatus } from '#shared/brainstorm-state.ts'
import type { WholeBrainstorm } from '#shared/brainstorms.ts'
import type { Run } from '#shared/runs.ts'
import type { Runs } from '../runs/runs.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { type BrainstormRecords, toBrainstorm } from './brainstorm-records.ts'
import { type BrainstormRow, editedIn, type Proposed, proposedBy, standing } from './standing.ts'

type Reader = Pick<Tx['db'], 'selectFrom'>

/** A brainstorm as it is at a moment. */
export interface BrainstormNow {
  row: BrainstormRow
  /** Oldest first. */
  runs: Run[]
  status: BrainstormStatus
  proposed: Proposed | null
  /** As its user has left it, or the agent has proposed it. */
  plan: Plan | null
}

/** Tells how brainstorms stand, out of their rows and the runs of their goals. */
export function brainstormReader({
  store,
  tasks,
  runs,
  records,
}: {
  store: Store
  tasks: Pick<Tasks, 'get'>
  runs: Pick<Runs, 'readingsOf' | 'answersOf'>
  records: BrainstormRecords
}) {
  async function statusOf(row: BrainstormRow, own: readonly Run[]): Promise<BrainstormStatus> {
    const run = own.at(-1)
    const isAtWork = run?.status === 'queued' || run?.status === 'running'
    const hasAnswers = isAtWork && run.sessionId !== null && (await runs.answersOf(run.id)).length > 0
    const isFirst = own.length === 1 && run?.fixAttempts === 0
    const { accepted_at: acceptedAt, dismissed_at: dismissedAt } = row
    return brainstormStatus({
      acceptedAt,
      dismissedAt,
      run: run === undefined ? null : { status: run.status, isFirst, hasAnswers },
    })
  }

  /** @throws AppError NOT_FOUND, as {@link whole} */
  async function nowOf(taskId: string, db: Reader = store.db): Promise<BrainstormNow> {
    const row = await records.row(taskId, db)
    const own = await runs.readingsOf(taskId, db)
    const proposed = proposedBy(own)
    return { row, runs: own, status: await statusOf(row, own), proposed, plan: standing(row, proposed) }
  }

  async function whole(taskId: string): Promise<WholeBrainstorm> {
    const { row, runs: own, status, proposed, plan } = await nowOf(taskId)
    const isReplaced = row.edited !== null && proposed !== null && row.edited_run_id !== proposed.runId
    return {
      brainstorm: toBrainstorm(row, proposed),
      status,
      goal: await tasks.get(taskId),
      runIds: own.map(({ id }) => id),
      plan,
      proposed: proposed?.plan ?? null,
      replaced: isReplaced ? editedIn(row) : null,
    }
  }

  return { nowOf, statusOf, whole }
}
