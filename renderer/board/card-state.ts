import type { FailureCode } from '#shared/run-words.ts'
import type { Run, RunStage } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { timeOfDay } from '../ui/day.ts'

export const STAGE_NAMES: Record<RunStage, string> = {
  preparing: 'Preparing',
  running: 'Working',
  checking: 'Checking',
  committing: 'Committing',
}

/** Why a run failed, short enough for a card. */
export const FAILURE_NAMES: Record<FailureCode, string> = {
  agent_error: 'The agent stopped with an error',
  provider_auth: 'The provider refused the key',
  rate_limited: 'The provider limits requests',
  context_overflow: 'Too large for the model',
  model_unreachable: 'The model could not be reached',
  timed_out: 'Out of time',
  no_changes: 'Nothing was changed',
  no_plan: 'It made no plan',
  untrusted_repository: 'Agent files are not trusted',
  setup_failed: 'Setup failed',
  check_failed: 'Checks fail',
  worktree_gone: 'The worktree is gone',
  git_error: 'Git refused a step',
  disk_full: 'The disk is full',
  internal: 'OpenLinear made a mistake',
}

/** What the foot of a card shows. */
export type CardState =
  | { kind: 'none' }
  | { kind: 'live'; word: string; isQueued: boolean }
  | { kind: 'waiting' }
  | { kind: 'failed'; name: string; message: string }
  | { kind: 'review'; word: string; tone: 'ok' | 'review' }
  | { kind: 'merged' }

/** Of a run whose provider limits requests. */
export const providerWords = (until: string): string => `Waits for the provider until ${timeOfDay(until)}`

export function cardState(
  task: Pick<Task, 'status'>,
  run: Pick<
    Run,
    | 'status'
    | 'stage'
    | 'queuePosition'
    | 'waitUntil'
    | 'waiting'
    | 'answeredAt'
    | 'failure'
    | 'checkPassed'
    | 'mergedCommit'
    | 'discardedAt'
  >,
): CardState {
  switch (run.status) {
    case 'queued':
      return {
        kind: 'live',
        isQueued: true,
        word:
          run.waitUntil !== null
            ? providerWords(run.waitUntil)
            : run.answeredAt !== null
              ? 'Answered, next in line'
              : run.queuePosition === null
                ? 'Queued'
                : `Queued #${run.queuePosition}`,
      }
    case 'running':
      return { kind: 'live', isQueued: false, word: STAGE_NAMES[run.stage ?? 'preparing'] }
    case 'waiting':
      return run.waiting === null ? { kind: 'live', isQueued: true, word: 'Waiting' } : { kind: 'waiting' }
    case 'failed':
      if (run.discardedAt !== null || task.status === 'done' || task.status === 'cancelled')
        return { kind: 'none' }
      return run.failure === null
        ? { kind: 'failed', name: 'Failed', message: '' }
        : { kind: 'failed', name: FAILURE_NAMES[run.failure.code], message: run.failure.message }
    case 'succeeded':
      if (run.mergedCommit !== null) return { kind: 'merged' }
      if (run.discardedAt !== null || task.status !== 'in_review') return { kind: 'none' }
      return run.checkPassed === true
        ? { kind: 'review', word: 'Checks passed', tone: 'ok' }
        : { kind: 'review', word: 'Ready for review', tone: 'review' }
    case 'cancelled':
      return { kind: 'none' }
  }
}

export const isRunOpen = (status: Task['executionStatus']): boolean =>
  status === 'queued' || status === 'running' || status === 'waiting'

const DAY = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
// Made once: to make one takes longer than to write all the days of a board.
const dayAndMonth = new Intl.DateTimeFormat('en-GB', DAY)
const withYear = new Intl.DateTimeFormat('en-GB', { ...DAY, year: 'numeric' })

/** A due day in short: `Today`, `Tomorrow`, `3 Dec`; late once the day is over. Both days are `YYYY-MM-DD`. */
export function dueText(day: string, today: string): { text: string; isLate: boolean } {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)
  const format = day.slice(0, 4) === today.slice(0, 4) ? dayAndMonth : withYear
  const text =
    days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : days === -1 ? 'Yesterday' : format.format(new Date(day))
  return { text, isLate: days < 0 }
}
