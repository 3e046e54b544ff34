import { z } from 'zod'
import { canBeSeen, onOneLine } from './one-line.ts'

export { onOneLine }

/** UUIDv7 in lower case (RFC 9562). */
export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'not an id')

/** ISO 8601 in UTC, with milliseconds. */
export const timestamp = z.iso.datetime()

/** A full object name of a git commit (SHA-1 or SHA-256). */
export const commitId = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)

/** A model as `provider/model`, the way OpenCode writes it. */
export const modelName = z
  .string()
  .max(200)
  .regex(/^[^/\s]+\/\S+$/, 'a model is written provider/model')

/** A list, true at feed position `seq`; `nextCursor` is given back as `cursor` for the next page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional(), seq: z.number().int() })

export const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
}

/** Palette of label and project colours: names of roles, so that both themes can draw them. */
export const COLORS = ['gray', 'blue', 'violet', 'green', 'yellow', 'orange', 'red', 'pink', 'teal'] as const
export const color = z.enum(COLORS)
export type Color = z.infer<typeof color>

/**
 * A name on one line: line breaks and other control characters become spaces, and something of it can be
 * seen. Marks for right-to-left text and joined emoji stay.
 *
 * @param missing what is said when nothing can be seen
 */
export const line = (most: number, missing: string) =>
  z.string().overwrite(onOneLine).min(1, { error: missing, abort: true }).refine(canBeSeen, missing).max(most)
