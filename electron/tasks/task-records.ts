import { type Kysely, type Selectable, sql, type Updateable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { RunStatus } from '#shared/run-words.ts'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import type { Schema, TasksTable } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/** The database outside or inside a transaction, for reads. */
export type Reader = Pick<Kysely<Schema>, 'selectFrom'>

export type TaskRow = Selectable<TasksTable> & { label_ids: string; depends_on: string }

/** Everything of tasks that are not deleted, labels and dependencies in the same statement. */
export const selectTasks = (db: Reader) =>
  db
    .selectFrom('tasks')
    .selectAll('tasks')
    .select([
      sql<string>`(SELECT json_group_array(label_id) FROM task_labels WHERE task_id = tasks.id)`.as(
        'label_ids',
      ),
      sql<string>`(SELECT json_group_array(depends_on_id) FROM task_dependencies WHERE task_id = tasks.id)`.as(
        'depends_on',
      ),
    ])
    .where('tasks.deleted_at', 'is', null)

/** A row in the shape of the contract. */
export function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    projectId: row.project_id,
    identifier: row.identifier,
    title: row.title,
    description: row.description,
    status: row.status as TaskStatus,
    priority: row.priority as Priority,
    order: row.sort_order,
    labelIds: toIds(row.label_ids),
    dueDate: row.due_date,
    estimate: row.estimate,
    parentId: row.parent_id,
    dependsOn: toIds(row.depends_on),
    archived: row.archived === 1,
    isGoal: row.is_goal === 1,
    model: row.model,
    agent: row.agent,
    variant: row.variant,
    branchName: row.branch_name,
    executionStatus: row.execution_status as RunStatus | null,
    executionProgress: row.execution_progress,
    latestRunId: row.latest_run_id,
    contestId: row.contest_id,
    prUrl: row.pr_url,
    prNumber: row.pr_number,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedSeq: row.updated_seq,
  }
}

// Most tasks have neither labels nor dependencies: a board of thousands is read without parsing these.
const toIds = (json: string) => (json === '[]' ? [] : (JSON.parse(json) as string[]).sort())

/** @throws AppError NOT_FOUND */
export async function loadTask(db: Reader, id: string): Promise<Task> {
  const row = await selectTasks(db).where('tasks.id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('task', id)
  return toTask(row)
}

/** By id or by identifier (`APP-12`). @throws AppError NOT_FOUND */
export async function findTask(idOrIdentifier: string, db: Reader): Promise<Task> {
  if (!idOrIdentifier.includes('-') || idOrIdentifier.length === 36) return loadTask(db, idOrIdentifier)
  const row = await selectTasks(db).where('identifier', '=', idOrIdentifier.toUpperCase()).executeTakeFirst()
  if (row === undefined) throw notFound('task', idOrIdentifier)
  return toTask(row)
}

/** What can change in a task once it is there. */
export type TaskChange = Partial<
  Omit<Task, 'id' | 'projectId' | 'identifier' | 'isGoal' | 'createdAt' | 'updatedAt' | 'updatedSeq'>
>

/** The fields of `change` that differ from `task`. */
export function changedFields(task: Task, change: TaskChange): TaskChange {
  const changed = Object.entries(change).filter(
    ([field, value]) =>
      value !== undefined && JSON.stringify(task[field as keyof Task]) !== JSON.stringify(value),
  )
  return Object.fromEntries(changed)
}

/** Writes a changed task and tells the feed the changed fields; nothing happens when nothing differs. */
export async function writeChange(tx: Tx, task: Task, change: TaskChange, now: string): Promise<Task> {
  const changed = changedFields(task, change)
  if (Object.keys(changed).length === 0) return task
  const updatedSeq = await tx.emit('task:updated', { id: task.id, ...changed, updatedAt: now })
  await tx.db
    .updateTable('tasks')
    .set({ ...toColumns(changed), updated_at: now, updated_seq: updatedSeq })
    .where('id', '=', task.id)
    .execute()
  if (changed.labelIds !== undefined) await writeLabels(tx, task.id, changed.labelIds)
  if (changed.dependsOn !== undefined) await writeDependencies(tx, task.id, changed.dependsOn)
  return { ...task, ...changed, updatedAt: now, updatedSeq }
}

function toColumns(change: TaskChange): Updateable<TasksTable> {
  const { order, dueDate, parentId, archived, branchName } = change
  return {
    title: change.title,
    description: change.description,
    status: change.status,
    priority: change.priority,
    sort_order: order,
    due_date: dueDate,
    estimate: change.estimate,
    parent_id: parentId,
    archived: archived === undefined ? undefined : Number(archived),
    model: change.model,
    agent: change.agent,
    variant: change.variant,
    branch_name: branchName,
    execution_status: change.executionStatus,
    execution_progress: change.executionProgress,
    latest_run_id: change.latestRunId,
    contest_id: change.contestId,
    pr_url: change.prUrl,
    pr_number: change.prNumber,
  }
}

/** Writes a new task, in the shape of the contract, and tells the feed all of it. */
export async function insertTask(tx: Tx, number: number, fields: Omit<Task, 'updatedSeq'>): Promise<Task> {
  const updatedSeq = await tx.emit('task:created', fields)
  await tx.db
    .insertInto('tasks')
    .values({
      id: fields.id,
      project_id: fields.projectId,
      number,
      identifier: fields.identifier,
      title: fields.title,
      description: fields.description,
      status: fields.status,
      priority: fields.priority,
      sort_order: fields.order,
      due_date: fields.dueDate,
      estimate: fields.estimate,
      parent_id: fields.parentId,
      archived: Number(fields.archived),
      is_goal: Number(fields.isGoal),
      model: fields.model,
      agent: fields.agent,
      variant: fields.variant,
      branch_name: fields.branchName,
      execution_status: fields.executionStatus,
      execution_progress: fields.executionProgress,
      latest_run_id: fields.latestRunId,
      contest_id: fields.contestId,
      pr_url: fields.prUrl,
      pr_number: fields.prNumber,
      created_at: fields.createdAt,
      updated_at: fields.updatedAt,
      updated_seq: updatedSeq,
      deleted_at: null,
    })
    .execute()
  await addLabels(tx, fields.id, fields.labelIds)
  await addDependencies(tx, fields.id, fields.dependsOn)
  return { ...fields, updatedSeq }
}

async function writeLabels(tx: Tx, taskId: string, labelIds: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('task_labels').where('task_id', '=', taskId).execute()
  await addLabels(tx, taskId, labelIds)
}

async function addLabels(tx: Tx, taskId: string, labelIds: readonly string[]): Promise<void> {
  if (labelIds.length === 0) return
  const rows = labelIds.map((label_id) => ({ task_id: taskId, label_id }))
  await tx.db.insertInto('task_labels').values(rows).execute()
}

async function writeDependencies(tx: Tx, taskId: string, dependsOn: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('task_dependencies').where('task_id', '=', taskId).execute()
  await addDependencies(tx, taskId, dependsOn)
}

async function addDependencies(tx: Tx, taskId: string, dependsOn: readonly string[]): Promise<void> {
  if (dependsOn.length === 0) return
  const rows = dependsOn.map((depends_on_id) => ({ task_id: taskId, depends_on_id }))
  await tx.db.insertInto('task_dependencies').values(rows).execute()
}
