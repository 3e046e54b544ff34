import { z } from 'zod'
import { commitId, id, timestamp } from './common.ts'
import { permissionPolicy } from './permissions.ts'
import { requestAnswer, requestKind } from './requests.ts'
import { logBody } from './run-log.ts'
import { RECORD_VERSION } from './run-record-words.ts'
import { failureCode, run, runPurpose, runStatus, usage } from './runs.ts'

// A run record: one run as a file of JSON Lines (UTF-8, one object a line, ended by a line feed).
//
// The first line is a `run`, the last one an `end`. A run that goes on has no `end` yet; where a run's `status` says
// that it is over and the `end` is missing, the file was cut off. Every line between them is one item of the run's
// log, each exactly once and in order, with its number `seq` (from 1, without gaps) and its time `at`: a `message`, a
// `request`, a `check`, or an `event` for all the rest. What is known of no old run is null.
//
// Version 1 may get more fields and more types of lines: readers pass over what they do not know.

/** What a run was carried out with, as of the last time that the agent's session was opened. */
export const conditions = z.object({
  /** Version of OpenLinear. */
  openLinear: z.string(),
  /** Such as `OpenCode`, and its version. */
  program: z.string(),
  programVersion: z.string(),
  /**
   * SHA-256, hexadecimal, over what the agent's program was configured with (without keys) and over what it runs and
   * obeys of the repository. The same hash means the same on both sides.
   */
  configHash: z.string(),
  /** What the project allowed, and what had been allowed for good in it. */
  permissions: permissionPolicy,
  grants: z.array(z.object({ permission: z.string(), pattern: z.string() })),
})
export type Conditions = z.infer<typeof conditions>

const runLine = z.object({
  type: z.literal('run'),
  version: z.literal(RECORD_VERSION),
  /** When the file was made, and by which version of OpenLinear. */
  exportedAt: timestamp,
  exportedBy: z.string(),
  runId: id,
  attempt: z.number().int(),
  /** What it was when the file was made. */
  status: runStatus,
  task: z.object({ id, identifier: z.string(), title: z.string() }),
  project: z.object({ id, name: z.string() }),
  batchId: id.nullable(),
  /** The contest that it was a candidate of. Older files do not say it. */
  contestId: id.nullable().optional(),
  purpose: runPurpose,
  prompt: z.string(),
  model: z.string(),
  variant: z.string().nullable(),
  agent: z.string(),
  conditions: conditions.nullable(),
  baseBranch: z.string().nullable(),
  baseCommit: commitId.nullable(),
  branch: z.string().nullable(),
  headCommit: commitId.nullable(),
  /** Where it worked; paths in the log begin with it. */
  worktree: z.string().nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
})
export type RunLine = z.infer<typeof runLine>

const item = { seq: z.number().int().min(1), at: timestamp }

/** What was said to the agent, and why. */
const messageLine = z.object({
  type: z.literal('message'),
  ...item,
  messageId: z.string(),
  reason: z.enum(['task', 'fix', 'send_back', 'resume', 'message']),
  text: z.string(),
})

/** Something that the run asked the user: a permission, a question, a limit, trust; or what was said to it. */
const requestLine = z.object({
  type: z.literal('request'),
  ...item,
  requestId: z.string(),
  state: z.enum(['asked', 'answered', 'withdrawn']),
  /** What was asked, or said, in words. */
  text: z.string(),
  kind: requestKind.nullable(),
  /** Asked for a permission: OpenCode's word for it, and the commands, paths or addresses. */
  permission: z.string().nullable(),
  patterns: z.array(z.string()).nullable(),
  subAgent: z.boolean().nullable(),
  answer: requestAnswer.nullable(),
  /**
   * Who answered. Null for a choice: OpenLinear makes some of them itself, such as to go on once another day's
   * budget has begun. What was allowed for good before is in `grants`, and asked no more.
   */
  by: z.enum(['user']).nullable(),
})

/** The end of the project's check. */
const checkLine = z.object({
  type: z.literal('check'),
  ...item,
  commandId: z.string(),
  /** The shell line; null where its beginning is not in the log. */
  command: z.string().nullable(),
  /** null = ended by a signal. */
  exitCode: z.number().int().nullable(),
  ms: z.number().int(),
  passed: z.boolean(),
})

/** Any other item of the log, see `run-log.ts`. */
const eventLine = z.intersection(z.object({ type: z.literal('event'), ...item }), logBody)

const endLine = z.object({
  type: z.literal('end'),
  status: runStatus,
  failure: z.object({ code: failureCode, message: z.string() }).nullable(),
  /** The agent's closing words. */
  summary: z.string().nullable(),
  changes: run.shape.changes,
  checkPassed: z.boolean().nullable(),
  usage,
  mergedCommit: commitId.nullable(),
  /** Number of the last item. */
  lastSeq: z.number().int(),
})
export type EndLine = z.infer<typeof endLine>

export type MessageLine = z.infer<typeof messageLine>
export type RequestLine = z.infer<typeof requestLine>
export type CheckLine = z.infer<typeof checkLine>
export type EventLine = z.infer<typeof eventLine>
export type ItemLine = MessageLine | RequestLine | CheckLine | EventLine

export const recordLine = z.union([runLine, messageLine, requestLine, checkLine, eventLine, endLine])
