// The page loads this file, so nothing of zod may stand in it.
import type { Contest } from './contests.ts'
import { t } from './strings/t.ts'

/** What a contest wants of the user: `Choose one of 3`. */
export const chooseWords = ({ runIds }: Pick<Contest, 'runIds'>) =>
  t('Choose one of {count}', { count: runIds.length })

/** Whether it waits for the user to take a candidate, and nothing was decided yet. */
export const waitsForChoice = ({ status, step }: Pick<Contest, 'status' | 'step'>): boolean =>
  status === 'choosing' && step === 'runs'

/**
 * What a feed event means to somebody who does not look; null = nothing. A contest asks once, however many candidates
 * it has.
 *
 * @param changed what the event carries
 * @param contest as it is after the event
 */
export function contestNewsOf(
  event: string,
  changed: Partial<Pick<Contest, 'status'>>,
  contest: Pick<Contest, 'status' | 'step' | 'runIds'>,
): string | null {
  if (event !== 'contest:updated' || changed.status !== 'choosing' || !waitsForChoice(contest)) return null
  return t('All candidates are done. Choose one of {count}.', { count: contest.runIds.length })
}
