import { waitsForChoice } from '#shared/contest-news.ts'
import { isContestOver } from '#shared/contest-words.ts'
import type { Contest } from '#shared/contests.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Run } from '#shared/runs.ts'
import type { Tone } from '../batches/words.ts'
import { cardState, FAILURE_NAMES } from '../board/card-state.ts'
import { candidateNames, type Named } from '../state/candidate-names.ts'
import { elapsed, money } from '../ui/duration.ts'

/** As a card would say it, whose task is neither done nor in review. */
const AT_WORK = { status: 'in_progress' } as const

/** What a candidate does now, or what came of it, in a few words. */
export function candidateState(run: Parameters<typeof cardState>[1] & Pick<Run, 'plan'>): {
  word: string
  tone: Tone
} {
  switch (run.status) {
    case 'queued':
    case 'running': {
      const state = cardState(AT_WORK, run)
      const word = state.kind === 'live' ? state.word : ''
      const steps = run.plan === null ? '' : ` ${run.plan.done} of ${run.plan.total}`
      return run.status === 'queued' ? { word, tone: 'idle' } : { word: `${word}${steps}`, tone: 'run' }
    }
    case 'waiting':
      return { word: 'Waits for you', tone: 'wait' }
    case 'succeeded':
      return { word: 'Done', tone: run.checkPassed === true ? 'ok' : 'review' }
    case 'failed':
      return { word: run.failure === null ? 'Failed' : FAILURE_NAMES[run.failure.code], tone: 'bad' }
    case 'cancelled':
      return { word: 'Stopped', tone: 'idle' }
  }
}

/** What the project's check said of a candidate. */
export function checkWords({ checkPassed, status }: Pick<Run, 'checkPassed' | 'status'>): {
  word: string
  tone: Tone
} {
  if (checkPassed === true) return { word: 'passed', tone: 'ok' }
  if (checkPassed === false) return { word: 'failed', tone: 'bad' }
  return { word: status === 'succeeded' ? 'none' : '–', tone: 'idle' }
}

export const nCandidates = (count: number) => (count === 1 ? '1 candidate' : `${count} candidates`)

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
    return { word: status === 'taken' ? 'Taken' : 'Ended', tone: status === 'taken' ? 'ok' : 'idle' }
  if (step !== 'runs') {
    const name = takenRunId === null ? null : (candidateNames(candidates).get(takenRunId) ?? 'a candidate')
    return { word: name === null ? 'Ending…' : `Taking ${name}…`, tone: 'idle' }
  }
  if (hasNothingToTake(contest, candidates)) return { word: 'None can be taken', tone: 'bad' }
  if (waitsForChoice(contest)) return { word: `Choose one of ${runIds.length}`, tone: 'wait' }
  const asks = candidates.some((run) => run.status === 'waiting')
  return { word: `${countOver(candidates)} of ${runIds.length} done`, tone: asks ? 'wait' : 'run' }
}

/** Whether somebody may still take, add or end something. */
export const isUndecided = ({ status, step }: Pick<Contest, 'status' | 'step'>): boolean =>
  !isContestOver(status) && step === 'runs'

/** Whether a candidate can be taken: it is over and has left something, whatever came of it. */
export const canBeTaken = (
  contest: Pick<Contest, 'status' | 'step'>,
  { status, worktreePath, headCommit }: Leavings,
): boolean => isUndecided(contest) && isTerminal(status) && (worktreePath !== null || headCommit !== null)

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`)

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
      ? 'It becomes the run of the task, to be merged or sent back.'
      : 'It did not succeed. It becomes the run of the task, and can be sent back or retried.'
  const ended = live === 0 ? '' : ` ${nCandidates(live)} still at work ${live === 1 ? 'is' : 'are'} stopped.`
  const trash = `${others.length} other ${others.length === 1 ? 'candidate goes' : 'candidates go'} to the trash for ${days(retentionDays)}.`
  return `${mine}${ended} ${trash}`
}

/** What ending a contest without a choice does. */
export function endWords(candidates: readonly Pick<Run, 'status'>[], retentionDays: number): string {
  const live = candidates.length - countOver(candidates)
  const ended = live === 0 ? '' : `${nCandidates(live)} still at work ${live === 1 ? 'is' : 'are'} stopped. `
  return `${ended}All work goes to the trash for ${days(retentionDays)}, and none of it becomes the run of the task.`
}

/** What so many candidates cost at most. */
export function costAtMost(count: number, maxRunCost: number): string {
  if (count === 0) return 'Costs nothing: the practice model plays a script.'
  if (maxRunCost === 0) return `${nCandidates(count)}, each without a limit in dollars.`
  return `At most ${money(count * maxRunCost)}: ${count} × ${money(maxRunCost)}, the budget of a run.`
}

/** How long a candidate has worked, waiting left out; null = not at all. */
export const workedWords = ({ workedMs, startedAt }: Pick<Run, 'workedMs' | 'startedAt'>): string | null =>
  startedAt === null ? null : elapsed(workedMs)

/** What a run is beside the others of its task: `taken` and `discarded` for candidates of a contest that is over. */
export function attemptHint(
  run: Pick<Run, 'id' | 'status' | 'mergedCommit' | 'discardedAt' | 'contestId'>,
  contest: Pick<Contest, 'takenRunId'> | undefined,
): string {
  if (run.mergedCommit !== null) return 'merged'
  if (run.discardedAt !== null) return 'discarded'
  if (run.contestId !== null && contest?.takenRunId === run.id) return 'taken'
  return run.status
}
