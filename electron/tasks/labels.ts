import { type Selectable, sql } from 'kysely'
import type { z } from 'zod'
import { type Color, COLORS } from '#shared/common.ts'
import { AppError, notFound } from '#shared/errors.ts'
import type { createLabel, Label, updateLabel } from '#shared/labels.ts'
import type { LabelsTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import { type Reader, selectTasks, toTask, writeChange } from './task-records.ts'
import { requireLabels } from './task-rules.ts'

/** Labels are shared by all projects; a name is taken whatever its capitals. */
export interface Labels {
  /** Sorted by name. */
  list(): Promise<{ items: Label[]; seq: number }>
  /** @throws AppError CONFLICT when the name is taken */
  create(input: z.output<typeof createLabel>): Promise<Label>
  /** The label of that name, made if it is not there, in the caller's transaction. */
  ensureIn(tx: Tx, name: string): Promise<Label>
  /** The same of many names, in their order; `made` are the ids of those that were not there. */
  ensureAllIn(tx: Tx, names: readonly string[]): Promise<{ labels: Label[]; made: string[] }>
  /** In the caller's transaction. @throws AppError NOT_FOUND naming the first one that is not there */
  requireIn(tx: Tx, ids: readonly string[]): Promise<void>
  /** @throws AppError NOT_FOUND, CONFLICT when the name is taken */
  update(input: z.output<typeof updateLabel>): Promise<Label>
  /** Also takes the label off every task that has it. @throws AppError NOT_FOUND */
  remove(id: string): Promise<{ id: string }>
  /** Has `work` done in the transaction that removes a label: for other rooms that name it. */
  onRemove(work: (tx: Tx, id: string) => Promise<void>): void
}

export const toLabel = (row: Selectable<LabelsTable>): Label => ({
  id: row.id,
  name: row.name,
  color: row.color as Color,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

export function createLabels({ store }: { store: Store }): Labels {
  const alsoOnRemove: ((tx: Tx, id: string) => Promise<void>)[] = []

  async function insert(tx: Tx, name: string, color: Color): Promise<Label> {
    const now = store.now()
    const label = { id: store.newId(), name, color, createdAt: now, updatedAt: now }
    const seq = await tx.emit('label:created', label)
    await tx.db
      .insertInto('labels')
      .values({
        id: label.id,
        name,
        color,
        created_at: now,
        updated_at: now,
        updated_seq: seq,
        deleted_at: null,
      })
      .execute()
    return { ...label, updatedSeq: seq }
  }

  async function ensureAllIn(tx: Tx, names: readonly string[]): Promise<{ labels: Label[]; made: string[] }> {
    const there = (await live(tx.db).execute()).map(toLabel)
    const byName = new Map(there.map((label) => [foldLabel(label.name), label]))
    const made: string[] = []
    const labels: Label[] = []
    for (const name of names) {
      let label = byName.get(foldLabel(name))
      if (label === undefined) {
        // Each gets a colour of its own, until the palette is through.
        const color = COLORS[1 + ((there.length + made.length) % (COLORS.length - 1))] ?? 'gray'
        label = await insert(tx, name, color)
        byName.set(foldLabel(name), label)
        made.push(label.id)
      }
      labels.push(label)
    }
    return { labels, made }
  }

  return {
    async list() {
      const seq = await store.seq()
      const rows = await live(store.db).orderBy(sql`lower(name)`).execute()
      return { items: rows.map(toLabel), seq }
    },

    create: ({ name, color }) =>
      store.write(async (tx) => {
        await requireFreeName(tx.db, name)
        return insert(tx, name, color)
      }),

    async ensureIn(tx, name) {
      const [label] = (await ensureAllIn(tx, [name])).labels
      if (label === undefined) throw new Error('No label was made.')
      return label
    },
    ensureAllIn,

    requireIn: (tx, ids) => requireLabels(tx.db, ids),

    update: ({ id, ...input }) =>
      store.write(async (tx) => {
        const label = await load(tx.db, id)
        const name = input.name ?? label.name
        const color = input.color ?? label.color
        if (name === label.name && color === label.color) return label
        await requireFreeName(tx.db, name, id)
        const updatedAt = store.now()
        const changed = {
          ...(name === label.name ? {} : { name }),
          ...(color === label.color ? {} : { color }),
          updatedAt,
        }
        const updatedSeq = await tx.emit('label:updated', { id, ...changed })
        await tx.db
          .updateTable('labels')
          .set({ name, color, updated_at: updatedAt, updated_seq: updatedSeq })
          .where('id', '=', id)
          .execute()
        return { ...label, ...changed, updatedSeq }
      }),

    remove: (id) =>
      store.write(async (tx) => {
        await load(tx.db, id)
        const now = store.now()
        const rows = await selectTasks(tx.db)
          .where((eb) =>
            eb(
              'tasks.id',
              'in',
              eb.selectFrom('task_labels').select('task_labels.task_id').where('label_id', '=', id),
            ),
          )
          .execute()
        for (const task of rows.map(toTask)) {
          await writeChange(tx, task, { labelIds: task.labelIds.filter((other) => other !== id) }, now)
        }
        for (const work of alsoOnRemove) await work(tx, id)
        const seq = await tx.emit('label:deleted', { id })
        await tx.db
          .updateTable('labels')
          .set({ deleted_at: now, updated_at: now, updated_seq: seq })
          .where('id', '=', id)
          .execute()
        return { id }
      }),

    onRemove: (work) => void alsoOnRemove.push(work),
  }
}

const live = (db: Reader) => db.selectFrom('labels').selectAll().where('deleted_at', 'is', null)

/** Looked for here, not in SQL: SQLite's `lower` knows the letters of ASCII alone. */
const named = async (db: Reader, name: string) =>
  (await live(db).execute()).find((row) => foldLabel(row.name) === foldLabel(name))

/** What names have in common that people take for the same. */
export const foldLabel = (name: string) => name.normalize('NFC').toLowerCase()

async function load(db: Reader, id: string): Promise<Label> {
  const row = await live(db).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('label', id)
  return toLabel(row)
}

async function requireFreeName(db: Reader, name: string, except?: string): Promise<void> {
  const row = await named(db, name)
  if (row === undefined || row.id === except) return
  throw new AppError('CONFLICT', `There is a label ${row.name} already. Use it or choose another name.`, {
    id: row.id,
  })
}
