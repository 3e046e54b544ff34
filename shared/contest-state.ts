import type { ContestStatus, ContestStep } from './contest-words.ts'
import { AppError } from './errors.ts'
import { isTerminal, type RunStatus } from './run-words.ts'

/**
 * What can happen to a contest.
 * - `choose`: its last open candidate is over
 * - `add`: it gets another candidate
 * - `take`, `cancel`: it is over and cleaned up
 */
export type ContestEvent = 'choose' | 'add' | 'take' | 'cancel'

const NEXT: Record<ContestEvent, Partial<Record<ContestStatus, ContestStatus>>> = {
  choose: { running: 'choosing' },
  add: { running: 'running', choosing: 'running' },
  take: { running: 'taken', choosing: 'taken' },
  cancel: { running: 'cancelled', choosing: 'cancelled' },
}

/**
 * The legal transitions of a contest.
 *
 * @throws AppError ILLEGAL_TRANSITION for every other pair of status and event
 */
export function nextContestStatus(status: ContestStatus, event: ContestEvent): ContestStatus {
  const next = NEXT[event][status]
  if (next !== undefined) return next
  throw new AppError('ILLEGAL_TRANSITION', `A contest that is ${status} cannot ${event}.`, { status, event })
}

const STEP: Record<ContestStep, ContestStep> = {
  runs: 'end_runs',
  end_runs: 'hand_over',
  hand_over: 'put_away',
  put_away: 'done',
  done: 'done',
}

/** The step after one that is done; `runs` is left by the user's word only. */
export const nextContestStep = (step: ContestStep): ContestStep => STEP[step]

/**
 * How the candidates of a contest show as the execution of their task: one that works comes before one that waits,
 * that before one in line; once all are over, one that succeeded before the others.
 */
export function executionOf(candidates: readonly RunStatus[]): { status: RunStatus; progress: number } {
  const over = candidates.filter(isTerminal).length
  return {
    status: SHOWN.find((status) => candidates.includes(status)) ?? 'cancelled',
    progress: candidates.length === 0 ? 0 : Math.round((100 * over) / candidates.length),
  }
}

const SHOWN: RunStatus[] = ['running', 'waiting', 'queued', 'succeeded', 'failed']
