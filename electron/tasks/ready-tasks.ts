import { type Expression, type SqlBool, sql } from 'kysely'
import type { ReadyTask } from '#shared/auto-pull.ts'
import type { Priority } from '#shared/tasks.ts'
import type { Reader } from './task-records.ts'

/** A task that may be begun, with the model that it names itself. */
export type Candidate = ReadyTask & { model: string | null }

/**
 * Nobody has worked at the task since the user made, moved or changed it: else one that failed, was cancelled or was
 * left out of a batch would begin again and again; nor has anybody at GitHub changed what its issue asks for since, or
 * opened it again: a stranger's words are begun by nobody but the user. The task's own history says so, whose ids grow.
 */
const isFresh: Expression<SqlBool> = sql<SqlBool>`NOT EXISTS (
  SELECT 1 FROM activity WHERE task_id = tasks.id AND (kind LIKE 'run:%' OR kind LIKE 'batch:%' OR kind LIKE 'contest:%' OR kind IN ('issue:title', 'issue:body', 'issue:state')) AND id > COALESCE((
    SELECT MAX(id) FROM activity WHERE task_id = tasks.id AND actor = 'user' AND kind NOT LIKE 'run:%'
      AND kind NOT LIKE 'contest:%'), ''))`

const waitsForNothing: Expression<SqlBool> = sql<SqlBool>`NOT EXISTS (
  SELECT 1 FROM task_dependencies JOIN tasks AS parent ON parent.id = task_dependencies.depends_on_id
  WHERE task_dependencies.task_id = tasks.id AND parent.status <> 'done' AND parent.deleted_at IS NULL)`

/** Tasks of `todo` that may be begun without anybody asking for it. */
const selectReady = (db: Reader) =>
  db
    .selectFrom('tasks')
    .select(['id', 'project_id as projectId', 'priority', 'sort_order as order', 'model'])
    .where('status', '=', 'todo')
    .where('archived', '=', 0)
    .where('deleted_at', 'is', null)
    .where(waitsForNothing)
    .where(isFresh)

/** Of some projects. */
export async function readyTasks(db: Reader, projectIds: readonly string[]): Promise<Candidate[]> {
  const rows = await selectReady(db).where('project_id', 'in', projectIds).execute()
  return rows.map((row) => ({ ...row, priority: row.priority as Priority }))
}

/** The same of one task: see {@link readyTasks}. */
export async function isReady(db: Reader, id: string): Promise<boolean> {
  return (await selectReady(db).where('id', '=', id).executeTakeFirst()) !== undefined
}

/** How many tasks of each project are in review; archived ones are put away. */
export async function inReviewByProject(db: Reader): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('tasks')
    .select((row) => ['project_id', row.fn.countAll<number>().as('count')])
    .where('status', '=', 'in_review')
    .where('archived', '=', 0)
    .where('deleted_at', 'is', null)
    .groupBy('project_id')
    .execute()
  return new Map(rows.map(({ project_id, count }) => [project_id, count]))
}
