import type { Selectable } from 'kysely'
import type { WriteDirection, WriteStatus, WriteSubject } from '#shared/issue-words.ts'
import type { IssueWrite } from '#shared/issues.ts'
import type { IssueWritesTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Reader } from '../tasks/task-records.ts'
import type { LinkRow } from './issue-records.ts'

export type WriteRow = Selectable<IssueWritesTable>

export type WriteTurn = Pick<WriteRow, 'subject' | 'direction' | 'status'>

/** What is written down of a write. */
export interface NewWrite {
  direction: WriteDirection
  subject: WriteSubject
  commentId?: string | null
  from: string | null
  to: string | null
  lost?: string | null
  by?: string | null
  status: WriteStatus
  problem?: string | null
}

/** So many lines back a refusal is looked for. */
const RECENT = 500
/** So much of a text goes into the list, in characters. */
const SHOWN = 2_000

/**
 * The journal of writes, which is their log too. A write to GitHub stands here before it is asked for: one that is
 * still `begun` when its link is looked at again had its answer lost.
 */
export class IssueLog {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @returns its id */
  async add(tx: Tx, link: LinkRow, write: NewWrite): Promise<string> {
    const id = this.#store.newId()
    await tx.db
      .insertInto('issue_writes')
      .values({
        id,
        link_id: link.id,
        project_id: link.project_id,
        task_id: link.task_id,
        at: this.#store.now(),
        direction: write.direction,
        subject: write.subject,
        comment_id: write.commentId ?? null,
        number: link.number,
        from_value: write.from,
        to_value: write.to,
        lost: write.lost ?? null,
        actor: write.by ?? null,
        status: write.status,
        problem: write.problem ?? null,
      })
      .execute()
    return id
  }

  /** A write that was begun ends. @param number of the issue, where it is known only now */
  async end(tx: Tx, id: string, status: 'written' | 'failed', problem?: string, number?: number) {
    await tx.db
      .updateTable('issue_writes')
      .set({ status, problem: problem ?? null, ...(number === undefined ? {} : { number }) })
      .where('id', '=', id)
      .execute()
  }

  /** One whose answer was lost is asked for again, perhaps with other words. */
  async again(tx: Tx, id: string, { from, to, lost = null }: Pick<NewWrite, 'from' | 'to' | 'lost'>) {
    await tx.db
      .updateTable('issue_writes')
      .set({ from_value: from, to_value: to, lost, at: this.#store.now() })
      .where('id', '=', id)
      .execute()
  }

  /** A task and an issue are linked anew: what was begun before they were parted is looked up by this link. */
  async handOver(tx: Tx, link: LinkRow): Promise<void> {
    await tx.db
      .updateTable('issue_writes')
      .set({ link_id: link.id })
      .where('task_id', '=', link.task_id)
      .where('number', '=', link.number)
      .where('status', '=', 'begun')
      .execute()
  }

  /** What it replaced was taken back. */
  async noteRestored(tx: Tx, id: string): Promise<void> {
    await tx.db.updateTable('issue_writes').set({ restored: 1 }).where('id', '=', id).execute()
  }

  /** Writes of a link whose answer is not known, oldest first. */
  begun(linkId: string, db: Reader = this.#store.db): Promise<WriteRow[]> {
    return writes(db).where('link_id', '=', linkId).where('status', '=', 'begun').orderBy('id').execute()
  }

  /** What was written of a link since a time, oldest first. */
  since(link: LinkRow, at: string, db: Reader = this.#store.db): Promise<WriteTurn[]> {
    return db
      .selectFrom('issue_writes')
      .select(['subject', 'direction', 'status'])
      .where('task_id', '=', link.task_id)
      .where('link_id', '=', link.id)
      .where('at', '>', at)
      .orderBy('id')
      .execute()
  }

  /** Values that were not taken, and have not been written since, by what they are of (a comment by its id). */
  async refused(link: LinkRow, db: Reader = this.#store.db): Promise<Map<string, string | null>> {
    const rows = await db
      .selectFrom('issue_writes')
      .select(['id', 'subject', 'comment_id', 'status'])
      .where('task_id', '=', link.task_id)
      .where('link_id', '=', link.id)
      .where('direction', '=', 'to_github')
      .where('status', '<>', 'begun')
      .orderBy('id', 'desc')
      .limit(RECENT)
      .execute()
    const latest = new Map<string, (typeof rows)[number]>()
    for (const row of rows) {
      const key = row.comment_id ?? row.subject
      if (!latest.has(key)) latest.set(key, row)
    }
    const refused = new Map<string, string | null>()
    for (const [key, { id, status }] of latest)
      if (status === 'failed') refused.set(key, (await this.find(id, db))?.to_value ?? null)
    return refused
  }

  /** Whether an issue of a project was ever linked with a task of it. */
  async knows(projectId: string, number: number, db: Reader = this.#store.db): Promise<boolean> {
    const row = await writes(db)
      .where('project_id', '=', projectId)
      .where('number', '=', number)
      .where('subject', 'in', ['link', 'issue'])
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  async find(id: string, db: Reader = this.#store.db): Promise<WriteRow | null> {
    return (await writes(db).where('id', '=', id).executeTakeFirst()) ?? null
  }

  /** Newest first. */
  async page(filter: {
    projectId?: string | undefined
    taskId?: string | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: IssueWrite[]; nextCursor?: string; seq: number }> {
    const { projectId, taskId, cursor, limit } = filter
    const seq = await this.#store.seq()
    const rows = await this.#store.db
      .selectFrom('issue_writes')
      .innerJoin('tasks', 'tasks.id', 'issue_writes.task_id')
      .selectAll('issue_writes')
      .select('tasks.identifier')
      .$if(projectId !== undefined, (query) => query.where('issue_writes.project_id', '=', projectId ?? ''))
      .$if(taskId !== undefined, (query) => query.where('issue_writes.task_id', '=', taskId ?? ''))
      .$if(cursor !== undefined, (query) => query.where('issue_writes.id', '<', cursor ?? ''))
      .orderBy('issue_writes.id', 'desc')
      .limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit).map(toWrite)
    const last = items.at(-1)
    return rows.length > limit && last !== undefined ? { items, nextCursor: last.id, seq } : { items, seq }
  }
}

const writes = (db: Reader) => db.selectFrom('issue_writes').selectAll()

const toWrite = (row: WriteRow & { identifier: string }): IssueWrite => {
  const { from, to, lost, ...change } = toChange(row)
  return {
    ...change,
    id: row.id,
    linkId: row.link_id,
    taskId: row.task_id,
    identifier: row.identifier,
    number: row.number ?? 0,
    at: row.at,
    from: shown(from),
    to: shown(to),
    lost: shown(lost),
    by: row.actor,
    problem: row.problem,
  }
}

/** What a line tells of its change, in full. */
export const toChange = (row: WriteRow) => ({
  direction: row.direction as WriteDirection,
  subject: row.subject as WriteSubject,
  status: row.status as WriteStatus,
  from: row.from_value,
  to: row.to_value,
  lost: row.lost,
  restored: row.restored === 1,
})

const shown = (text: string | null) =>
  text !== null && text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()} …` : text
