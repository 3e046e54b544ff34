import { z } from 'zod'
import { commitId, id, timestamp } from './common.ts'
import { GENERATED_WHYS } from './generated-files.ts'
import { requestKind } from './requests.ts'
import { recheck } from './review.ts'
import { FAILURE_CODES, RUN_STATUSES } from './run-words.ts'

export const runStatus = z.enum(RUN_STATUSES)

export const runStage = z.enum(['preparing', 'running', 'checking', 'committing'])
export type RunStage = z.infer<typeof runStage>

export const failureCode = z.enum(FAILURE_CODES)

/**
 * `task`: carries out its task. `combined`: carries out all tasks of its batch. `resolve`: resolves the conflict of its
 * task's work with that of others.
 */
export const runPurpose = z.enum(['task', 'combined', 'resolve'])
export type RunPurpose = z.infer<typeof runPurpose>

/** What a waiting run waits with: the oldest of its requests, which hold all about it. */
export const waitingFor = z.object({ requestId: id, kind: requestKind, title: z.string() })
export type WaitingFor = z.infer<typeof waitingFor>

export const usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** US dollars, as OpenCode computes it from the model's prices. */
  cost: z.number(),
})
export type Usage = z.infer<typeof usage>

/** One attempt at a task. */
export const run = z.object({
  id,
  taskId: id,
  projectId: id,
  attempt: z.number().int(),
  /** The batch that it was begun in. */
  batchId: id.nullable(),
  /** The contest that it is a candidate of. */
  contestId: id.nullable(),
  purpose: runPurpose,
  status: runStatus,
  stage: runStage.nullable(),
  failure: z.object({ code: failureCode, message: z.string() }).nullable(),
  waiting: waitingFor.nullable(),
  branch: z.string().nullable(),
  baseBranch: z.string().nullable(),
  baseCommit: commitId.nullable(),
  headCommit: commitId.nullable(),
  worktreePath: z.string().nullable(),
  sessionId: z.string().nullable(),
  model: z.string(),
  /** `build`, `plan`, or one that the user or the repository defines. */
  agent: z.string(),
  /** Of the model, such as `high`; null = its default. */
  variant: z.string().nullable(),
  /** When the user answered what it waited with; the answer is held until it has a slot, where it is next in line. */
  answeredAt: timestamp.nullable(),
  /** While it is queued: its provider limits requests until then, and its slot is free for others. */
  waitUntil: timestamp.nullable(),
  /** US dollars that the user has added to its budget, the project's or the app's `maxRunCost`. */
  raisedCost: z.number(),
  /** 1 = next; null unless queued for a slot. */
  queuePosition: z.number().int().nullable(),
  /** The agent's closing words. */
  summary: z.string().nullable(),
  prompt: z.string(),
  /** What the agent does now, in one line, such as `edit src/server.ts`. */
  lastAction: z.string().nullable(),
  /** The agent's own todo list. */
  plan: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  changes: z
    .object({ files: z.number().int(), additions: z.number().int(), deletions: z.number().int() })
    .nullable(),
  /** Result of the project's check command; null = none was run. */
  checkPassed: z.boolean().nullable(),
  /** The last check that the user has asked for since it is over. */
  recheck: recheck.nullable(),
  /** Times that a failed check, or a commit hook, was given back to the agent. */
  fixAttempts: z.number().int(),
  /** Milliseconds of agent work, without waiting. */
  workedMs: z.number().int(),
  /** Milliseconds since its start in which it waited, for the user or for a slot, without the pause it is in. */
  heldMs: z.number().int(),
  /** Since when it waits; null while it works, before its start and after its end. */
  heldSince: timestamp.nullable(),
  usage,
  mergedCommit: commitId.nullable(),
  discardedAt: timestamp.nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type Run = z.infer<typeof run>

const diffFile = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied', 'typechange']),
  additions: z.number().int(),
  deletions: z.number().int(),
  binary: z.boolean(),
  /** Unified diff of this file with its `diff --git` header; left out for binary and over-long files. */
  patch: z.string().optional(),
  /** A program has written it, and how that is known. */
  generated: z.enum(GENERATED_WHYS).optional(),
  /** Nothing but white space differs, which was asked to be left out. */
  onlySpace: z.literal(true).optional(),
})
export type DiffFile = z.infer<typeof diffFile>

/** `headCommit` is a snapshot commit of the worktree while the run has none of its own. */
export const diff = z.object({ baseCommit: commitId, headCommit: commitId, files: z.array(diffFile) })
export type Diff = z.infer<typeof diff>

export const trashEntry = z.object({
  id,
  runId: id.nullable(),
  taskId: id.nullable(),
  projectId: id,
  taskIdentifier: z.string().nullable(),
  taskTitle: z.string().nullable(),
  branch: z.string(),
  commit: commitId,
  reason: z.enum(['discarded', 'merged', 'expired', 'deleted']),
  createdAt: timestamp,
  expiresAt: timestamp,
})
export type TrashEntry = z.infer<typeof trashEntry>
