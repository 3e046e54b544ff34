import type { Run } from '#shared/runs.ts'
import { t } from '../strings/t.ts'

/**
 * Which draft is that of words to a run: the task's, whichever attempt hears them; of one of several at work on it,
 * its own.
 */
export const draftOf = (run: Pick<Run, 'id' | 'contestId' | 'purpose'>): string =>
  run.contestId === null && run.purpose !== 'resolve' ? 'say' : `say-${run.id}`

/**
 * What is to be known about words that look like a command; null = nothing. The agent is told them as they are, which
 * must not come as a surprise.
 */
export function slashHint(text: string): string | null {
  const command = /^\/([A-Za-z][\w-]*)(?:\s|$)/.exec(text.trim())?.[1]
  return command === undefined
    ? null
    : t('The agent reads “/{command}” as words: commands of OpenCode are not run from here.', { command })
}
