import { z } from 'zod'
import { id } from './common.ts'

/** A part of what agents did: runs of one day, project, model and agent, summed up. */
const usageRow = z.object({
  /** Of their beginning, where the host is: `YYYY-MM-DD`. */
  day: z.iso.date(),
  projectId: id,
  /** `provider/model`. */
  model: z.string(),
  agent: z.string(),
  runs: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars. */
  cost: z.number(),
  /** Milliseconds of agent work, without waiting. */
  workedMs: z.number().int(),
})
export type UsageRow = z.infer<typeof usageRow>

/** Both days count; at most so many apart. */
export const MOST_USAGE_DAYS = 732

export const usageQuery = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), projectId: id.optional() })
  .refine(({ from, to }) => from <= to, { error: '`from` comes after `to`', path: ['from'] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_USAGE_DAYS * 86_400_000, {
    error: 'at most two years at once',
    path: ['from'],
  })
export type UsageQuery = z.infer<typeof usageQuery>

export const usageReport = z.object({
  /** By day, then project, model and agent. */
  rows: z.array(usageRow),
  /** The first day that has a run at all; null = none has yet. */
  firstDay: z.iso.date().nullable(),
  /** The day that it is where the host is: whoever asks may be where it is another one. */
  today: z.iso.date(),
  seq: z.number().int(),
})
export type UsageReport = z.infer<typeof usageReport>
