import { z } from 'zod'
import { id, timestamp } from './common.ts'
import { workerChoice } from './worker-fields.ts'

/** Looks for files of a repository or a worktree by parts of their paths. */
export const findFiles = z.strictObject({
  id,
  q: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

/** A file, or a folder that has files, with slashes, relative to where it was looked for. */
const foundFile = z.object({ path: z.string(), kind: z.enum(['file', 'folder']) })
export type FoundFile = z.infer<typeof foundFile>

export const foundFiles = z.object({
  /** The best first. */
  items: z.array(foundFile),
  /** Files there are to find; those that git ignores are none. */
  total: z.number().int(),
  /** There are more files than are looked through. */
  cut: z.boolean(),
})
export type FoundFiles = z.infer<typeof foundFiles>

/** Words that the user has said to agents: a message, or the comments of a send-back. */
export const saidWords = z.object({ text: z.string(), at: timestamp })
export type SaidWords = z.infer<typeof saidWords>

/** What an agent would be told, and who it would be. */
export const promptPreview = z.object({
  /** Letter by letter. */
  text: z.string(),
  /** Null where no model is set. */
  model: z.string().nullable(),
  agent: z.string(),
  variant: z.string().nullable(),
  /** What the text names with `@`, and whether it is there. Words that may be somebody's name are left out. */
  files: z.array(z.object({ path: z.string(), exists: z.boolean() })),
  /** Files that go along with it. */
  attachments: z.array(z.object({ id, name: z.string(), mime: z.string(), bytes: z.number().int() })),
  /** Files of the repository that the agent's program obeys or runs besides. */
  instructions: z.array(z.string()),
})
export type PromptPreview = z.infer<typeof promptPreview>

/** What a send-back with these comments would say. */
export const previewSendBack = z.strictObject({
  id,
  comments: z.string().trim().max(100_000),
  ...workerChoice,
})
