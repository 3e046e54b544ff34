import { z } from 'zod'
import {
  BATCH_MODES,
  BATCH_STATUSES,
  BATCH_TASK_STATUSES,
  CONFLICT_BEHAVIORS,
  LEFT_OUT_CODES,
  PUBLISH_WAYS,
} from './batch-words.ts'
import { commitId, id, paging, timestamp } from './common.ts'
import { taskRef } from './tasks.ts'

export const batchMode = z.enum(BATCH_MODES)
export const batchStatus = z.enum(BATCH_STATUSES)
const batchTaskStatus = z.enum(BATCH_TASK_STATUSES)
export const conflictBehavior = z.enum(CONFLICT_BEHAVIORS)

export const batchOptions = z.object({
  /** Runs of this batch at once. In a queue it is 1. */
  parallelLimit: z.number().int().min(1).max(20),
  /** A queue goes on by itself after each task. */
  autoApprove: z.boolean(),
  /** After a failure nothing new is begun; what runs is finished, what is merged stays. */
  stopOnFailure: z.boolean(),
  conflictBehavior,
  publish: z.enum(PUBLISH_WAYS),
  /** US dollars that the batch may cost before it pauses; 0 = no limit. */
  maxCost: z.number().min(0).max(100_000),
  /** Minutes from its start, pauses left out, before it pauses; 0 = no limit. */
  maxMinutes: z.number().int().min(0).max(100_000),
})
export type BatchOptions = z.infer<typeof batchOptions>

/**
 * The journal of a batch. `final_check`: all tasks are settled, and the whole is checked once more. `publish`: all tasks are settled, and its branch is brought up to date and pushed.
 * `clean_up`: it has ended, and worktrees that nobody needs are removed.
 */
const batchStep = z.enum(['tasks', 'final_check', 'publish', 'clean_up', 'done'])
export type BatchStep = z.infer<typeof batchStep>

const leftOutReason = z.object({
  code: z.enum(LEFT_OUT_CODES),
  message: z.string(),
  /** Of a conflict. */
  files: z.array(z.string()).optional(),
})
export type LeftOutReason = z.infer<typeof leftOutReason>

/** What the merge lane does with a task right now. */
const mergeStage = z.enum(['merging', 'resolving', 'setup', 'verifying'])

export const batchTask = z.object({
  taskId: id,
  /** As it is called when the batch is made. */
  identifier: z.string(),
  status: batchTaskStatus,
  /** 1 = merged first. */
  position: z.number().int(),
  /** Tasks of this batch that have to be merged before it is begun. */
  dependsOn: z.array(id),
  /** Its latest run in this batch. */
  runId: id.nullable(),
  /** Its run has ended well and the queue waits for Approve. */
  awaitsApproval: z.boolean(),
  stage: mergeStage.nullable(),
  mergeCommit: commitId.nullable(),
  mergedAt: timestamp.nullable(),
  /** In a combined batch: what shows that the task is in, such as the files that the report names for it. */
  evidence: z.string().nullable(),
  /** The run that resolves, or has tried to resolve, its conflict. */
  resolveRunId: id.nullable(),
  /**
   * Files of its conflict and who resolved it: the run, or null for what git remembered from an earlier time.
   * `otherFiles`: files without a conflict that were changed for it as well.
   */
  resolution: z
    .object({ files: z.array(z.string()), otherFiles: z.array(z.string()), runId: id.nullable() })
    .nullable(),
  reason: leftOutReason.nullable(),
})
export type BatchTask = z.infer<typeof batchTask>

const batchCounts = z.object({
  total: z.number().int(),
  queued: z.number().int(),
  running: z.number().int(),
  waiting: z.number().int(),
  completed: z.number().int(),
  merged: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  blocked: z.number().int(),
})
export type BatchCounts = z.infer<typeof batchCounts>

/** Several tasks of one project, done by agents and merged into one branch. */
export const batch = z.object({
  id,
  projectId: id,
  mode: batchMode,
  status: batchStatus,
  step: batchStep,
  /** Holds every merged task. */
  branch: z.string(),
  baseBranch: z.string(),
  baseCommit: commitId,
  /** Tip of the branch: the base until something is merged. */
  headCommit: commitId,
  /** The project's check has passed after every merge; false = there was no check to run. */
  verified: z.boolean(),
  /** The project's final check on the whole; null = none, or not yet. */
  finalCheck: z.object({ command: z.string(), passed: z.boolean(), output: z.string() }).nullable(),
  tasks: z.array(batchTask),
  counts: batchCounts,
  options: batchOptions,
  /** Markdown, once it is over. */
  summary: z.string().nullable(),
  /** What was pushed last. */
  pushedCommit: commitId.nullable(),
  /** Why it failed, or why it is paused: it could not be published, or its budget is used up. */
  failure: z.string().nullable(),
  /** What the user has added to `maxCost` and `maxMinutes` of its options. */
  raised: z.object({ cost: z.number(), minutes: z.number() }),
  /** Commit of the base branch with all of its branch in it. */
  mergedCommit: commitId.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type Batch = z.infer<typeof batch>

export const createBatch = z.strictObject({
  taskIds: z.array(taskRef).min(1, 'choose at least one task').max(100, 'at most 100 tasks'),
  mode: batchMode,
  options: batchOptions.partial().strict().optional(),
  /** Where it starts when the base branch and its remote have both moved. */
  base: z.enum(['local', 'remote']).optional(),
})
export type CreateBatch = z.infer<typeof createBatch>

/** Over REST: `dryRun` answers what would happen instead. */
export const createOrPreviewBatch = createBatch.extend({ dryRun: z.boolean().optional() })

export const listBatches = z.strictObject({
  projectId: id.optional(),
  /** Only those that are not over. */
  open: z.stringbool().or(z.boolean()).default(false),
  ...paging,
})
