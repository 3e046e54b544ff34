// The page loads this file, so nothing of zod may stand in it.
import { isPublicationOver, type PublicationStatus } from './publication-words.ts'
import type { Publication, PullRequest } from './publications.ts'
import { t } from './strings/t.ts'
import { pullMentions } from './pull-mentions.ts'
import { countChecks, verdictsOf } from './pull-summary.ts'

/** What the feed calls changes of a pull request that somebody may want to hear of. */
export const PULL_EVENTS = [
  'publication:merged',
  'publication:closed',
  'publication:checks_failed',
  'publication:changes_requested',
  'publication:mentioned',
] as const
export type PullEvent = (typeof PULL_EVENTS)[number]

interface Seen {
  status: PublicationStatus
  pull: PullRequest | null
}

/** What a look has found that was not so before; null = nothing of that kind. */
export function pullEventOf(before: Seen, after: Seen): PullEvent | null {
  if (before.status !== after.status && after.status === 'merged') return 'publication:merged'
  if (before.status !== after.status && after.status === 'closed') return 'publication:closed'
  if (isPublicationOver(after.status) || after.pull === null) return null
  if (requestsChanges(before.pull, after.pull)) return 'publication:changes_requested'
  if (hasFailed(before.pull, after.pull)) return 'publication:checks_failed'
  return isMentioned(before.pull, after.pull) ? 'publication:mentioned' : null
}

/** In a remark that was not there before. */
function isMentioned(before: PullRequest | null, after: PullRequest): boolean {
  const known = new Set(before?.comments.map(({ id }) => id))
  return pullMentions(after).some(({ id }) => !known.has(id))
}

function requestsChanges(before: PullRequest | null, { reviews }: PullRequest): boolean {
  const known = new Set((before?.reviews ?? []).map(({ id }) => id))
  const { requested } = verdictsOf(reviews)
  return reviews.some(
    ({ id, author, state }) => state === 'changes_requested' && requested.includes(author) && !known.has(id),
  )
}

/** The first of a commit's checks has; those that fail after it are told of with it. */
function hasFailed(before: PullRequest | null, after: PullRequest): boolean {
  if (countChecks(after.checks).failed === 0) return false
  const isSame = before?.headCommit === after.headCommit
  return !isSame || before === null || countChecks(before.checks).failed === 0
}

/** What is told of a pull request to somebody who does not look at it. */
export interface PublicationNews {
  kind: 'waiting' | 'failed' | 'finished' | 'mentioned'
  /** Follows the name of its task or batch, and a colon. */
  what: string
  body: string
}

/**
 * What a feed event means to somebody who does not look; null = nothing.
 *
 * @param publication as it is after the event
 * @param login of the account that it belongs to: what that one has done, its user knows
 */
export function publicationNewsOf(
  event: string,
  { prNumber, pull, baseBranch }: Pick<Publication, 'prNumber' | 'pull' | 'baseBranch'>,
  login: string | null,
): PublicationNews | null {
  if (prNumber === null || pull === null) return null
  switch (event as PullEvent) {
    case 'publication:merged': {
      const by = pull.mergedBy ?? null
      if (by !== null && by.toLowerCase() === login?.toLowerCase()) return null
      const body =
        by === null
          ? t('Into {baseBranch}.', { baseBranch })
          : t('Into {baseBranch}, by {by}.', { baseBranch, by })
      return { kind: 'finished', what: t('pull request #{prNumber} was merged', { prNumber }), body }
    }
    case 'publication:closed':
      return {
        kind: 'waiting',
        what: t('pull request #{prNumber} was closed', { prNumber }),
        body: t('It was closed at GitHub and not merged.'),
      }
    case 'publication:checks_failed': {
      const { failed, pending, passed } = pull.checkCounts
      const all = failed + pending + passed
      const body = all === 1 ? t('Its check failed.') : t('{failed} of {all} checks failed.', { failed, all })
      return { kind: 'failed', what: t('checks of pull request #{prNumber} failed', { prNumber }), body }
    }
    case 'publication:changes_requested': {
      const { by, count } = pull.requested
      const name = by[0] ?? t('a reviewer')
      return {
        kind: 'waiting',
        what: t('changes requested on pull request #{prNumber}', { prNumber }),
        body:
          count > 1
            ? t('{others, plural, one {By {name} and # other.} other {By {name} and # others.}}', {
                name,
                others: count - 1,
              })
            : t('By {name}.', { name }),
      }
    }
    case 'publication:mentioned': {
      const mention = pull.mentions?.at(-1)
      if (mention === undefined) return null
      const { author, body } = mention
      return {
        kind: 'mentioned',
        what: t('{author} mentioned you on pull request #{prNumber}', { author, prNumber }),
        body,
      }
    }
  }
  return null
}
