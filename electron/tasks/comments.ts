import type { Selectable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { Comment } from '#shared/tasks.ts'
import type { CommentsTable } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { loadTask, type Reader } from './task-records.ts'

export interface Comments {
  /** Oldest first. @throws AppError NOT_FOUND */
  list(taskId: string): Promise<{ items: Comment[]; seq: number }>
  /** @throws AppError NOT_FOUND */
  add(taskId: string, body: string): Promise<Comment>
  /** @throws AppError NOT_FOUND */
  update(id: string, body: string): Promise<Comment>
  /** @throws AppError NOT_FOUND */
  remove(id: string): Promise<{ id: string }>
}

/** There is one person at this board so far. */
const AUTHOR = 'user'

export const toComment = (row: Selectable<CommentsTable>): Comment => ({
  id: row.id,
  taskId: row.task_id,
  body: row.body,
  author: row.author,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

export const createComments = ({ store }: { store: Store }): Comments => ({
  async list(taskId) {
    const seq = await store.seq()
    await loadTask(store.db, taskId)
    const rows = await store.db
      .selectFrom('comments')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .execute()
    return { items: rows.map(toComment), seq }
  },

  add: (taskId, body) =>
    store.write(async (tx) => {
      await loadTask(tx.db, taskId)
      const now = store.now()
      const comment = {
        id: store.newId(),
        taskId,
        body,
        author: AUTHOR,
        createdAt: now,
        updatedAt: now,
      }
      const seq = await tx.emit('comment:created', comment)
      await tx.db
        .insertInto('comments')
        .values({
          id: comment.id,
          task_id: taskId,
          body,
          author: comment.author,
          created_at: now,
          updated_at: now,
          updated_seq: seq,
          deleted_at: null,
        })
        .execute()
      return { ...comment, updatedSeq: seq }
    }),

  update: (id, body) =>
    store.write(async (tx) => {
      const comment = await load(tx.db, id)
      if (comment.body === body) return comment
      const updatedAt = store.now()
      const updatedSeq = await tx.emit('comment:updated', { id, taskId: comment.taskId, body, updatedAt })
      await tx.db
        .updateTable('comments')
        .set({ body, updated_at: updatedAt, updated_seq: updatedSeq })
        .where('id', '=', id)
        .execute()
      return { ...comment, body, updatedAt, updatedSeq }
    }),

  remove: (id) =>
    store.write(async (tx) => {
      const { taskId } = await load(tx.db, id)
      const now = store.now()
      const seq = await tx.emit('comment:deleted', { id, taskId })
      await tx.db
        .updateTable('comments')
        .set({ deleted_at: now, updated_at: now, updated_seq: seq })
        .where('id', '=', id)
        .execute()
      return { id }
    }),
})

/** A comment of a task that is gone is gone with it. */
async function load(db: Reader, id: string): Promise<Comment> {
  const row = await db
    .selectFrom('comments')
    .innerJoin('tasks', 'tasks.id', 'comments.task_id')
    .selectAll('comments')
    .where('comments.id', '=', id)
    .where('comments.deleted_at', 'is', null)
    .where('tasks.deleted_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('comment', id)
  return toComment(row)
}
