import { z } from 'zod'
import { id, timestamp } from './common.ts'

/** A file that a text can refer to as `attachment:<id>`. Its content never changes. */
export const attachment = z.object({
  id,
  /** As its user's computer called it, on one line and without folders. */
  name: z.string(),
  /** Told from its content, never from its name. */
  mime: z.string(),
  bytes: z.number().int().min(0),
  /** Of its content, hexadecimal: the same content is kept once. */
  sha256: z.string(),
  createdAt: timestamp,
})
export type Attachment = z.infer<typeof attachment>
