import type { FailureCode } from '#shared/run-words.ts'
import type { Run, RunStage } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { dateLocale, timeOfDay } from '../ui/day.ts'

export const STAGE_NAMES: Record<RunStage, string> = {
  preparing: t('Preparing'),
  running: t('Working'),
  checking: t('Checking'),
  committing: t('Committing'),
}

/** Why a run failed, short enough for a card. */
export const FAILURE_NAMES: Record<FailureCode, string> = {
  agent_error: t('The agent stopped with an error'),
  provider_auth: t('The provider refused the key'),
  rate_limited: t('The provider limits requests'),
  context_overflow: t('Too large for the model'),
  model_unreachable: t('The model could not be reached'),
  timed_out: t('Out of time'),
  no_changes: t('Nothing was changed'),
  no_plan: t('It made no plan'),
  untrusted_repository: t('Agent files are not trusted'),
  setup_failed: t('Setup failed'),
  check_failed: t('Checks fail'),
  worktree_gone: t('The worktree is gone'),
  git_error: t('Git refused a step'),
  disk_full: t('The disk is full'),
  internal: t('OpenLinear made a mistake'),
}

/** What the foot of a card shows. */
export type CardState =
  | { kind: 'none' }
  | { kind: 'live'; word: string; isQueued: boolean }
  | { kind: 'waiting' }
  | { kind: 'failed'; name: string; message: string }
  | { kind: 'review'; word: string; tone: 'ok' | 'review' }
  | { kind: 'merged' }

/** @param starting the program that the run waits for, see `startingAgent` */
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
  starting: string | null = null,
): CardState {
  switch (run.status) {
    case 'queued':
      return {
        kind: 'live',
        isQueued: true,
        word:
          run.waitUntil !== null
            ? t('Waits for the provider until {time}', { time: timeOfDay(run.waitUntil) })
            : run.answeredAt !== null
              ? t('Answered, next in line')
              : run.queuePosition === null
                ? t('Queued')
                : t('Queued #{place}', { place: run.queuePosition }),
      }
    case 'running':
      return {
        kind: 'live',
        isQueued: false,
        word:
          starting === null
            ? STAGE_NAMES[run.stage ?? 'preparing']
            : t('Starting {agent}', { agent: starting }),
      }
    case 'waiting':
      return run.waiting === null ? { kind: 'live', isQueued: true, word: t('Waiting') } : { kind: 'waiting' }
    case 'failed':
      if (run.discardedAt !== null || task.status === 'done' || task.status === 'cancelled')
        return { kind: 'none' }
      return run.failure === null
        ? { kind: 'failed', name: t('Failed'), message: '' }
        : { kind: 'failed', name: FAILURE_NAMES[run.failure.code], message: run.failure.message }
    case 'succeeded':
      if (run.mergedCommit !== null) return { kind: 'merged' }
      if (run.discardedAt !== null || task.status !== 'in_review') return { kind: 'none' }
      return run.checkPassed === true
        ? { kind: 'review', word: t('Checks passed'), tone: 'ok' }
        : { kind: 'review', word: t('Ready for review'), tone: 'review' }
    case 'cancelled':
      return { kind: 'none' }
  }
}

export const isRunOpen = (status: Task['executionStatus']): boolean =>
  status === 'queued' || status === 'running' || status === 'waiting'

const DAY = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
// Made once: to make one takes longer than to write all the days of a board.
const dayAndMonth = new Intl.DateTimeFormat(dateLocale(), DAY)
const withYear = new Intl.DateTimeFormat(dateLocale(), { ...DAY, year: 'numeric' })

/** A due day in short: `Today`, `Tomorrow`, `3 Dec`; late once the day is over. Both days are `YYYY-MM-DD`. */
export function dueText(day: string, today: string): { text: string; isLate: boolean } {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000)
  const format = day.slice(0, 4) === today.slice(0, 4) ? dayAndMonth : withYear
  const text =
    days === 0
      ? t('Today')
      : days === 1
        ? t('Tomorrow')
        : days === -1
          ? t('Yesterday')
          : format.format(new Date(day))
  return { text, isLate: days < 0 }
}
