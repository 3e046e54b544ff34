import { z } from 'zod'
import { timestamp } from './common.ts'

/**
 * What the user did about something in the inbox. `id` names one occurrence of it (`review:<run id>`,
 * `failed:<run id>`, `request:<request id>`, `batch:<batch id>:<reason>`, `mention:<comment id>`,
 * `mention:<publication id>:<id at GitHub>` and so on), so that the
 * next one is new again.
 */
export const inboxMark = z.object({
  id: z.string(),
  /** Not shown before. */
  snoozedUntil: timestamp.nullable(),
  /** Seen to: not shown any more. */
  doneAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type InboxMark = z.infer<typeof inboxMark>

export const markInbox = z
  .strictObject({
    id: z.string().regex(/^[a-z-]+(:[0-9a-z_-]{1,100}){1,3}$/, 'not the id of something in the inbox'),
    /** null = shown again. */
    snoozedUntil: timestamp.nullable().optional(),
    done: z.boolean().optional(),
  })
  .refine(
    ({ snoozedUntil, done }) => snoozedUntil !== undefined || done !== undefined,
    'say snoozedUntil or done',
  )
export type MarkInbox = z.infer<typeof markInbox>

/** Days that marks are kept: what was seen to that long ago is not in the inbox any more. */
export const INBOX_MARK_DAYS = 180

/** Days that something said to the user stands in the inbox: fewer, so that what was seen to does not come back. */
export const MENTION_DAYS = 90
