import { z } from 'zod'
import { commitId } from '#shared/common.ts'
import type { MergeMethod } from '#shared/publication-words.ts'
import type { PullCheck, PullComment, PullRequest, PullReview } from '#shared/publications.ts'
import { shapedList } from '../github/shaped.ts'

/** What of GitHub's answers is used. Whatever else is in them passes. */

const author = z.looseObject({ login: z.string().max(200) }).nullish()
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())
const text = z.string().nullish()
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

export const mergeRules = z.looseObject({
  allow_merge_commit: z.boolean().optional(),
  allow_squash_merge: z.boolean().optional(),
  allow_rebase_merge: z.boolean().optional(),
})

export const checkRun = z.looseObject({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: text,
  html_url: text,
  details_url: text,
  output: z
    .looseObject({ title: text, summary: text, text, annotations_count: z.number().int().default(0) })
    .nullish(),
  app: z.looseObject({ slug: text }).nullish(),
})
export type CheckRun = z.infer<typeof checkRun>

/** A run of GitHub Actions. */
export const workflowRun = z.looseObject({
  id: z.number().int(),
  name: text,
  status: text,
  conclusion: text,
  html_url: text,
  workflow_id: z.number().int(),
  event: z.string(),
})

/** Its id is that of its check run. */
export const workflowJob = z.looseObject({
  id: z.number().int(),
  name: z.string(),
  status: z.string(),
  conclusion: text,
  html_url: text,
  steps: z.array(z.looseObject({ name: z.string(), conclusion: text })).default([]),
})

export const commitStatus = z.looseObject({
  context: z.string(),
  state: z.string(),
  description: text,
  target_url: text,
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
const MOST = 300
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

/** By the conclusion of a check run that is completed. One that GitHub may add some day keeps nobody from merging. */
const CONCLUSIONS: Readonly<Record<string, PullCheck['state']>> = {
  success: 'passed',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'failed',
  action_required: 'failed',
  startup_failure: 'failed',
  neutral: 'neutral',
  skipped: 'neutral',
  stale: 'neutral',
}

export const stateOfRun = ({ status, conclusion }: Pick<CheckRun, 'status' | 'conclusion'>) =>
  status === 'completed' ? (CONCLUSIONS[conclusion ?? ''] ?? 'neutral') : 'pending'

export const checksOf = (runs: readonly CheckRun[]): PullCheck[] =>
  runs.slice(0, MOST).map((run) => ({
    runId: run.id,
    name: run.name,
    state: stateOfRun(run),
    summary: summaryOf(run),
    url: webUrlOf(run.html_url ?? run.details_url),
  }))

/** Conclusions that are no failure of what was checked: they are told, as they look like one. */
const TOLD: Readonly<Record<string, string>> = {
  timed_out: 'Timed out',
  cancelled: 'Cancelled',
  action_required: 'Waits for somebody at GitHub',
  startup_failure: 'Could not be started',
}

function summaryOf({ status, conclusion, output }: CheckRun): string | null {
  const told = status === 'completed' ? (TOLD[conclusion ?? ''] ?? null) : null
  const said = oneLine(output?.title ?? output?.summary)
  return told === null || said === null ? (told ?? said) : `${told}: ${said}`
}

/** What the Checks API calls GitHub Actions. */
export const ACTIONS = 'github-actions'

/** A job as the Checks API tells of it. */
export function checkOfJob({
  id,
  name,
  status,
  conclusion,
  html_url,
  steps,
}: z.infer<typeof workflowJob>): CheckRun {
  const failed = steps.find((step) => step.conclusion === 'failure')
  const output = failed === undefined ? null : { title: `Failed at ${failed.name}`, annotations_count: 0 }
  return { id, name, status, conclusion, html_url, output, app: { slug: ACTIONS } }
}

/** A workflow without jobs. */
export const checkOfWorkflow = ({
  id,
  name,
  status,
  conclusion,
  html_url,
}: z.infer<typeof workflowRun>): CheckRun => ({
  id,
  name: name ?? 'Workflow',
  status: status ?? 'queued',
  conclusion,
  html_url,
})

const STATUSES: Readonly<Record<string, PullCheck['state']>> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
  pending: 'pending',
}

export const statusesOf = (statuses: readonly z.infer<typeof commitStatus>[]): PullCheck[] =>
  statuses.slice(0, MOST).map(({ context, state, description, target_url }) => ({
    runId: null,
    name: context,
    state: STATUSES[state] ?? 'neutral',
    summary: oneLine(description),
    url: webUrlOf(target_url),
  }))

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

function oneLine(words: string | null | undefined): string | null {
  const first = (words ?? '').replaceAll(/\s+/g, ' ').trim()
  return first === '' ? null : first.slice(0, 200)
}

/** Anybody with a check at GitHub chooses where it leads, and a server may say anything: only to the web. */
const webUrlOf = (url: string | null | undefined) =>
  url !== null && url !== undefined && /^https?:\/\//i.test(url) ? url : null
