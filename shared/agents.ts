import { z } from 'zod'
import { timestamp } from './common.ts'

export const agentHealth = z.object({
  state: z.enum(['stopped', 'starting', 'healthy', 'unhealthy']),
  name: z.string(),
  version: z.string().nullable(),
  /** In words, when `unhealthy`. */
  problem: z.string().nullable(),
  /** The servers that run, one for the user's models and one for the practice model. */
  servers: z.array(
    z.object({
      name: z.string(),
      pid: z.number().int(),
      /** Resident memory in bytes, null where it cannot be read. */
      memory: z.number().int().nullable(),
      startedAt: timestamp,
      /** Turns of agents going on in it. */
      turns: z.number().int(),
      /** It will be restarted with changed keys or settings as soon as no turn goes on in it. */
      restartPending: z.boolean(),
    }),
  ),
  /** Unexpected ends since the host started. */
  crashes: z.number().int(),
  /** When the next start is tried after a crash, or null. */
  retryAt: timestamp.nullable(),
})
export type AgentHealth = z.infer<typeof agentHealth>

/** A way of working the agent knows: `build`, `plan`, or one that the user or the repository defines. */
export const agentChoice = z.object({
  name: z.string(),
  description: z.string(),
  source: z.enum(['built-in', 'user', 'project']),
  /** It changes no files by design: a run of it succeeds without any. */
  readOnly: z.boolean(),
})
export type AgentChoice = z.infer<typeof agentChoice>

/** Name of an agent or of a model's variant. */
export const agentName = z
  .string()
  .max(100)
  .regex(/^[\w][\w./ -]*$/, 'letters, digits, dots, dashes and slashes')
