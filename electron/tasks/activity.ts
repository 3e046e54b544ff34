import type { Activity, Task } from '#shared/tasks.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Reader, TaskChange } from './task-records.ts'

/** Appends one line to a task's history. */
export async function addActivity(
  tx: Tx,
  store: Pick<Store, 'newId' | 'now'>,
  line: Omit<Activity, 'id' | 'at'>,
): Promise<void> {
  const activity: Activity = { id: store.newId(), at: store.now(), ...line }
  await tx.emit('activity:created', { ...activity })
  await tx.db
    .insertInto('activity')
    .values({
      id: activity.id,
      task_id: activity.taskId,
      at: activity.at,
      actor: activity.actor,
      kind: activity.kind,
      from_value: activity.from,
      to_value: activity.to,
    })
    .execute()
}

/** Appends a line for each field of `changed` a person would want to read about. */
export async function addChanges(
  tx: Tx,
  store: Pick<Store, 'newId' | 'now'>,
  before: Task,
  changed: TaskChange,
): Promise<void> {
  for (const field of TOLD_FIELDS) {
    const value = changed[field]
    if (value === undefined) continue
    const from = await inWords(tx.db, field, before[field])
    const to = await inWords(tx.db, field, value)
    await addActivity(tx, store, { taskId: before.id, actor: 'user', kind: field, from, to })
  }
}

/** The same of what came with the task's issue at GitHub. */
export async function addIssueChanges(
  tx: Tx,
  store: Pick<Store, 'newId' | 'now'>,
  before: Task,
  changed: TaskChange,
): Promise<void> {
  for (const [field, kind] of ISSUE_KINDS) {
    const value = changed[field]
    if (value === undefined) continue
    const from = await inWords(tx.db, field, before[field])
    const to = await inWords(tx.db, field, value)
    await addActivity(tx, store, { taskId: before.id, actor: 'engine', kind, from, to })
  }
}

const ISSUE_KINDS = [
  ['title', 'issue:title'],
  ['description', 'issue:body'],
  ['status', 'issue:state'],
  ['labelIds', 'issue:labels'],
] as const

// The place in a column is no history; what the engine changes is told by the run.
const TOLD_FIELDS = [
  'title',
  'description',
  'status',
  'priority',
  'labelIds',
  'dueDate',
  'estimate',
  'parentId',
  'dependsOn',
  'archived',
  'model',
  'agent',
  'variant',
] as const
type ToldField = (typeof TOLD_FIELDS)[number]

/** Names instead of ids; a description is too long to be kept twice. */
async function inWords(db: Reader, field: ToldField, value: Task[ToldField]): Promise<string | null> {
  if (value === null || field === 'description') return null
  if (field === 'labelIds') return await namesOf(db, 'labels', value as string[])
  if (field === 'dependsOn') return await namesOf(db, 'tasks', value as string[])
  if (field === 'parentId') return await namesOf(db, 'tasks', [value as string])
  return String(value)
}

async function namesOf(db: Reader, table: 'labels' | 'tasks', ids: string[]): Promise<string | null> {
  if (ids.length === 0) return null
  const rows =
    table === 'labels'
      ? await db.selectFrom('labels').select('name').where('id', 'in', ids).orderBy('name').execute()
      : await db
          .selectFrom('tasks')
          .select('identifier as name')
          .where('id', 'in', ids)
          .orderBy('number')
          .execute()
  return rows.map((row) => row.name).join(', ')
}

/** A task's history, oldest first. */
export async function listActivity(db: Reader, taskId: string): Promise<Activity[]> {
  const rows = await db
    .selectFrom('activity')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    taskId: row.task_id,
    at: row.at,
    actor: row.actor as Activity['actor'],
    kind: row.kind,
    from: row.from_value,
    to: row.to_value,
  }))
}

/**
 * Who has written a task's description at GitHub; null = the user has, or has changed it since. Its history says so: an
 * import names them, and so does a copy of one; a later change at GitHub names nobody.
 */
export async function authorOf(db: Reader, taskId: string): Promise<string | null> {
  const last = await db
    .selectFrom('activity')
    .select(['kind', 'from_value as author'])
    .where('task_id', '=', taskId)
    .where('kind', 'in', ['created', 'imported', 'description', 'issue:body'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.kind === 'issue:body') return 'somebody'
  return last?.kind === 'imported' || last?.kind === 'created' ? last.author : null
}
