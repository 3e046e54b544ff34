import { z } from 'zod'
import { id, timestamp } from './common.ts'

export const systemInfo = z.object({
  version: z.string(),
  platform: z.string(),
  shell: z.enum(['electron', 'headless']),
  now: timestamp,
  /** What this shell can do on the user's desktop. */
  can: z.object({
    pickFolder: z.boolean(),
    /** Places a folder can be opened in. */
    openIn: z.array(z.enum(['editor', 'terminal', 'files'])),
    /** It shows native notifications itself. */
    notify: z.boolean(),
  }),
  /** When this host was started. */
  startedAt: timestamp,
  /** Runs that were at work when the host before it ended, and have gone on since. */
  resumedRunIds: z.array(id),
  /** US dollars that runs have cost today, those that were thrown away as well. */
  spentToday: z.number(),
  /** US dollars that the user has added to the budget of today. */
  raisedToday: z.number(),
})
export type SystemInfo = z.infer<typeof systemInfo>

/** Opens a run's worktree or a project's repository. */
export const openFolder = z.strictObject({
  runId: id.optional(),
  projectId: id.optional(),
  where: z.enum(['editor', 'terminal', 'files']),
})
export type OpenFolder = z.infer<typeof openFolder>
