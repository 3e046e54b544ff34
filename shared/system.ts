import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { filePath } from './review.ts'

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
    /** Editors that were found: the command that `editorCommand` takes for each, and its name. */
    editors: z.array(z.object({ command: z.string(), name: z.string() })),
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

/** So many sub-folders are told at once. */
export const SUB_FOLDERS = 50

/** What is typed of the path of a folder. */
export const typedPath = z.strictObject({ path: z.string().max(4096).default('') })

/** Folders that go on with what is typed. */
export const subFolders = z.object({
  items: z.array(z.object({ name: z.string(), path: z.string(), isRepository: z.boolean() })),
  /** There are no more that go on so. */
  isWhole: z.boolean(),
})
export type SubFolders = z.infer<typeof subFolders>

/** Opens a run's worktree or a project's repository. */
export const openFolder = z.strictObject({
  runId: id.optional(),
  projectId: id.optional(),
  where: z.enum(['editor', 'terminal', 'files']),
})
export type OpenFolder = z.infer<typeof openFolder>

/** Opens a file of a run's worktree in the user's editor. */
export const openFile = z.strictObject({
  runId: id,
  /** In the worktree, with slashes. */
  path: filePath,
  line: z.number().int().min(1).max(100_000_000).optional(),
})
export type OpenFile = z.infer<typeof openFile>
