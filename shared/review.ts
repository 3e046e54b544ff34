import { z } from 'zod'
import { commitId, id, timestamp } from './common.ts'

/** Of a file in a commit, with slashes. */
export const filePath = z.string().min(1).max(4096)

/** How a merge would find the base branch now. */
export const mergeState = z.object({
  /** Where the user has the base branch checked out, which a merge moves along if it may; null = nowhere. */
  checkout: z
    .object({
      path: z.string(),
      /** Files there that have changes of their own, the first hundred: while there are any, it is not moved. */
      changes: z.array(z.string()),
    })
    .nullable(),
  /** The base branch has nothing that the work lacks, so it can be fast-forwarded. */
  canForward: z.boolean(),
})
export type MergeState = z.infer<typeof mergeState>

/** Whether lines that differ in white space alone are told. */
export const space = z.enum(['all', 'ignored']).default('all')

/** A file as it is in a commit. */
export const fileText = z.object({
  commit: commitId,
  path: z.string(),
  bytes: z.number().int(),
  /** Null for what is no text. */
  text: z.string().nullable(),
  /**
   * A part of the content in Base64, where it is a picture of a kind that holds no program: as much as one answer may
   * have, a multiple of three bytes but at the end.
   */
  picture: z.object({ mime: z.string(), data: z.string() }).nullable(),
})
export type FileText = z.infer<typeof fileText>

/** Lines of a file, counted from 1. Without any it names the line that it stands behind; 0 = the top. */
const lines = z.strictObject({
  start: z.number().int().min(0).max(100_000_000),
  count: z.number().int().min(0).max(100_000_000),
})

/** Takes a file of a run's changes, or some lines of it, back to how they were before the run. */
export const revertPart = z.strictObject({
  id,
  /** The commit that was looked at. */
  head: commitId,
  path: filePath,
  /** What it was called before, where it was renamed. */
  oldPath: filePath.optional(),
  /** The lines before and now; left out = the whole file. */
  lines: z.strictObject({ before: lines, now: lines }).optional(),
})
export type RevertPart = z.infer<typeof revertPart>

/** Brings a run's files to how they were in an earlier commit of its own. */
export const restoreWork = z.strictObject({
  id,
  commit: commitId,
  /** Only while its files are as in this one. */
  like: commitId,
})
export type RestoreWork = z.infer<typeof restoreWork>

/** How to undo what of a run's work was taken back last, or to do that again: what `restore` is to be asked for. */
const takenBackPart = z.object({
  commit: commitId,
  like: commitId,
  /** Such as `lines 3–5 of a.ts`. */
  what: z.string(),
})
export const takenBack = z.object({ undo: takenBackPart.nullable(), redo: takenBackPart.nullable() })
export type TakenBack = z.infer<typeof takenBack>

/** A check that the user has asked for since the run is over; its output stands in the run's log. */
export const recheck = z.object({
  /** `ended`: broken off, by the user or by a restart. */
  status: z.enum(['running', 'passed', 'failed', 'ended']),
  /** The command line. */
  line: z.string(),
  /** What was checked. */
  commit: commitId,
  startedAt: timestamp,
  endedAt: timestamp.nullable(),
  /** Null = ended by a signal, or not at all. */
  exitCode: z.number().int().nullable(),
  /** The end of its output, for who mends it. */
  output: z.string(),
})
export type Recheck = z.infer<typeof recheck>
