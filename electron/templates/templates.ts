import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { notFound } from '#shared/errors.ts'
import type { createTemplate, TaskTemplate, updateTemplate } from '#shared/templates.ts'
import type { Projects } from '../projects/projects.ts'
import type { TemplatesTable } from '../store/schema.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Labels } from '../tasks/labels.ts'

/** What new tasks begin with. A name need not be the only one of its kind. */
export interface Templates {
  /** Oldest first. */
  list(): Promise<{ items: TaskTemplate[]; seq: number }>
  /** @throws AppError NOT_FOUND for a project or label that is not there */
  create(input: z.output<typeof createTemplate>): Promise<TaskTemplate>
  /** @throws AppError NOT_FOUND, also for a label that is not there */
  update(input: z.output<typeof updateTemplate>): Promise<TaskTemplate>
  /** @throws AppError NOT_FOUND */
  remove(id: string): Promise<{ id: string }>
}

export interface TemplatesOptions {
  store: Store
  projects: Pick<Projects, 'getIn' | 'onRemove'>
  labels: Pick<Labels, 'requireIn' | 'onRemove'>
}

/** A template of one project goes with it, and a label that is deleted goes out of all of them. */
export function createTemplates({ store, projects, labels }: TemplatesOptions): Templates {
  async function change(tx: Tx, template: TaskTemplate, wanted: Partial<Words>): Promise<TaskTemplate> {
    const changed: Partial<Words> = Object.fromEntries(
      Object.entries(wanted).filter(
        ([field, value]) =>
          value !== undefined && JSON.stringify(template[field as keyof Words]) !== JSON.stringify(value),
      ),
    )
    if (Object.keys(changed).length === 0) return template
    const updatedAt = store.now()
    const updatedSeq = await tx.emit('template:updated', { id: template.id, ...changed, updatedAt })
    const next = { ...template, ...changed, updatedAt, updatedSeq }
    await tx.db
      .updateTable('templates')
      .set({
        name: next.name,
        fields: JSON.stringify(fieldsOf(next)),
        updated_at: updatedAt,
        updated_seq: updatedSeq,
      })
      .where('id', '=', template.id)
      .execute()
    return next
  }

  async function bury(tx: Tx, id: string): Promise<void> {
    const now = store.now()
    const seq = await tx.emit('template:deleted', { id })
    await tx.db
      .updateTable('templates')
      .set({ deleted_at: now, updated_at: now, updated_seq: seq })
      .where('id', '=', id)
      .execute()
  }

  projects.onRemove(async (tx, projectId) => {
    const rows = await live(tx.db).where('project_id', '=', projectId).execute()
    for (const { id } of rows) await bury(tx, id)
  })
  labels.onRemove(async (tx, labelId) => {
    for (const template of (await live(tx.db).execute()).map(toTemplate))
      await change(tx, template, { labelIds: template.labelIds.filter((id) => id !== labelId) })
  })

  return {
    async list() {
      const seq = await store.seq()
      const rows = await live(store.db).orderBy('id').execute()
      return { items: rows.map(toTemplate), seq }
    },

    create: (input) =>
      store.write(async (tx) => {
        if (input.projectId !== null) await projects.getIn(tx, input.projectId)
        await labels.requireIn(tx, input.labelIds)
        const now = store.now()
        const template = {
          id: store.newId(),
          ...input,
          labelIds: distinct(input.labelIds),
          createdAt: now,
          updatedAt: now,
        }
        const seq = await tx.emit('template:created', template)
        await tx.db
          .insertInto('templates')
          .values({
            id: template.id,
            project_id: input.projectId,
            name: input.name,
            fields: JSON.stringify(fieldsOf(template)),
            created_at: now,
            updated_at: now,
            updated_seq: seq,
            deleted_at: null,
          })
          .execute()
        return { ...template, updatedSeq: seq }
      }),

    update: ({ id, labelIds, ...words }) =>
      store.write(async (tx) => {
        const template = await load(tx.db, id)
        if (labelIds === undefined) return change(tx, template, words)
        await labels.requireIn(tx, labelIds)
        return change(tx, template, { ...words, labelIds: distinct(labelIds) })
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
type Words = Omit<z.output<typeof updateTemplate>, 'id'>
/** What stands in `fields`. */
type Fields = Omit<TaskTemplate, 'id' | 'projectId' | 'name' | 'createdAt' | 'updatedAt' | 'updatedSeq'>

const live = (db: Reader) => db.selectFrom('templates').selectAll().where('deleted_at', 'is', null)

const toTemplate = (row: Selectable<TemplatesTable>): TaskTemplate => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  ...(JSON.parse(row.fields) as Fields),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedSeq: row.updated_seq,
})

const fieldsOf = (of: Fields): Fields => ({
  title: of.title,
  description: of.description,
  priority: of.priority,
  labelIds: of.labelIds,
  estimate: of.estimate,
  model: of.model,
  agent: of.agent,
  variant: of.variant,
})

const distinct = (ids: readonly string[]) => [...new Set(ids)]

async function load(db: Reader, id: string): Promise<TaskTemplate> {
  const row = await live(db).where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('template', id)
  return toTemplate(row)
}
