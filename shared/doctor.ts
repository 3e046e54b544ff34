import { z } from 'zod'
import { timestamp } from './common.ts'

export const CHECKS = [
  'git',
  'opencode',
  'ripgrep',
  'model',
  'disk',
  'keyring',
  'network',
  'database',
  'repositories',
  'worktrees',
] as const

export const check = z.object({
  id: z.enum(CHECKS),
  /** Such as `Git`. */
  title: z.string(),
  state: z.enum(['ok', 'warning', 'problem']),
  /** What was found, in a sentence. */
  detail: z.string(),
  /** What to do about it; of one that is ok, what could be done all the same. Null = nothing. */
  fix: z.string().nullable(),
})
export type Check = z.infer<typeof check>

export const doctorReport = z.object({ at: timestamp, checks: z.array(check) })
export type DoctorReport = z.infer<typeof doctorReport>
