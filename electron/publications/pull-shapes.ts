import { z } from 'zod'
import { commitId } from '#shared/common.ts'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { PullComment, PullRequest, PullReview } from '#shared/publications.ts'
import { shapedList } from '../github/shaped.ts'

/** What of GitHub's answers is used. Whatever else is in them passes. */

const author = z.looseObject({ login: z.string().max(200) }).nullish()
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())
export const text = z.string().nullish()
/** Of a page of GitHub's; empty where it leads elsewhere than to the web. */
const page = z.string().transform((url) => webUrlOf(url) ?? '')

export const listedPull = z.looseObject({
  number: z.number().int(),
  state: z.enum(['open', 'closed']),
  updated_at: z.string(),
  head: z.looseObject({ sha: commitId }),
})
export type ListedPull = z.infer<typeof listedPull>

export const wholePull = listedPull.extend({
  html_url: page,
  draft: z.boolean().default(false),
  merged: z.boolean(),
  mergeable: z.boolean().nullish(),
  mergeable_state: text,
  merge_commit_sha: commitId.nullish(),
  merged_by: author,
  labels: z.array(z.looseObject({ name: z.string().max(200) })).default([]),
  requested_reviewers: z.array(z.looseObject({ login: z.string().max(200) })).nullish(),
  requested_teams: z.array(z.looseObject({ slug: z.string().max(200) })).nullish(),
})
export type WholePull = z.infer<typeof wholePull>

/** With what somebody has called it. */
export const namedPull = listedPull.extend({
  html_url: page,
  title: z.string(),
  body: text,
  draft: z.boolean().default(false),
  base: z.looseObject({ ref: z.string() }),
})
export type NamedPull = z.infer<typeof namedPull>

export const mergeRules = z.looseObject({
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
})

const review = z.looseObject({
  id: z.number().int(),
  user: author,
  state: z.string(),
  body: text,
  submitted_at: time.nullish(),
  html_url: page,
})

/** At a line of the diff. */
export const lineComment = z.looseObject({
  id: z.number().int(),
  user: author,
  body: text,
  path: z.string(),
  line: z.number().int().nullish(),
  original_line: z.number().int().nullish(),
  diff_hunk: z.string().default(''),
  in_reply_to_id: z.number().int().nullish(),
  created_at: time,
  html_url: page,
})

const issueComment = z.looseObject({
  id: z.number().int(),
  user: author,
  body: text,
  created_at: time,
  html_url: page,
})

/** So much of a text is kept, in characters, and so many of each kind: the newest. */
const MOST_TEXT = 20_000
export const MOST = 300
/** So many labels and reviewers. */
const MOST_NAMED = 30

/** What of a pull request its own answer says. */
export function factsOf(
  pull: WholePull,
): Omit<PullRequest, 'methods' | 'checks' | 'checksHidden' | 'reviews' | 'comments' | 'seenAt'> {
  return {
    number: pull.number,
    url: pull.html_url,
    state: pull.merged ? 'merged' : pull.state,
    draft: pull.draft,
    headCommit: pull.head.sha,
    mergeable: pull.mergeable ?? null,
    mergeState: pull.mergeable_state ?? null,
    // While it is open this is a trial of GitHub's.
    mergeCommit: pull.merged ? (pull.merge_commit_sha ?? null) : null,
    mergedBy: pull.merged_by?.login ?? null,
    labels: pull.labels.slice(0, MOST_NAMED).map(({ name }) => name),
    awaited: [
      ...(pull.requested_reviewers ?? []).map(({ login }) => login),
      ...(pull.requested_teams ?? []).map(({ slug }) => slug),
    ].slice(0, MOST_NAMED),
  }
}

/** What the repository permits; GitHub says so to those alone who may push. */
export const methodsOf = (rules: z.infer<typeof mergeRules>): MergeMethod[] => [
  ...(rules.allow_merge_commit === true ? ['merge' as const] : []),
  ...(rules.allow_squash_merge === true ? ['squash' as const] : []),
  ...(rules.allow_rebase_merge === true ? ['rebase' as const] : []),
]

const REVIEWS: Readonly<Record<string, PullReview['state']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
}

/** Without what its author has not submitted yet. */
export const reviewsOf = (data: unknown): PullReview[] =>
  shapedList(review, data, 'a list of reviews')
    .slice(-MOST)
    .flatMap(({ id, user, state, body, submitted_at, html_url }) => {
      const known = REVIEWS[state]
      if (known === undefined) return []
      const said = { author: nameOf(user), body: cut(body), at: submitted_at ?? null, url: html_url }
      return [{ id, state: known, ...said }]
    })

export const remarksOf = (data: unknown): PullComment[] =>
  shapedList(lineComment, data, 'a list of comments')
    .slice(-MOST)
    .map(
      ({ id, user, body, path, line, original_line, diff_hunk, in_reply_to_id, created_at, html_url }) => ({
        id,
        kind: 'line',
        author: nameOf(user),
        body: cut(body),
        path,
        line: line ?? original_line ?? null,
        isOutdated: (line ?? null) === null && (original_line ?? null) !== null,
        // A reply stands where that does which it answers.
        lines: (in_reply_to_id ?? null) === null ? lastLines(diff_hunk) : [],
        inReplyTo: in_reply_to_id ?? null,
        addressed: false,
        at: created_at,
        url: html_url,
      }),
    )

export const commentsOf = (data: unknown): PullComment[] =>
  shapedList(issueComment, data, 'a list of comments')
    .slice(-MOST)
    .map(({ id, user, body, created_at, html_url }) => ({
      id,
      kind: 'issue',
      author: nameOf(user),
      body: cut(body),
      path: null,
      line: null,
      inReplyTo: null,
      addressed: false,
      at: created_at,
      url: html_url,
    }))

/** The end of a hunk, which is what the remark is about. */
const lastLines = (hunk: string): string[] =>
  hunk
    .split('\n')
    .filter((line) => /^[-+ ]/.test(line))
    .slice(-4)
    .map((line) => line.slice(0, 300))

/** GitHub’s own name for accounts that are gone. */
const nameOf = (user: z.infer<typeof author>) => user?.login ?? 'ghost'

function cut(body: string | null | undefined): string {
  const all = body ?? ''
  return all.length > MOST_TEXT ? `${all.slice(0, MOST_TEXT)}\n[…]` : all
}

/** Anybody with a check at GitHub chooses where it leads, and a server may say anything: only to the web. */
export const webUrlOf = (url: string | null | undefined) =>
  url !== null && url !== undefined && /^https?:\/\//i.test(url) ? url : null
