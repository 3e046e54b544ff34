import { z } from 'zod'
import { color, id, line, timestamp } from './common.ts'

export const label = z.object({
  id,
  name: z.string(),
  color,
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedSeq: z.number().int(),
})
export type Label = z.infer<typeof label>

const name = line(60, 'a label needs a name')
export const createLabel = z.strictObject({ name, color: color.default('gray') })
export const updateLabel = z.strictObject({ id, name: name.optional(), color: color.optional() })
