import type { Insertable, Updateable } from 'kysely'
import type { Brainstorm } from '#shared/brainstorms.ts'
import { notFound } from '#shared/errors.ts'
import type { BrainstormsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { type BrainstormRow, isEdited, type Proposed } from './standing.ts'

type Change = Omit<Updateable<BrainstormsTable>, 'task_id' | 'updated_seq'>

type Reader = Pick<Tx['db'], 'selectFrom'>

/** The rows of `brainstorms`, each change with its feed event. */
export class BrainstormRecords {
  readonly #store: Store
  readonly #proposed: (taskId: string, db: Reader) => Promise<Proposed | null>

  /** @param proposed what an agent has proposed last for a goal */
  constructor(store: Store, proposed: (taskId: string, db: Reader) => Promise<Proposed | null>) {
    this.#store = store
    this.#proposed = proposed
  }

  /** @throws AppError NOT_FOUND */
  async row(taskId: string, db: Reader = this.#store.db): Promise<BrainstormRow> {
    const row = await db
      .selectFrom('brainstorms')
      .selectAll()
      .where('task_id', '=', taskId)
      .executeTakeFirst()
    if (row === undefined) throw notFound('brainstorm', taskId)
    return row
  }

  /** The latest first; without those whose goal was deleted. */
  newest(most: number): Promise<BrainstormRow[]> {
    return this.#store.db
      .selectFrom('brainstorms')
      .innerJoin('tasks', 'tasks.id', 'brainstorms.task_id')
      .selectAll('brainstorms')
      .where('tasks.deleted_at', 'is', null)
      .orderBy('brainstorms.task_id', 'desc')
      .limit(most)
      .execute()
  }

  async insert(tx: Tx, values: Omit<Insertable<BrainstormsTable>, 'updated_seq'>): Promise<void> {
    await tx.db
      .insertInto('brainstorms')
      .values({ ...values, updated_seq: 0 })
      .execute()
    await this.#tell(tx, 'brainstorm:created', values.task_id)
  }

  async update(tx: Tx, taskId: string, change: Change): Promise<void> {
    await tx.db.updateTable('brainstorms').set(change).where('task_id', '=', taskId).execute()
    await this.#tell(tx, 'brainstorm:updated', taskId)
  }

  /** All of it but the plan, which may be long. */
  async #tell(tx: Tx, name: 'brainstorm:created' | 'brainstorm:updated', taskId: string): Promise<void> {
    const row = await this.row(taskId, tx.db)
    const { updatedSeq: _, ...fields } = toBrainstorm(row, await this.#proposed(taskId, tx.db))
    const seq = await tx.emit(name, fields)
    await tx.db.updateTable('brainstorms').set({ updated_seq: seq }).where('task_id', '=', taskId).execute()
  }
}

export const toBrainstorm = (row: BrainstormRow, proposed: Proposed | null): Brainstorm => ({
  id: row.task_id,
  projectId: row.project_id,
  parentId: row.parent_id,
  isEdited: isEdited(row, proposed),
  revision: row.revision,
  acceptedAt: row.accepted_at,
  createdTaskIds: createdIn(row),
  dismissedAt: row.dismissed_at,
  createdAt: row.created_at,
  updatedSeq: row.updated_seq,
})

export const createdIn = ({ created_task_ids }: BrainstormRow): string[] =>
  created_task_ids === null ? [] : (JSON.parse(created_task_ids) as string[])
