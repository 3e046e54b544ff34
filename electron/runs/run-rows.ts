import type { Selectable, Updateable } from 'kysely'
import { AppError } from '#shared/errors.ts'
import { isTerminal, type FailureCode, type RunStatus } from '#shared/run-words.ts'
import type { Run, RunPurpose, RunStage } from '#shared/runs.ts'
import type { RunsTable } from '../store/schema.ts'

export type RunRow = Selectable<RunsTable>
/** What may be written by itself: status and stage follow from an event. */
export type RunChange = Omit<Updateable<RunsTable>, 'id' | 'status' | 'stage' | 'updated_seq'>

/** A row in the shape of the contract. `queuePosition` is 1 for the next one. */
export function toRun(row: RunRow, queuePosition: number | null): Run {
  return {
    id: row.id,
    taskId: row.task_id,
    projectId: row.project_id,
    attempt: row.attempt,
    batchId: row.batch_id,
    contestId: row.contest_id,
    purpose: row.purpose as RunPurpose,
    status: row.status as RunStatus,
    stage: row.stage as RunStage | null,
    failure:
      row.failure_code === null
        ? null
        : { code: row.failure_code as FailureCode, message: row.failure_message ?? '' },
    waiting: row.waiting === null ? null : JSON.parse(row.waiting),
    branch: row.branch,
    baseBranch: row.base_branch,
    baseCommit: row.base_commit,
    headCommit: row.head_commit,
    worktreePath: row.worktree_path,
    sessionId: row.session_id,
    model: row.model,
    agent: row.agent,
    variant: row.variant,
    answeredAt: row.answered_at,
    waitUntil: row.status === 'queued' ? row.wait_until : null,
    raisedCost: row.raised_cost,
    queuePosition: row.status === 'queued' && row.wait_until === null ? queuePosition : null,
    summary: row.summary,
    prompt: row.prompt,
    lastAction: row.last_action,
    plan: row.plan === null ? null : JSON.parse(row.plan),
    changes: row.changes === null ? null : JSON.parse(row.changes),
    checkPassed: row.check_passed === null ? null : row.check_passed === 1,
    recheck: row.recheck === null ? null : JSON.parse(row.recheck),
    fixAttempts: row.fix_attempts,
    workedMs: row.worked_ms,
    heldMs: row.held_ms,
    heldSince: row.held_since,
    usage: { inputTokens: row.input_tokens, outputTokens: row.output_tokens, cost: row.cost },
    mergedCommit: row.merged_commit,
    discardedAt: row.discarded_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    updatedSeq: row.updated_seq,
  }
}

/** @throws AppError ILLEGAL_TRANSITION unless the run is over */
export function requireOver(row: RunRow, what: string): void {
  if (isTerminal(row.status as RunStatus)) return
  throw new AppError(
    'ILLEGAL_TRANSITION',
    `A run that is ${row.status} cannot be ${what}. Cancel it first.`,
    {
      status: row.status,
    },
  )
}

/** What a row has where an insert says nothing of it. */
export const EMPTY_ROW = {
  batch_id: null,
  contest_id: null,
  purpose: 'task',
  wait_until: null,
  raised_cost: 0,
  is_brainstorm: 0,
  stage: null,
  failure_code: null,
  failure_message: null,
  waiting: null,
  answered_at: null,
  variant: null,
  branch: null,
  base_branch: null,
  base_commit: null,
  head_commit: null,
  worktree_path: null,
  session_id: null,
  check_passed: null,
  recheck: null,
  held_ms: 0,
  held_since: null,
  moving: null,
  summary: null,
  last_action: null,
  plan: null,
  changes: null,
  input_tokens: 0,
  output_tokens: 0,
  cost: 0,
  merged_commit: null,
  discarded_at: null,
  started_at: null,
  ended_at: null,
}
