import type { Insertable, Selectable, Updateable } from 'kysely'
import {
  type BatchEvent,
  type BatchTaskEvent,
  nextBatchStatus,
  nextBatchTaskStatus,
} from '#shared/batch-state.ts'
import {
  BATCH_TASK_STATUSES,
  type BatchMode,
  type BatchStatus,
  type BatchTaskStatus,
} from '#shared/batch-words.ts'
import type { Batch, BatchCounts, BatchOptions, BatchStep, BatchTask } from '#shared/batches.ts'
import { notFound } from '#shared/errors.ts'
import type { FeedEventName } from '#shared/events.ts'
import type { BatchesTable, BatchTasksTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

export type BatchRow = Selectable<BatchesTable>
export type BatchTaskRow = Selectable<BatchTasksTable>
export type BatchChange = Omit<Updateable<BatchesTable>, 'id' | 'status' | 'updated_seq'>
export type BatchTaskChange = Omit<Updateable<BatchTasksTable>, 'batch_id' | 'task_id' | 'status'>

type Reader = Pick<Tx['db'], 'selectFrom'>

/** A batch with its tasks, in the order in which they are merged. */
export interface BatchRows {
  row: BatchRow
  tasks: BatchTaskRow[]
}

export interface BatchPlace {
  id: string
  projectId: string
  status: BatchStatus
  branch: string
}

const OPEN: BatchStatus[] = ['running', 'waiting', 'paused']

/** Told of a task by the event that fits what happened to it. */
const TASK_EVENTS: Partial<Record<BatchTaskEvent, FeedEventName>> = {
  start: 'batch:task:started',
  give_back: 'batch:task:started',
  complete: 'batch:task:completed',
  merge: 'batch:task:merged',
  fail: 'batch:task:failed',
  skip: 'batch:task:skipped',
  cancel: 'batch:task:cancelled',
}

const BATCH_EVENTS: Partial<Record<BatchEvent, FeedEventName>> = {
  complete: 'batch:completed',
  fail: 'batch:failed',
  cancel: 'batch:cancelled',
}

export const dependsOnOf = (task: BatchTaskRow) => JSON.parse(task.depends_on) as string[]
export const optionsOf = (row: BatchRow) => JSON.parse(row.options) as BatchOptions

/** The rows of `batches` and `batch_tasks`, each change with its feed event. */
export class BatchRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @throws AppError NOT_FOUND */
  async load(id: string, db: Reader = this.#store.db): Promise<BatchRows> {
    return { row: await this.row(id, db), tasks: await this.#tasksOf([id], db) }
  }

  /** Without its tasks. @throws AppError NOT_FOUND */
  async row(id: string, db: Reader = this.#store.db): Promise<BatchRow> {
    const row = await db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw notFound('batch', id)
    return row
  }

  /** @throws AppError NOT_FOUND when the batch does not have the task */
  async task(batchId: string, taskId: string, db: Reader = this.#store.db): Promise<BatchTaskRow> {
    const task = await db
      .selectFrom('batch_tasks')
      .selectAll()
      .where('batch_id', '=', batchId)
      .where('task_id', '=', taskId)
      .executeTakeFirst()
    if (task === undefined) throw notFound('task of this batch', taskId)
    return task
  }

  async batch(id: string): Promise<Batch> {
    const { row, tasks } = await this.load(id)
    return toBatch(row, tasks)
  }

  /** Newest first. `before` = only those older than this id. */
  async list(filter: {
    projectId?: string
    open: boolean
    before?: string
    limit: number
  }): Promise<Batch[]> {
    const { projectId, before } = filter
    const rows = await this.#store.db
      .selectFrom('batches')
      .selectAll()
      .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId ?? ''))
      .$if(filter.open, (query) => query.where('status', 'in', OPEN))
      .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
      .orderBy('id', 'desc')
      .limit(filter.limit)
      .execute()
    const tasks = await this.#tasksOf(rows.map(({ id }) => id))
    return rows.map((row) =>
      toBatch(
        row,
        tasks.filter(({ batch_id }) => batch_id === row.id),
      ),
    )
  }

  async openIds(): Promise<string[]> {
    const rows = await this.#store.db
      .selectFrom('batches')
      .select('id')
      .where('status', 'in', OPEN)
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  }

  /** The tasks that are merged with the work of a run. */
  async mergedWith(runId: string): Promise<string[]> {
    const rows = await this.#store.db
      .selectFrom('batch_tasks')
      .select('task_id')
      .where('run_id', '=', runId)
      .where('status', '=', 'merged')
      .orderBy('position')
      .execute()
    return rows.map(({ task_id }) => task_id)
  }

  /** Tasks of all open batches. */
  async openTaskIds(): Promise<Set<string>> {
    const rows = await this.#store.db
      .selectFrom('batch_tasks')
      .innerJoin('batches', 'batches.id', 'batch_tasks.batch_id')
      .select('batch_tasks.task_id as taskId')
      .where('batches.status', 'in', OPEN)
      .execute()
    return new Set(rows.map(({ taskId }) => taskId))
  }

  /** The open batch that has one of the tasks, and that task; of several tasks the first one found. */
  async openBatchOf(taskIds: readonly string[], db: Reader = this.#store.db) {
    return db
      .selectFrom('batch_tasks')
      .innerJoin('batches', 'batches.id', 'batch_tasks.batch_id')
      .select(['batches.id as batchId', 'batch_tasks.task_id as taskId', 'batch_tasks.identifier'])
      .where('batch_tasks.task_id', 'in', taskIds)
      .where('batches.status', 'in', OPEN)
      .executeTakeFirst()
  }

  /** Where every batch there ever was has its work. */
  async places(): Promise<BatchPlace[]> {
    const rows = await this.#store.db
      .selectFrom('batches')
      .select(['id', 'project_id', 'status', 'branch'])
      .execute()
    return rows.map(({ id, project_id, status, branch }) => ({
      id,
      projectId: project_id,
      status: status as BatchStatus,
      branch,
    }))
  }

  async insert(
    tx: Tx,
    values: Omit<Insertable<BatchesTable>, 'updated_seq'>,
    tasks: Insertable<BatchTasksTable>[],
  ): Promise<void> {
    await tx.db
      .insertInto('batches')
      .values({ ...values, updated_seq: 0 })
      .execute()
    await tx.db.insertInto('batch_tasks').values(tasks).execute()
    const { row, tasks: rows } = await this.load(values.id, tx.db)
    await this.#tell(tx, 'batch:created', values.id, { ...toBatch(row, rows) })
    await this.#tell(tx, 'batch:started', values.id, { status: row.status as BatchStatus })
  }

  /**
   * Changes a batch in the caller's transaction, and tells the feed.
   *
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the row's status as it is now
   */
  async update(tx: Tx, id: string, change: BatchChange, event?: BatchEvent): Promise<BatchRow> {
    const { row, tasks } = await this.load(id, tx.db)
    const status = event === undefined ? row.status : nextBatchStatus(row.status as BatchStatus, event)
    const after: BatchRow = { ...row, ...(change as Partial<BatchRow>), status }
    await tx.db
      .updateTable('batches')
      .set({ ...change, status })
      .where('id', '=', id)
      .execute()
    const changed = changedFields(toBatch(row, tasks), toBatch(after, tasks))
    const name = (event && BATCH_EVENTS[event]) ?? 'batch:updated'
    if (Object.keys(changed).length > 0) await this.#tell(tx, name, id, changed)
    return after
  }

  /**
   * Changes a task of a batch in the caller's transaction, and tells the feed.
   *
   * @param name of the feed event, where `event` does not say it
   * @throws AppError ILLEGAL_TRANSITION when `event` does not fit the task's status as it is now
   */
  async updateTask(
    tx: Tx,
    { batchId, taskId }: { batchId: string; taskId: string },
    change: BatchTaskChange,
    event?: BatchTaskEvent,
    name: FeedEventName = (event && TASK_EVENTS[event]) ?? 'batch:task:updated',
  ): Promise<void> {
    const task = await this.task(batchId, taskId, tx.db)
    const status =
      event === undefined ? task.status : nextBatchTaskStatus(task.status as BatchTaskStatus, event)
    await tx.db
      .updateTable('batch_tasks')
      .set({ ...change, status })
      .where('batch_id', '=', batchId)
      .where('task_id', '=', taskId)
      .execute()
    const { row, tasks } = await this.load(batchId, tx.db)
    const batch = toBatch(row, tasks)
    const changed = batch.tasks.filter((one) => one.taskId === taskId)
    await this.#tell(tx, name, batchId, { tasks: changed, counts: batch.counts })
  }

  /** The order in which tasks are merged; `taskIds` are all of the batch. */
  async reorder(tx: Tx, batchId: string, taskIds: readonly string[]): Promise<void> {
    for (const [index, taskId] of taskIds.entries()) {
      await tx.db
        .updateTable('batch_tasks')
        .set({ position: index + 1 })
        .where('batch_id', '=', batchId)
        .where('task_id', '=', taskId)
        .execute()
    }
    const { row, tasks } = await this.load(batchId, tx.db)
    await this.#tell(tx, 'batch:updated', batchId, { tasks: toBatch(row, tasks).tasks })
  }

  async #tell(tx: Tx, name: FeedEventName, id: string, data: Partial<Batch>): Promise<void> {
    const seq = await tx.emit(name, { ...data, id })
    await tx.db.updateTable('batches').set({ updated_seq: seq }).where('id', '=', id).execute()
  }

  #tasksOf(batchIds: readonly string[], db: Reader = this.#store.db): Promise<BatchTaskRow[]> {
    return db
      .selectFrom('batch_tasks')
      .selectAll()
      .where('batch_id', 'in', batchIds)
      .orderBy('position')
      .execute()
  }
}

function toBatch(row: BatchRow, tasks: readonly BatchTaskRow[]): Batch {
  return {
    id: row.id,
    projectId: row.project_id,
    mode: row.mode as BatchMode,
    status: row.status as BatchStatus,
    step: row.step as BatchStep,
    branch: row.branch,
    baseBranch: row.base_branch,
    baseCommit: row.base_commit,
    headCommit: row.head_commit,
    verified: row.verified === 1,
    finalCheck: row.final_check === null ? null : JSON.parse(row.final_check),
    tasks: tasks.map(toBatchTask),
    counts: countsOf(tasks),
    options: optionsOf(row),
    summary: row.summary,
    pushedCommit: row.pushed_commit,
    failure: row.failure,
    raised: { cost: row.raised_cost, minutes: row.raised_minutes },
    mergedCommit: row.merged_commit,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    updatedSeq: row.updated_seq,
  }
}

function toBatchTask(row: BatchTaskRow): BatchTask {
  return {
    taskId: row.task_id,
    identifier: row.identifier,
    status: row.status as BatchTaskStatus,
    position: row.position,
    dependsOn: dependsOnOf(row),
    runId: row.run_id,
    awaitsApproval: row.awaits_approval === 1,
    stage: row.stage as BatchTask['stage'],
    mergeCommit: row.merge_commit,
    mergedAt: row.merged_at,
    evidence: row.evidence,
    resolveRunId: row.resolve_run_id,
    resolution: row.resolution === null ? null : JSON.parse(row.resolution),
    reason: row.reason === null ? null : JSON.parse(row.reason),
  }
}

function countsOf(tasks: readonly BatchTaskRow[]): BatchCounts {
  const count = (status: BatchTaskStatus) => tasks.filter((task) => task.status === status).length
  const each = Object.fromEntries(BATCH_TASK_STATUSES.map((status) => [status, count(status)]))
  return { total: tasks.length, ...(each as Record<BatchTaskStatus, number>) }
}

function changedFields(before: Batch, after: Batch): Partial<Batch> {
  const changed: Record<string, unknown> = {}
  for (const key of Object.keys(after) as (keyof Batch)[]) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) changed[key] = after[key]
  }
  return changed
}
