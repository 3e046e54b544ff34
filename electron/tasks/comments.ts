import { type Selectable, sql } from 'kysely'
import { AppError, notFound } from '#shared/errors.ts'
import { MENTION_DAYS } from '#shared/inbox.ts'
import type { Comment } from '#shared/tasks.ts'
import { addTaskAttachments } from '../attachments/attachments.ts'
import type { CommentsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { loadTask, type Reader } from './task-records.ts'

/** A comment as it stands at GitHub, within the contract's limits. Times are by GitHub's clock. */
export interface GithubComment {
  body: string
  /** Login; null = the user's own. */
  author: string | null
  url: string
  /** It speaks to the user, and is news to them. */
  isMention: boolean
  createdAt: string
  updatedAt: string
}

/** The room of comments: the only one that writes them. */
export interface Comments {
  /** Oldest first. @throws AppError NOT_FOUND */
  list(taskId: string): Promise<{ items: Comment[]; seq: number }>
  /** @throws AppError NOT_FOUND */
  add(taskId: string, body: string): Promise<Comment>
  /** @throws AppError NOT_FOUND, NOT_POSSIBLE_HERE for what somebody wrote at GitHub, with its `url` */
  update(id: string, body: string): Promise<Comment>
  /** @throws what {@link update} throws */
  remove(id: string): Promise<{ id: string }>
  /** Those that speak to the user and have no answer, newest first, {@link MENTION_DAYS} back, or as long as they sleep. */
  mentions(): Promise<{ items: Comment[]; seq: number }>
  /** Those of a task that are not removed, oldest first; of a task that is gone too. */
  ofTask(taskId: string, db?: Reader): Promise<Comment[]>
  /** In the caller's transaction. @throws AppError NOT_FOUND for the task */
  addFromGithub(tx: Tx, taskId: string, comment: GithubComment): Promise<Comment>
  /**
   * Changes what differs, whoever wrote it, in the caller's transaction: a comment of ours that was posted gets its
   * `url`, one that was changed at GitHub its body and the time of that.
   *
   * @throws AppError NOT_FOUND
   */
  updateFromGithub(
    tx: Tx,
    id: string,
    change: Partial<Pick<GithubComment, 'body' | 'url' | 'isMention' | 'updatedAt'>>,
  ): Promise<Comment>
  /** In the caller's transaction; one that is gone is left alone. */
  removeFromGithub(tx: Tx, id: string): Promise<void>
}

/** There is one person at this board so far. At GitHub it is somebody's login, who must not pass for that person. */
const AUTHOR = 'user'

/** More wait for nobody. */
const MOST_MENTIONS = 500

const toComment = (row: Selectable<CommentsTable>): Comment => ({
  id: row.id,
  taskId: row.task_id,
  body: row.body,
  author: row.author,
  url: row.url,
  isMention: row.is_mention === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

export function createComments({ store }: { store: Store }): Comments {
  async function insert(tx: Tx, fields: Omit<Comment, 'id' | 'updatedSeq'>): Promise<Comment> {
    await loadTask(tx.db, fields.taskId)
    const comment = { id: store.newId(), ...fields }
    const seq = await tx.emit('comment:created', comment)
    await tx.db
      .insertInto('comments')
      .values({
        id: comment.id,
        task_id: comment.taskId,
        body: comment.body,
        author: comment.author,
        url: comment.url,
        is_mention: comment.isMention ? 1 : 0,
        created_at: comment.createdAt,
        updated_at: comment.updatedAt,
        updated_seq: seq,
        deleted_at: null,
      })
      .execute()
    if (comment.author === AUTHOR) await answer(tx, comment)
    return { ...comment, updatedSeq: seq }
  }

  /** What the user says in a task answers what was said to them there before. */
  async function answer(tx: Tx, { taskId, url, createdAt }: Pick<Comment, 'taskId' | 'url' | 'createdAt'>) {
    const rows = await tx.db
      .selectFrom('comments')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('is_mention', '=', 1)
      // What is said here is said now; GitHub's clock may be another one.
      .$if(url !== null, (query) => query.where('created_at', '<=', createdAt))
      .execute()
    for (const row of rows) await change(tx, toComment(row), { ...toComment(row), isMention: false })
  }

  async function change(
    tx: Tx,
    comment: Comment,
    { body, url, isMention, updatedAt }: Pick<Comment, 'body' | 'url' | 'isMention' | 'updatedAt'>,
  ): Promise<Comment> {
    const fields = { body, url, isMention, updatedAt }
    const { id, taskId, author, createdAt } = comment
    // What comes into the inbox comes whole: who follows that has not seen it before.
    const whole = isMention && !comment.isMention ? { author, createdAt } : {}
    const updatedSeq = await tx.emit('comment:updated', { id, taskId, ...fields, ...whole })
    await tx.db
      .updateTable('comments')
      .set({
        body,
        url,
        is_mention: isMention ? 1 : 0,
        updated_at: updatedAt,
        updated_seq: updatedSeq,
      })
      .where('id', '=', id)
      .execute()
    return { ...comment, ...fields, updatedSeq }
  }

  async function bury(tx: Tx, { id, taskId }: Comment): Promise<void> {
    const seq = await tx.emit('comment:deleted', { id, taskId })
    await tx.db
      .updateTable('comments')
      .set({ deleted_at: store.now(), updated_at: store.now(), updated_seq: seq })
      .where('id', '=', id)
      .execute()
  }

  return {
    async list(taskId) {
      const seq = await store.seq()
      await loadTask(store.db, taskId)
      return { items: await commentsOf(store.db, taskId), seq }
    },

    add: (taskId, body) =>
      store.write(async (tx) => {
        const now = store.now()
        const said = { taskId, body, author: AUTHOR, url: null, isMention: false }
        const fields = { ...said, createdAt: now, updatedAt: now }
        const comment = await insert(tx, fields)
        await addTaskAttachments(tx, taskId, body)
        return comment
      }),

    update: (id, body) =>
      store.write(async (tx) => {
        const comment = requireOwn(await load(tx.db, id), 'Change')
        if (comment.body === body) return comment
        await addTaskAttachments(tx, comment.taskId, body, comment.body)
        return change(tx, comment, { ...comment, body, updatedAt: store.now() })
      }),

    remove: (id) =>
      store.write(async (tx) => {
        await bury(tx, requireOwn(await load(tx.db, id), 'Delete'))
        return { id }
      }),

    async mentions() {
      const seq = await store.seq()
      const limit = new Date(Date.parse(store.now()) - MENTION_DAYS * 86_400_000).toISOString()
      const rows = await store.db
        .selectFrom('comments')
        .innerJoin('tasks', 'tasks.id', 'comments.task_id')
        .leftJoin('inbox_marks', (join) =>
          join.on((on) => on('inbox_marks.id', '=', sql<string>`'mention:' || comments.id`)),
        )
        .selectAll('comments')
        .where('comments.is_mention', '=', 1)
        .where('comments.deleted_at', 'is', null)
        .where('tasks.deleted_at', 'is', null)
        .where((is) =>
          is.or([is('comments.created_at', '>=', limit), is('inbox_marks.snoozed_until', '>=', limit)]),
        )
        .orderBy('comments.created_at', 'desc')
        .orderBy('comments.id', 'desc')
        .limit(MOST_MENTIONS)
        .execute()
      return { items: rows.map(toComment), seq }
    },

    ofTask: (taskId, db = store.db) => commentsOf(db, taskId),

    addFromGithub: (tx, taskId, { author, ...comment }) =>
      insert(tx, { taskId, author: author === AUTHOR ? `@${author}` : (author ?? AUTHOR), ...comment }),

    async updateFromGithub(tx, id, { body, url, isMention, updatedAt }) {
      const comment = await load(tx.db, id)
      const fields = {
        body: body ?? comment.body,
        url: url ?? comment.url,
        isMention: isMention ?? comment.isMention,
        updatedAt: updatedAt ?? comment.updatedAt,
      }
      const isSame =
        fields.body === comment.body &&
        fields.url === comment.url &&
        fields.isMention === comment.isMention &&
        fields.updatedAt === comment.updatedAt
      return isSame ? comment : change(tx, comment, fields)
    },

    async removeFromGithub(tx, id) {
      const comment = await find(tx.db, id)
      if (comment !== null) await bury(tx, comment)
    },
  }
}

/** Oldest first: what came from GitHub stands where it was said, not where it was fetched. */
export async function commentsOf(db: Reader, taskId: string): Promise<Comment[]> {
  const rows = await db
    .selectFrom('comments')
    .selectAll()
    .where('task_id', '=', taskId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toComment)
}

function requireOwn(comment: Comment, what: 'Change' | 'Delete'): Comment {
  const { id, author, url } = comment
  if (author === AUTHOR) return comment
  throw new AppError('NOT_POSSIBLE_HERE', `${author} wrote this comment on GitHub. ${what} it there.`, {
    id,
    url,
  })
}

async function load(db: Reader, id: string): Promise<Comment> {
  const comment = await find(db, id)
  if (comment === null) throw notFound('comment', id)
  return comment
}

/** A comment of a task that is gone is gone with it. */
async function find(db: Reader, id: string): Promise<Comment | null> {
  const row = await db
    .selectFrom('comments')
    .innerJoin('tasks', 'tasks.id', 'comments.task_id')
    .selectAll('comments')
    .where('comments.id', '=', id)
    .where('comments.deleted_at', 'is', null)
    .where('tasks.deleted_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : toComment(row)
}
