import type { Selectable } from 'kysely'
import { notFound } from '#shared/errors.ts'
import type { TrashEntry } from '#shared/runs.ts'
import type { TrashTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'

export type TrashRow = Selectable<TrashTable>

/** The rows of `trash`, each change with its feed event. A row names a ref; without that it would restore nothing. */
export class TrashRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The latest first. */
  async list(): Promise<{ items: TrashEntry[]; seq: number }> {
    const seq = await this.#store.seq()
    const rows = await this.#select().orderBy('created_at', 'desc').execute()
    return { items: rows.map(toEntry), seq }
  }

  /** @throws AppError NOT_FOUND */
  async row(id: string): Promise<TrashRow> {
    const row = await this.find(id)
    if (row === null) throw notFound('trash entry', id)
    return row
  }

  async find(id: string): Promise<TrashRow | null> {
    return (await this.#select().where('id', '=', id).executeTakeFirst()) ?? null
  }

  /** What is kept of a run; null = nothing. */
  async named(runId: string): Promise<TrashRow | null> {
    return (await this.#select().where('run_id', '=', runId).executeTakeFirst()) ?? null
  }

  /** Commit that the trash holds of a run, or null. */
  async commitOf(runId: string): Promise<string | null> {
    return (await this.named(runId))?.commit_id ?? null
  }

  /** What has been kept longer than the user wants. */
  expired(): Promise<TrashRow[]> {
    return this.#select().where('expires_at', '<', this.#store.now()).execute()
  }

  /** What was put away up to a moment. */
  upTo(moment: string): Promise<TrashRow[]> {
    return this.#select().where('created_at', '<=', moment).execute()
  }

  /** Names a ref; one that is named already is named anew. */
  async write(tx: Tx, entry: TrashEntry): Promise<void> {
    await tx.db
      .insertInto('trash')
      .values({
        id: entry.id,
        run_id: entry.runId,
        task_id: entry.taskId,
        project_id: entry.projectId,
        task_identifier: entry.taskIdentifier,
        task_title: entry.taskTitle,
        branch: entry.branch,
        commit_id: entry.commit,
        reason: entry.reason,
        created_at: entry.createdAt,
        expires_at: entry.expiresAt,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          commit_id: entry.commit,
          reason: entry.reason,
          created_at: entry.createdAt,
          expires_at: entry.expiresAt,
        }),
      )
      .execute()
    await tx.emit('trash:created', { ...entry })
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.db.deleteFrom('trash').where('id', '=', id).execute()
    await tx.emit('trash:deleted', { id })
  }

  #select() {
    return this.#store.db.selectFrom('trash').selectAll()
  }
}

const toEntry = (row: TrashRow): TrashEntry => ({
  id: row.id,
  runId: row.run_id,
  taskId: row.task_id,
  projectId: row.project_id,
  taskIdentifier: row.task_identifier,
  taskTitle: row.task_title,
  branch: row.branch,
  commit: row.commit_id,
  reason: row.reason as TrashEntry['reason'],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
