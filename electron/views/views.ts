import { generateKeyBetween } from 'fractional-indexing'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Color } from '#shared/common.ts'
import { notFound } from '#shared/errors.ts'
import type { TaskQuery } from '#shared/task-query.ts'
import type { createView, SavedView, updateView } from '#shared/views.ts'
import type { Projects } from '../projects/projects.ts'
import type { ViewsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { requireOrder } from '../tasks/task-rules.ts'

/**
 * Queries that are kept under a name, which need not be the only one of its kind. What a query names may be gone: it is
 * kept as it is, and nothing is found by it.
 */
export interface Views {
  /** As they are sorted in the sidebar. */
  list(): Promise<{ items: SavedView[]; seq: number }>
  /** @throws AppError NOT_FOUND for a project that is not there, BAD_REQUEST for an order that is none */
  create(input: z.output<typeof createView>): Promise<SavedView>
  /** @throws AppError NOT_FOUND, BAD_REQUEST for an order that is none */
  update(input: z.output<typeof updateView>): Promise<SavedView>
  /** @throws AppError NOT_FOUND */
  remove(id: string): Promise<{ id: string }>
}

export interface ViewsOptions {
  store: Store
  projects: Pick<Projects, 'getIn' | 'onRemove'>
}

/** A view of one project goes with it. */
export function createViews({ store, projects }: ViewsOptions): Views {
  async function bury(tx: Tx, id: string): Promise<void> {
    const now = store.now()
    const seq = await tx.emit('view:deleted', { id })
    await tx.db
      .updateTable('views')
      .set({ deleted_at: now, updated_at: now, updated_seq: seq })
      .where('id', '=', id)
      .execute()
  }

  projects.onRemove(async (tx, projectId) => {
    const rows = await live(tx.db).where('project_id', '=', projectId).execute()
    for (const { id } of rows) await bury(tx, id)
  })

  return {
    async list() {
      const seq = await store.seq()
      const rows = await live(store.db).orderBy('sort_order').orderBy('id').execute()
      return { items: rows.map(toView), seq }
    },

    create: ({ name, color, projectId, query, order }) =>
      store.write(async (tx) => {
        if (projectId !== null) await projects.getIn(tx, projectId)
        if (order !== undefined) requireOrder(order)
        const now = store.now()
        const view = {
          id: store.newId(),
          name,
          color,
          projectId,
          query,
          order: order ?? (await end(tx.db)),
          createdAt: now,
          updatedAt: now,
        }
        const seq = await tx.emit('view:created', view)
        await tx.db
          .insertInto('views')
          .values({
            id: view.id,
            name,
            color,
            project_id: projectId,
            query: JSON.stringify(query),
            sort_order: view.order,
            created_at: now,
            updated_at: now,
            updated_seq: seq,
            deleted_at: null,
          })
          .execute()
        return { ...view, updatedSeq: seq }
      }),

    update: ({ id, name, color, query, order }) =>
      store.write(async (tx) => {
        const view = await load(tx.db, id)
        if (order !== undefined && order !== view.order) requireOrder(order)
        const changed = {
          ...(name === undefined || name === view.name ? {} : { name }),
          ...(color === undefined || color === view.color ? {} : { color }),
          ...(query === undefined || isSame(query, view.query) ? {} : { query }),
          ...(order === undefined || order === view.order ? {} : { order }),
        }
        if (Object.keys(changed).length === 0) return view
        const updatedAt = store.now()
        const updatedSeq = await tx.emit('view:updated', { id, ...changed, updatedAt })
        await tx.db
          .updateTable('views')
          .set({
            name: changed.name,
            color: changed.color,
            query: changed.query && JSON.stringify(changed.query),
            sort_order: changed.order,
            updated_at: updatedAt,
            updated_seq: updatedSeq,
          })
          .where('id', '=', id)
          .execute()
        return { ...view, ...changed, updatedAt, updatedSeq }
      }),

    remove: (id) =>
      store.write(async (tx) => {
        await load(tx.db, id)
        await bury(tx, id)
        return { id }
      }),
  }
}

type Reader = Pick<Store['db'], 'selectFrom'>

const live = (db: Reader) => db.selectFrom('views').selectAll().where('deleted_at', 'is', null)

const toView = (row: Selectable<ViewsTable>): SavedView => ({
  id: row.id,
  name: row.name,
  color: row.color as Color,
  projectId: row.project_id,
  query: JSON.parse(row.query) as TaskQuery,
  order: row.sort_order,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

async function load(db: Reader, id: string): Promise<SavedView> {
  const row = await live(db).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('view', id)
  return toView(row)
}

/** The fractional index behind every view. */
async function end(db: Reader): Promise<string> {
  const row = await live(db).orderBy('sort_order', 'desc').limit(1).executeTakeFirst()
  return generateKeyBetween(row?.sort_order ?? null, null)
}

/** Both have been parsed by the contract, so their fields stand in its order. */
const isSame = (a: TaskQuery, b: TaskQuery) => JSON.stringify(a) === JSON.stringify(b)
