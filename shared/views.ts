import { z } from 'zod'
import { color, id, line, timestamp } from './common.ts'
import { askedQuery, taskQuery } from './task-query.ts'

/** A query that is kept under a name, in the sidebar. */
export const savedView = z.object({
  id,
  name: z.string(),
  color,
  /** Of one project; null = of all. */
  projectId: id.nullable(),
  query: taskQuery,
  /** Fractional index: views are sorted by (order, id) as plain strings. */
  order: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type SavedView = z.infer<typeof savedView>

const name = line(100, 'a view needs a name')
const order = z.string().regex(/^[0-9A-Za-z]{1,200}$/, 'not a fractional index')

export const createView = z.strictObject({
  name,
  color: color.default('gray'),
  projectId: id.nullable().default(null),
  query: askedQuery,
  /** Last of all where it is left out. */
  order: order.optional(),
})
export type CreateView = z.input<typeof createView>

export const updateView = z.strictObject({
  id,
  name: name.optional(),
  color: color.optional(),
  query: askedQuery.optional(),
  order: order.optional(),
})
