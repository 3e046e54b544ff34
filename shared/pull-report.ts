import { z } from 'zod'
import { id } from './common.ts'

/** Why auto-pull begins no task of a project, as starting one by hand would be refused. */
const pullRefusal = z.object({ projectId: id, code: z.string(), message: z.string() })
export type PullRefusal = z.infer<typeof pullRefusal>

/** What is in auto-pull's way beside slots and the review limit, true at feed position `seq`. */
export const pullReport = z.object({
  refusals: z.array(pullRefusal),
  /** What holds all of it: the day's budget is used up. */
  held: z.string().nullable(),
  seq: z.number().int(),
})
export type PullReport = z.infer<typeof pullReport>
