import { notFound } from '#shared/errors.ts'
import type { Grant } from '#shared/requests.ts'
import type { Store, Tx } from '../store/store.ts'

/** Permissions that the user gave for good: the rows of `grants`, each change with its feed event. */
export class Grants {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Oldest first. */
  async list(projectId: string): Promise<Grant[]> {
    const rows = await this.#store.db
      .selectFrom('grants')
      .selectAll()
      .where('project_id', '=', projectId)
      .orderBy('id')
      .execute()
    return rows.map(({ id, project_id, permission, pattern, created_at }) => ({
      id,
      projectId: project_id,
      permission,
      pattern,
      createdAt: created_at,
    }))
  }

  /** One for each pattern that is not granted yet. */
  async add(tx: Tx, projectId: string, permission: string, patterns: readonly string[]): Promise<void> {
    for (const pattern of new Set(patterns)) {
      const known = await tx.db
        .selectFrom('grants')
        .select('id')
        .where('project_id', '=', projectId)
        .where('permission', '=', permission)
        .where('pattern', '=', pattern)
        .executeTakeFirst()
      if (known !== undefined) continue
      const grant: Grant = {
        id: this.#store.newId(),
        projectId,
        permission,
        pattern,
        createdAt: this.#store.now(),
      }
      const seq = await tx.emit('grant:created', { ...grant })
      await tx.db
        .insertInto('grants')
        .values({
          id: grant.id,
          project_id: projectId,
          permission,
          pattern,
          created_at: grant.createdAt,
          updated_seq: seq,
        })
        .execute()
    }
  }

  /** Later sessions ask again; one that is open keeps what it was given. @throws AppError NOT_FOUND */
  revoke(id: string): Promise<{ id: string }> {
    return this.#store.write(async (tx) => {
      const row = await tx.db
        .selectFrom('grants')
        .select('project_id')
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) throw notFound('grant', id)
      await tx.emit('grant:deleted', { id, projectId: row.project_id })
      await tx.db.deleteFrom('grants').where('id', '=', id).execute()
      return { id }
    })
  }
}
