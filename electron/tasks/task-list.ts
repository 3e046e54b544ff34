import type { z } from 'zod'
import { id } from '#shared/common.ts'
import { AppError } from '#shared/errors.ts'
import type { listTasks, Task } from '#shared/tasks.ts'
import type { Store } from '../store/store.ts'
import { searchConditions } from './search.ts'
import { selectTasks, toTask } from './task-records.ts'

export type ListTasks = z.output<typeof listTasks>

/**
 * One page of tasks in the order they were made, which never changes: whatever is written between two
 * pages, none is left out and none comes twice.
 *
 * @throws AppError BAD_REQUEST for a cursor that is not ours
 */
export async function readPage(
  store: Store,
  input: ListTasks,
): Promise<{ items: Task[]; nextCursor?: string; seq: number }> {
  const { projectId, status, label, q, archived, cursor, limit } = input
  if (cursor !== undefined && !id.safeParse(cursor).success) {
    throw new AppError('BAD_REQUEST', 'cursor: give back the nextCursor of the page before, as it was.', {
      field: 'cursor',
    })
  }
  const seq = await store.seq()

  let query = selectTasks(store.db)
    .where('tasks.archived', '=', Number(archived))
    // Goals of brainstorms stand in a list of their own.
    .where('tasks.is_goal', '=', 0)
    .orderBy('tasks.id')
    .limit(limit + 1)
  if (cursor !== undefined) query = query.where('tasks.id', '>', cursor)
  if (projectId !== undefined) query = query.where('tasks.project_id', '=', projectId)
  if (status !== undefined) query = query.where('tasks.status', 'in', status.split(','))
  if (label !== undefined) {
    query = query.where((eb) =>
      eb(
        'tasks.id',
        'in',
        eb.selectFrom('task_labels').select('task_labels.task_id').where('task_labels.label_id', '=', label),
      ),
    )
  }
  for (const condition of searchConditions(q ?? '')) query = query.where(condition)

  const rows = await query.execute()
  const items = rows.slice(0, limit).map(toTask)
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, nextCursor: last.id, seq } : { items, seq }
}
