import { chooseWords, waitsForChoice } from '#shared/contest-news.ts'
import { isContestOver } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Tone } from '../ui/tones.ts'
import { cardState, FAILURE_NAMES } from '../board/card-state.ts'
import { candidateNames, type Named } from '../state/candidate-names.ts'
import { locale, t } from '../strings/t.ts'
import { elapsed, money } from '../ui/duration.ts'

/** As a card would say it, whose task is neither done nor in review. */
const AT_WORK = { status: 'in_progress' } as const

/** What a candidate does now, or what came of it, in a few words. */
export function candidateState(
  run: Parameters<typeof cardState>[1] & Pick<Run, 'plan'>,
  starting: string | null = null,
): {
  word: string
  tone: Tone
} {
  switch (run.status) {
    case 'queued':
    case 'running': {
      const state = cardState(AT_WORK, run, starting)
      const word = state.kind === 'live' ? state.word : ''
      if (run.status === 'queued') return { word, tone: 'idle' }
      return {
        word: run.plan === null ? word : t('{state} {done} of {total}', { state: word, ...run.plan }),
        tone: 'run',
      }
    }
    case 'waiting':
      return { word: t('Waits for you'), tone: 'wait' }
    case 'succeeded':
      return { word: t('Done'), tone: run.checkPassed === true ? 'ok' : 'review' }
    case 'failed':
      return { word: run.failure === null ? t('Failed') : FAILURE_NAMES[run.failure.code], tone: 'bad' }
    case 'cancelled':
      return { word: t('Stopped'), tone: 'idle' }
  }
}

/** What the project's check said of a candidate. */
export function checkWords({ checkPassed, status }: Pick<Run, 'checkPassed' | 'status'>): {
  word: string
  tone: Tone
} {
  if (checkPassed === true) return { word: t('passed'), tone: 'ok' }
  if (checkPassed === false) return { word: t('failed'), tone: 'bad' }
  return { word: status === 'succeeded' ? t('none') : '–', tone: 'idle' }
}

/** The same of one that is over, within a sentence. */
export function outcomeWord(run: Parameters<typeof candidateState>[0]): string {
  const { word } = candidateState(run)
  // Only English is known to write it small there.
  return locale() === 'en' ? word.toLowerCase() : word
}

const countOver = (candidates: readonly Pick<Run, 'status'>[]) =>
  candidates.filter(({ status }) => isTerminal(status)).length

type Leavings = Pick<Run, 'status' | 'worktreePath' | 'headCommit'>

/** Whether all candidates are over, and none has left anything. */
export const hasNothingToTake = (contest: Stands, candidates: readonly Leavings[]): boolean =>
  waitsForChoice(contest) &&
  candidates.length === contest.runIds.length &&
  !candidates.some((run) => canBeTaken(contest, run))

type Stands = Pick<Contest, 'status' | 'step' | 'takenRunId' | 'runIds'>

/** How a contest stands: what is being cleaned up is said before its status is final. */
export function contestState(
  contest: Stands,
  candidates: readonly (Named & Leavings)[],
): { word: string; tone: Tone } {
  const { status, step, takenRunId, runIds } = contest
  if (isContestOver(status))
    return { word: status === 'taken' ? t('Taken') : t('Ended'), tone: status === 'taken' ? 'ok' : 'idle' }
  if (step !== 'runs') {
    const name = takenRunId === null ? null : (candidateNames(candidates).get(takenRunId) ?? t('a candidate'))
    return { word: name === null ? t('Ending…') : t('Taking {name}…', { name }), tone: 'idle' }
  }
  if (hasNothingToTake(contest, candidates)) return { word: t('None can be taken'), tone: 'bad' }
  if (waitsForChoice(contest)) return { word: chooseWords({ runIds }), tone: 'wait' }
  const asks = candidates.some((run) => run.status === 'waiting')
  return {
    word: t('{done} of {total} done', { done: countOver(candidates), total: runIds.length }),
    tone: asks ? 'wait' : 'run',
  }
}

/** Whether somebody may still take, add or end something. */
export const isUndecided = ({ status, step }: Pick<Contest, 'status' | 'step'>): boolean =>
  !isContestOver(status) && step === 'runs'

/** Whether a candidate can be taken: it is over and has left something, whatever came of it. */
export const canBeTaken = (
  contest: Pick<Contest, 'status' | 'step'>,
  { status, worktreePath, headCommit }: Leavings,
): boolean => isUndecided(contest) && isTerminal(status) && (worktreePath !== null || headCommit !== null)

/** What ends with a contest; null = nothing goes on. */
const stoppedWords = (live: number) =>
  live === 0
    ? null
    : t(
        '{count, plural, one {# candidate still at work is stopped.} other {# candidates still at work are stopped.}}',
        { count: live },
      )

const sentences = (...said: (string | null)[]) => said.filter((one) => one !== null).join(' ')

/** What taking a candidate does with the others. */
export function takeWords(
  run: Pick<Run, 'id' | 'status'>,
  candidates: readonly Pick<Run, 'id' | 'status'>[],
  retentionDays: number,
): string {
  const others = candidates.filter(({ id }) => id !== run.id)
  const live = others.length - countOver(others)
  const mine =
    run.status === 'succeeded'
      ? t('It becomes the run of the task, to be merged or sent back.')
      : t('It did not succeed. It becomes the run of the task, and can be sent back or retried.')
  const trash = t(
    '{others, plural, one {# other candidate goes} other {# other candidates go}} to the trash for {days, plural, one {# day} other {# days}}.',
    { others: others.length, days: retentionDays },
  )
  return sentences(mine, stoppedWords(live), trash)
}

/** What ending a contest without a choice does. */
export function endWords(candidates: readonly Pick<Run, 'status'>[], retentionDays: number): string {
  const live = candidates.length - countOver(candidates)
  const trash = t(
    'All work goes to the trash for {days, plural, one {# day} other {# days}}, and none of it becomes the run of the task.',
    { days: retentionDays },
  )
  return sentences(stoppedWords(live), trash)
}

/** What so many candidates cost at most. */
export function costAtMost(count: number, maxRunCost: number): string {
  if (count === 0) return t('Costs nothing: the practice model plays a script.')
  if (maxRunCost === 0)
    return t('{count, plural, one {# candidate} other {# candidates}}, each without a limit in dollars.', {
      count,
    })
  return t('At most {most}: {count} × {budget}, the budget of a run.', {
    most: money(count * maxRunCost),
    count,
    budget: money(maxRunCost),
  })
}

/** How long a candidate has worked, waiting left out; null = not at all. */
export const workedWords = ({ workedMs, startedAt }: Pick<Run, 'workedMs' | 'startedAt'>): string | null =>
  startedAt === null ? null : elapsed(workedMs)

const RUN_WORDS: Record<Run['status'], string> = {
  queued: t('queued'),
  running: t('running'),
  waiting: t('waiting'),
  succeeded: t('succeeded'),
  failed: t('failed'),
  cancelled: t('cancelled'),
}

/** What a run is beside the others of its task: `taken` and `discarded` for candidates of a contest that is over. */
export function attemptHint(
  run: Pick<Run, 'id' | 'status' | 'mergedCommit' | 'discardedAt' | 'contestId'>,
  contest: Pick<Contest, 'takenRunId'> | undefined,
): string {
  if (run.mergedCommit !== null) return t('merged')
  if (run.discardedAt !== null) return t('discarded')
  if (run.contestId !== null && contest?.takenRunId === run.id) return t('taken')
  return RUN_WORDS[run.status]
}
