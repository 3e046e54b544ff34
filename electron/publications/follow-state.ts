import { z } from 'zod'
import type { PullRequest } from '#shared/publications.ts'
import { delayAfter, UNWATCHED } from '../github/pace.ts'
import type { ListedPull } from './pull-shapes.ts'

/** The answers that a pull request is put together from, each with its own ETag. */
export const PARTS = [
  'pull',
  'repository',
  'checks',
  'workflows',
  'statuses',
  'reviews',
  'remarks',
  'comments',
] as const
export type Part = (typeof PARTS)[number]

/**
 * Where checks are read, in the order of what they tell. GitHub lets no fine-grained token see check runs of a private
 * repository, but the jobs of GitHub Actions.
 */
export const CHECK_SOURCES = ['check_runs', 'actions', 'nowhere'] as const
export type CheckSource = (typeof CHECK_SOURCES)[number]

const follow = z.object({
  etags: z.partialRecord(z.enum(PARTS), z.string()).catch({}),
  /** The commit that the ETags of checks and statuses belong to. */
  checksOf: z.string().nullable().catch(null),
  /** The first source of them that the token may see. */
  checksFrom: z.enum(CHECK_SOURCES).catch('check_runs'),
  /** What GitHub said when it was last read in full. */
  updatedAt: z.string().nullable().catch(null),
  /** Looks in a row at something that is not settled yet. */
  looks: z.number().int().catch(0),
  /** Failed looks in a row. */
  failures: z.number().int().catch(0),
  /** The last run that was begun for what was said of it, whether its result was seen to, and the remarks it was given. */
  followUp: z
    .object({ runId: z.string(), settled: z.boolean(), given: z.array(z.number()).optional() })
    .nullable()
    .catch(null),
  /** The head that GitHub was asked to merge the base branch into: what it makes of that is ours. */
  updating: z.string().nullable().catch(null),
  /** What the user answers a remark with, until GitHub says that it is there; `after`: the last id of its kind before. */
  replying: z
    .object({ commentId: z.number(), kind: z.enum(['line', 'issue']), body: z.string(), after: z.number() })
    .nullable()
    .catch(null),
})

/** What following a publication remembers, in its column `follow`. */
export type Follow = z.infer<typeof follow>

export const NEW_FOLLOW: Follow = {
  etags: {},
  checksOf: null,
  checksFrom: 'check_runs',
  updatedAt: null,
  looks: 0,
  failures: 0,
  followUp: null,
  updating: null,
  replying: null,
}

export const followOf = ({ follow: column }: { follow: string | null }): Follow =>
  column === null ? NEW_FOLLOW : follow.parse(JSON.parse(column))

/** Looks at what is not settled, one after the other; the last one again and again. */
const PENDING_MS = [15_000, 30_000, 60_000, 120_000]
/** After so many looks in a row (some two hours) nobody waits for it any more: the list tells when something comes. */
const MOST_LOOKS = 60

/** Whether something comes that no list tells of: a check ends, or GitHub has worked out whether it can be merged. */
export const isUnsettled = ({ state, mergeable, checks }: PullRequest) =>
  state === 'open' && (mergeable === null || checks.some((check) => check.state === 'pending'))

/** GitHub counts in seconds: what comes in the second of a change changes nothing that a list would show. */
const SAME_MOMENT_MS = 3_000

/**
 * When a pull request is looked at again by itself; null = when a list tells that it has changed.
 *
 * @param follow `looks` without this one
 */
export function nextLook(
  pull: PullRequest,
  { looks, updatedAt }: Pick<Follow, 'looks' | 'updatedAt'>,
  now: number,
  isWatched: boolean,
): number | null {
  if (looks >= MOST_LOOKS) return null
  const isYoung = updatedAt !== null && Math.abs(now - Date.parse(updatedAt)) < SAME_MOMENT_MS
  if (!isUnsettled(pull) && !(isYoung && pull.state === 'open')) return null
  return now + delayAfter(looks, PENDING_MS) * (isWatched ? 1 : UNWATCHED)
}

/** So far the clocks of GitHub and of this computer may be apart. */
const SKEW_MS = 60_000

/**
 * Whether a list of a repository's pull requests, last changed first, tells that one was changed.
 *
 * @param known as it was last seen
 * @param since when it was known to be so
 * @param isWhole whether the list has all there are
 */
export function isChanged(
  known: { number: number; pull: Pick<PullRequest, 'headCommit'> | null; updatedAt: string | null },
  list: readonly ListedPull[],
  { since, isWhole }: { since: number; isWhole: boolean },
): boolean {
  const { number, pull, updatedAt } = known
  if (pull === null) return true
  const now = list.find((one) => one.number === number)
  if (now !== undefined) return now.updated_at !== updatedAt || now.head.sha !== pull.headCommit
  // Those that are not on it were changed before the last one that is.
  const last = list.at(-1)
  return !isWhole && last !== undefined && Date.parse(last.updated_at) > since - SKEW_MS
}
