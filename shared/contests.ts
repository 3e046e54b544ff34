import { z } from 'zod'
import { agentName } from './agents.ts'
import { commitId, id, modelName, timestamp } from './common.ts'
import { CANDIDATES, CONTEST_STATUSES, CONTEST_STEPS } from './contest-words.ts'
import { taskRef } from './tasks.ts'

/** Several runs at one task, begun from one commit with one prompt, of which the user takes one. */
export const contest = z.object({
  id,
  taskId: id,
  projectId: id,
  status: z.enum(CONTEST_STATUSES),
  step: z.enum(CONTEST_STEPS),
  baseBranch: z.string(),
  baseCommit: commitId,
  /** Candidates at once. */
  parallel: z.number().int(),
  /** Its candidates in the order of their attempts. */
  runIds: z.array(id),
  /** The candidate that is the task's run now. */
  takenRunId: id.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type Contest = z.infer<typeof contest>

/** With what a candidate is carried out; what is left out is the task's, its variant only with its own model. */
export const candidate = z.strictObject({
  model: modelName.optional(),
  agent: agentName.optional(),
  variant: agentName.nullable().optional(),
})
export type Candidate = z.infer<typeof candidate>

export const createContest = z.strictObject({
  /** The task's. */
  id: taskRef,
  candidates: z.array(candidate).min(CANDIDATES.min).max(CANDIDATES.max),
  /** At once; by default as many as `parallelLimit` allows. */
  parallel: z.number().int().min(1).max(CANDIDATES.max).optional(),
  /** Where it starts when the base branch and its remote have both moved. */
  base: z.enum(['local', 'remote']).optional(),
})
export type CreateContest = z.input<typeof createContest>
