import type { PullRequest } from '#shared/publications.ts'
import { shaped, shapedList } from '../github/shaped.ts'
import { type Follow, isUnsettled, NEW_FOLLOW } from './follow-state.ts'
import { at, PartReader, type Place } from './part-reader.ts'
import {
  commentsOf,
  factsOf,
  lineComment,
  listedPull,
  type ListedPull,
  mergeRules,
  methodsOf,
  remarksOf,
  reviewsOf,
  wholePull,
} from './pull-shapes.ts'
import { readChecks } from './read-checks.ts'

/** What of a pull request is known. */
export interface Known {
  pull: PullRequest | null
  follow: Follow
}

/**
 * Reads a pull request in full. Each part is asked for with the ETag of its last answer: what has not changed costs
 * GitHub next to nothing.
 *
 * @throws GithubError
 */
export async function readPull(place: Place, known: Known, seenAt: string): Promise<Required<Known>> {
  const { pull: before } = known
  const reader = new PartReader(place, before === null ? { ...known.follow, etags: {} } : known.follow)
  const { number } = place
  const whole = await reader.part('pull', 'GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    pull_number: number,
  })
  const asked = whole === null ? null : shaped(wholePull, whole, 'a pull request')
  const facts = asked === null ? before : factsOf(asked)
  if (facts === null) throw new Error('a pull request that was never read has not changed')
  const updatedAt = asked?.updated_at ?? known.follow.updatedAt
  const rules = await reader.part('repository', 'GET /repos/{owner}/{repo}', {})
  const seen = await readChecks(reader, facts.headCommit, before)
  const reviews = await reader.list('reviews', 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
    pull_number: number,
  })
  const remarks = await reader.list('remarks', 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
    pull_number: number,
  })
  const comments = await reader.list('comments', 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    issue_number: number,
  })
  const pull: PullRequest = {
    ...facts,
    methods: rules === null ? (before?.methods ?? []) : methodsOf(shaped(mergeRules, rules, 'a repository')),
    ...seen,
    reviews: reviews === null ? (before?.reviews ?? []) : reviewsOf(reviews),
    comments: [
      ...(remarks === null ? ofKind(before, 'line') : remarksOf(remarks)),
      ...(comments === null ? ofKind(before, 'issue') : commentsOf(comments)),
    ],
    readAs: place.api.login,
    seenAt,
  }
  return { pull, follow: { ...reader.follow, updatedAt, checksOf: facts.headCommit } }
}

/**
 * Reads the checks alone, where they are what is waited for, and all of it once they have ended.
 *
 * @throws GithubError
 */
export async function lookAgain(
  place: Place,
  known: { pull: PullRequest; follow: Follow },
  seenAt: string,
): Promise<Required<Known>> {
  const { pull } = known
  if (!pull.checks.some(({ state }) => state === 'pending')) return readPull(place, known, seenAt)
  const reader = new PartReader(place, known.follow)
  const seen = await readChecks(reader, pull.headCommit, pull)
  const now = { pull: { ...pull, ...seen, seenAt }, follow: reader.follow }
  return isUnsettled(now.pull) ? now : readPull(place, now, seenAt)
}

/** The last changed pull requests of a repository; null = they are the same as with `etag`. @throws GithubError */
export async function listPulls(
  { api, repository, signal }: Omit<Place, 'number'>,
  etag: string | null,
): Promise<{ pulls: ListedPull[]; isWhole: boolean; etag: string | null } | null> {
  const query = {
    ...at({ repository }),
    state: 'all',
    sort: 'updated',
    direction: 'desc',
    per_page: 50,
    request: { signal },
  }
  const answer = await api.ifChanged<unknown>('GET /repos/{owner}/{repo}/pulls', query, etag)
  if (answer === null) return null
  const pulls = shapedList(listedPull, answer.data, 'a list of pull requests')
  return { pulls, isWhole: !answer.hasNext, etag: answer.etag }
}

/** The hunks of the diff that remarks stand at, by their ids. @throws GithubError */
export async function readHunks(place: Place): Promise<Map<number, string>> {
  const hunks = new Map<number, string>()
  const reader = new PartReader(place, NEW_FOLLOW)
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments'
  const all = (await reader.list('remarks', route, { pull_number: place.number })) ?? []
  for (const { id, diff_hunk } of shapedList(lineComment, all, 'a list of comments')) hunks.set(id, diff_hunk)
  return hunks
}

const ofKind = (pull: PullRequest | null, kind: 'line' | 'issue') =>
  (pull?.comments ?? []).filter((comment) => comment.kind === kind)
