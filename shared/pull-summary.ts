// The page loads this file, so nothing of zod may stand in it.
import { pullMentions } from './pull-mentions.ts'
import type { PullCheck, PullRequest, PullReview, PullSummary } from './publications.ts'

/** So many reviewers are named; the others are counted. */
const MOST_NAMES = 3

type Judged = Pick<PullReview, 'author' | 'state'>

/** What counts of the reviews: of each reviewer the last word, where a comment takes nothing back. */
export function verdictsOf(reviews: readonly Judged[]): { approved: string[]; requested: string[] } {
  const last = new Map<string, 'approved' | 'changes_requested'>()
  for (const { author, state } of reviews) {
    if (state === 'approved' || state === 'changes_requested') last.set(author, state)
    else if (state === 'dismissed') last.delete(author)
  }
  const of = (state: string) => [...last].flatMap(([author, said]) => (said === state ? [author] : []))
  return { approved: of('approved'), requested: of('changes_requested') }
}

/**
 * A pull request without what others have written.
 *
 * @param addressed ids of remarks that an agent was given
 */
export function summaryOf(pull: PullRequest, addressed: readonly number[]): PullSummary {
  const { checks, reviews, comments, ...facts } = pull
  const { approved, requested } = verdictsOf(reviews)
  const given = new Set(addressed)
  const mentions = pullMentions(pull, addressed)
  return {
    ...facts,
    checkCounts: countChecks(checks),
    approved: { count: approved.length, by: approved.slice(0, MOST_NAMES) },
    requested: { count: requested.length, by: requested.slice(0, MOST_NAMES) },
    openRemarks: comments.filter(({ id }) => !given.has(id)).length,
    ...(mentions.length === 0 ? {} : { mentions }),
  }
}

/** Whether a review says something as a whole that an agent can be given. */
export const hasWords = ({ state, body }: Pick<PullReview, 'state' | 'body'>): boolean =>
  body.trim() !== '' && (state === 'changes_requested' || state === 'commented')

/** Checks by what became of them. */
export function countChecks(checks: readonly Pick<PullCheck, 'state'>[]): PullSummary['checkCounts'] {
  const counts = { failed: 0, pending: 0, passed: 0, neutral: 0 }
  for (const { state } of checks) counts[state] += 1
  return counts
}
