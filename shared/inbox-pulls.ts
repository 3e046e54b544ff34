// The page loads this file, so nothing of zod may stand in it.
import { fingerprint } from './fingerprint.ts'
import { isPassing } from './publication-words.ts'
import type { Publication } from './publications.ts'
import { isTerminal } from './run-words.ts'
import type { Task } from './tasks.ts'

/** Whether a pull request and its base branch have changed the same lines. */
export const conflicts = ({ status, pull }: Pick<Publication, 'status' | 'pull'>): boolean =>
  status === 'open' && (pull?.mergeable === false || pull?.mergeState === 'dirty')

/**
 * What a publication wants of the user, as a part of an id: another commit, reviewer or failure is another reason.
 * null = nothing, such as while the agent is mending it.
 */
export function pullReason(publication: Publication, task: Task | undefined): string | null {
  const { status, taskId, runId, failure, pull } = publication
  if (status === 'closed') {
    // Until its task is gone on with, done or put away: of a batch nothing tells that.
    const isLeft = task?.status === 'in_review' && !task.archived && task.latestRunId === runId
    return isLeft ? 'closed' : null
  }
  if (taskId !== null && (task === undefined || isAtWork(task))) return null
  if (isStuck(publication)) return `${status}-${printOf(failure?.message ?? '')}`
  if (status !== 'open' || pull === null) return null
  // Checks that fail after the first one of a commit are no news.
  const { checkCounts, requested } = pull
  const wishes = [
    checkCounts.failed > 0 ? ['checks'] : [],
    requested.count > 0 ? [`changes${requested.count}`] : [],
    conflicts(publication) ? ['conflict'] : [],
  ]
  const wanted = wishes.flat()
  return wanted.length === 0 ? null : [...wanted, pull.headCommit.slice(0, 12)].join('-')
}

/** Whether it is gone on with only once the user has seen to something. */
const isStuck = ({ status, failure }: Publication): boolean =>
  status === 'blocked' || (status === 'open' && failure !== null && !isPassing(failure.code))

const isAtWork = ({ executionStatus }: Task): boolean =>
  executionStatus !== null && !isTerminal(executionStatus)

/** A short name of a text, of the letters that the id of a mark may have. */
export const printOf = (text: string): string => fingerprint(text).replaceAll('.', '-')
