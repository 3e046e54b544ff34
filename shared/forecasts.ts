import { z } from 'zod'
import { batchMode, batchOptions } from './batches.ts'
import { commitId, id, timestamp } from './common.ts'

/**
 * What two pieces of work do to one file. `lines`: both change the same lines. `added`: both add it, each with other
 * content. `deleted`: one deletes what the other changes. `renamed`: they move it, or its folder, to different places.
 * `binary` and `submodule` cannot be merged line by line.
 */
const conflictKind = z.enum(['lines', 'added', 'deleted', 'renamed', 'binary', 'submodule', 'other'])
export type ConflictKind = z.infer<typeof conflictKind>

/** Lines of one side. None of them: it takes lines away behind line `start`. */
const lineRange = z.object({ start: z.number().int(), lines: z.number().int() })
export type LineRange = z.infer<typeof lineRange>

const conflictFile = z.object({
  /** Relative to the repository; the end of one that is very long is cut off. */
  path: z.string(),
  kind: conflictKind,
  /** Where the work of the task, and that of the other side, are at odds. */
  hunks: z.array(z.object({ ours: lineRange, theirs: lineRange })),
})
export type ConflictFile = z.infer<typeof conflictFile>

/** What the work of two tasks has to do with each other. */
export const overlap = z.object({
  /** The one that is merged later. */
  taskId: id,
  /** null = with what is merged already, which is certain. */
  withTaskId: id.nullable(),
  /** What does not merge as both stand now. Empty = both change files of `shared`, and that merges. */
  files: z.array(conflictFile),
  /** Files that both change and that merge, as far as is known. */
  shared: z.array(z.string()),
  /** How many more files there are of both kinds. */
  more: z.number().int(),
})
export type Overlap = z.infer<typeof overlap>

/** How the work of a batch's tasks will merge, going by what it is now. */
export const forecast = z.object({
  /** When it was worked out. */
  at: timestamp,
  /** Why there is none, in a sentence. */
  unavailable: z.string().nullable(),
  /** Tasks whose work was looked at. */
  compared: z.array(id),
  /** Conflicts first, in the order of merging. */
  overlaps: z.array(overlap),
  /** How many more overlaps there are. */
  more: z.number().int(),
  /**
   * Tasks that will not merge by themselves: left out, or with `resolve` an agent’s to resolve, or with `fail` not
   * merged any more, in the order as it is and in the suggested one.
   */
  hindered: z.array(id),
  hinderedThen: z.array(id),
  /** All tasks of the batch in an order in which fewer are hindered; null when there is none. */
  suggestedOrder: z.array(id).nullable(),
})
export type Forecast = z.infer<typeof forecast>

/** A task of a batch that is not made yet. */
const plannedTask = z.object({
  taskId: id,
  identifier: z.string(),
  title: z.string(),
  /** 1 = merged first. */
  position: z.number().int(),
  /** Tasks with the same number may be done at the same time, as far as there are slots. */
  wave: z.number().int(),
  /** `base`: the commit that the batch starts from. `tip`: its branch, with what is merged until then. */
  startsFrom: z.enum(['base', 'tip']),
  /** Tasks of the batch that have to be merged before it begins. */
  after: z.array(id),
})
export type PlannedBatchTask = z.infer<typeof plannedTask>

/** What a batch would do; nothing of it is written. */
export const batchPreview = z.object({
  dryRun: z.literal(true),
  projectId: id,
  mode: batchMode,
  /** The end of its name is made of the batch’s id, which there is not yet. */
  branch: z.string(),
  baseBranch: z.string(),
  baseCommit: commitId,
  /** Where the base was found, and why the remote could not be asked. */
  baseFrom: z.enum(['local', 'remote']),
  fetchProblem: z.string().nullable(),
  /** Runs that go on at once in fact: the least of all limits. */
  slots: z.number().int(),
  options: batchOptions,
  tasks: z.array(plannedTask),
  /** What is worth knowing of a task before it is begun, in a sentence. */
  notes: z.array(z.object({ taskId: id, message: z.string() })),
  /** In each worktree: `setup`, then `check`. After each merge: `check`; at the end: `finalCheck`. */
  commands: z.object({
    setup: z.string().nullable(),
    check: z.string().nullable(),
    finalCheck: z.string().nullable(),
  }),
  /** From the middle one of the project’s latest finished runs; null when there is none. */
  estimate: z
    .object({
      minutes: z.number(),
      /** US dollars. */
      cost: z.number(),
      /** Finished runs that it goes by. */
      runs: z.number().int(),
    })
    .nullable(),
  /** Going by what earlier runs left of these tasks and nobody merged; null when that are fewer than two. */
  forecast: forecast.nullable(),
})
export type BatchPreview = z.infer<typeof batchPreview>
