import type { Insertable, Selectable, Updateable } from 'kysely'
import { type ContestEvent, nextContestStatus } from '#shared/contest-state.ts'
import { type ContestStatus, type ContestStep, isContestOver } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import { notFound } from '#shared/errors.ts'
import type { FeedEventName } from '#shared/events.ts'
import type { Run } from '#shared/runs.ts'
import type { Runs } from '../runs/runs.ts'
import type { ContestsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

export type ContestRow = Selectable<ContestsTable>
export type ContestChange = Omit<Updateable<ContestsTable>, 'id' | 'status' | 'updated_seq'>

type Reader = Pick<Tx['db'], 'selectFrom'>

const OPEN: ContestStatus[] = ['running', 'choosing']

const EVENTS: Partial<Record<ContestEvent, FeedEventName>> = {
  take: 'contest:taken',
  cancel: 'contest:cancelled',
}

/** The rows of `contests`, each change with its feed event. */
export class ContestRecords {
  readonly #store: Store
  readonly #runs: Pick<Runs, 'ofContest'>

  constructor(store: Store, runs: Pick<Runs, 'ofContest'>) {
    this.#store = store
    this.#runs = runs
  }

  /** @throws AppError NOT_FOUND */
  async row(id: string, db: Reader = this.#store.db): Promise<ContestRow> {
    const row = await db.selectFrom('contests').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('contest', id)
    return row
  }

  /** @throws AppError NOT_FOUND */
  async contest(id: string, db: Reader = this.#store.db): Promise<Contest> {
    return toContest(await this.row(id, db), await this.#runs.ofContest(id, db))
  }

  /** Those that are not over. */
  async open(projectId?: string): Promise<string[]> {
    const rows = await this.#store.db
      .selectFrom('contests')
      .select('id')
      .where('status', 'in', OPEN)
      .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  }

  /** The one at a task that is not over. */
  async openOf(taskId: string, db: Reader = this.#store.db): Promise<string | null> {
    const row = await db
      .selectFrom('contests')
      .select('id')
      .where('task_id', '=', taskId)
      .where('status', 'in', OPEN)
      .executeTakeFirst()
    return row?.id ?? null
  }

  /** Its candidates are written after it: {@link tellCreated}. */
  async insert(tx: Tx, values: Omit<Insertable<ContestsTable>, 'updated_seq'>): Promise<void> {
    await tx.db
      .insertInto('contests')
      .values({ ...values, updated_seq: 0 })
      .execute()
  }

  /** Tells the feed of one that was made, with its candidates. */
  async tellCreated(tx: Tx, id: string): Promise<void> {
    await this.#tell(tx, 'contest:created', id, await this.contest(id, tx.db))
  }

  /** Tells the feed of a candidate more. */
  async tellCandidates(tx: Tx, id: string): Promise<void> {
    const { taskId, runIds } = await this.contest(id, tx.db)
    await this.#tell(tx, 'contest:updated', id, { taskId, runIds })
  }

  /**
   * Changes a contest in the caller's transaction, and tells the feed.
   *
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the row's status as it is now
   */
  async update(tx: Tx, id: string, change: ContestChange, event?: ContestEvent): Promise<ContestRow> {
    const row = await this.row(id, tx.db)
    const status = event === undefined ? row.status : nextContestStatus(row.status as ContestStatus, event)
    const after: ContestRow = { ...row, ...(change as Partial<ContestRow>), status }
    await tx.db
      .updateTable('contests')
      .set({ ...change, status })
      .where('id', '=', id)
      .execute()
    const from = toContest(row, [])
    const to = toContest(after, [])
    const changed = Object.fromEntries(
      Object.entries(to).filter(
        ([key, value]) => JSON.stringify(from[key as keyof Contest]) !== JSON.stringify(value),
      ),
    )
    const name = isContestOver(status as ContestStatus) && event !== undefined ? EVENTS[event] : undefined
    if (Object.keys(changed).length > 0)
      await this.#tell(tx, name ?? 'contest:updated', id, { taskId: row.task_id, ...changed })
    return after
  }

  async #tell(tx: Tx, name: FeedEventName, id: string, data: Partial<Contest>): Promise<void> {
    const seq = await tx.emit(name, { ...data, id })
    await tx.db.updateTable('contests').set({ updated_seq: seq }).where('id', '=', id).execute()
  }
}

const toContest = (row: ContestRow, runs: readonly Run[]): Contest => ({
  id: row.id,
  taskId: row.task_id,
  projectId: row.project_id,
  status: row.status as ContestStatus,
  step: row.step as ContestStep,
  baseBranch: row.base_branch,
  baseCommit: row.base_commit,
  parallel: row.parallel,
  runIds: runs.map(({ id }) => id),
  takenRunId: row.taken_run_id,
  createdAt: row.created_at,
  endedAt: row.ended_at,
  updatedSeq: row.updated_seq,
})
