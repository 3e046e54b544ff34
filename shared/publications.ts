import { z } from 'zod'
import { commitId, id, line, paging, timestamp } from './common.ts'
import { githubRepository } from './github.ts'
import {
  GITHUB_FAILURES,
  MERGE_METHODS,
  PUBLICATION_STATUSES,
  PUBLICATION_STEPS,
} from './publication-words.ts'
import { taskRef } from './tasks.ts'

export const githubFailure = z.object({
  code: z.enum(GITHUB_FAILURES),
  /** What happened and what to do about it. */
  message: z.string(),
  /** When it is tried again by itself; null = when the user says so. */
  retryAt: timestamp.nullable(),
  /** `foreign_commits`: what the branch has at the remote and not here, newest first. */
  commits: z.array(z.object({ sha: commitId, author: z.string(), subject: z.string() })).optional(),
  /** `sso_required`, `missing_permission`: where it can be mended. */
  url: z.string().nullable().optional(),
})
export type PublicationFailure = z.infer<typeof githubFailure>

const pullCheck = z.object({
  /** Of the check run; null = a commit status. */
  runId: z.number().int().nullable(),
  name: z.string(),
  state: z.enum(['pending', 'passed', 'failed', 'neutral']),
  /** One line of its output. */
  summary: z.string().nullable(),
  url: z.string().nullable(),
})
export type PullCheck = z.infer<typeof pullCheck>

/** What can be found out about a check that failed. */
export const failedCheck = z.object({
  /** As that of the check: checks of two workflows may have the same name. */
  runId: z.number().int().nullable(),
  name: z.string(),
  /** What it says itself. */
  summary: z.string().nullable(),
  /** `path:line: message`. */
  annotations: z.array(z.string()),
  /** The end of its log; null = there is none, or the token may not see it. */
  log: z.string().nullable(),
})

const pullReview = z.object({
  id: z.number().int(),
  author: z.string(),
  state: z.enum(['approved', 'changes_requested', 'commented', 'dismissed']),
  body: z.string(),
  at: timestamp.nullable(),
  url: z.string(),
})
export type PullReview = z.infer<typeof pullReview>

/** A remark at a line of the diff, or at the pull request as a whole (`path` is null then). */
const pullComment = z.object({
  id: z.number().int(),
  kind: z.enum(['line', 'issue']),
  author: z.string(),
  body: z.string(),
  path: z.string().nullable(),
  line: z.number().int().nullable(),
  /** The diff has changed there since. */
  isOutdated: z.boolean().optional(),
  /** The last lines of the diff there, each with its `+`, `-` or blank. */
  lines: z.array(z.string()).optional(),
  /** The remark that this one answers. */
  inReplyTo: z.number().int().nullable(),
  /** It has been given to the agent. */
  addressed: z.boolean(),
  at: timestamp,
  url: z.string(),
})
export type PullComment = z.infer<typeof pullComment>

/** A remark in which somebody else speaks to the user, who has not answered it. */
const pullMention = pullComment
  .pick({ id: true, author: true, at: true, url: true })
  // Its beginning, where it is long.
  .extend({ body: z.string() })
export type PullMention = z.infer<typeof pullMention>

const pullFacts = {
  number: z.number().int(),
  url: z.string(),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  headCommit: commitId,
  /** null = GitHub has not worked it out yet. */
  mergeable: z.boolean().nullable(),
  /** GitHub's word: `clean`, `behind`, `blocked`, `dirty`, `unstable`, … */
  mergeState: z.string().nullable(),
  mergeCommit: commitId.nullable(),
  /** Login of who has merged it; null = nobody has, or GitHub does not say. */
  mergedBy: z.string().nullable().optional(),
  labels: z.array(z.string()).optional(),
  /** Who was asked for a review and has not given it: logins, or names of teams. */
  awaited: z.array(z.string()).optional(),
  /** What the repository permits. */
  methods: z.array(z.enum(MERGE_METHODS)),
  /** Which check runs the token may not see: all, or those of other apps than GitHub Actions. */
  checksHidden: z.enum(['others', 'all', 'statuses']).nullable().optional(),
  /** Login of the account that it is read with. */
  readAs: z.string().optional(),
  seenAt: timestamp,
}

const pullDetails = {
  checks: z.array(pullCheck),
  reviews: z.array(pullReview),
  comments: z.array(pullComment),
}

/** A pull request as it was last seen. */
export const pullRequest = z.object({ ...pullFacts, ...pullDetails })
export type PullRequest = z.infer<typeof pullRequest>

/** How many have judged it so, and the logins of the first of them. */
const verdict = z.object({ count: z.number().int(), by: z.array(z.string()) })

/** The same in short, however much was said of it. */
const pullSummary = z.object({
  ...pullFacts,
  /** Checks by what became of them. */
  checkCounts: z.record(pullCheck.shape.state, z.number().int()),
  /** Of each reviewer the last word counts. */
  approved: verdict,
  requested: verdict,
  /** Remarks that no agent was given. */
  openRemarks: z.number().int(),
  /** The newest of them, the oldest first; left out where there are none. */
  mentions: z.array(pullMention).optional(),
})
export type PullSummary = z.infer<typeof pullSummary>

/** Something to know of what is published. */
const publicationNote = z.object({
  /** A sentence or two. */
  text: z.string(),
  /** The page that it is about. */
  url: z.string().nullable(),
  /** It may go well when it is tried again: a label or reviewer that GitHub did not take. */
  again: z.boolean(),
})
export type PublicationNote = z.infer<typeof publicationNote>

/** The work of a task or a batch on its way to a remote, and its pull request until that is merged or closed. */
export const publication = z.object({
  id,
  projectId: id,
  /** Exactly one of the two. */
  taskId: id.nullable(),
  batchId: id.nullable(),
  /** The run whose work it is; null = a batch's, or one whose work came too late for it. */
  runId: id.nullable(),
  /** null = the remote is no GitHub we have an account at: its branch is pushed, and that is all. */
  accountId: id.nullable(),
  repository: githubRepository.nullable(),
  status: z.enum(PUBLICATION_STATUSES),
  step: z.enum(PUBLICATION_STEPS),
  /** At the remote. */
  branch: z.string(),
  baseBranch: z.string(),
  /** What is to be there, and what we have put there last. */
  headCommit: commitId,
  pushedCommit: commitId.nullable(),
  title: z.string(),
  body: z.string(),
  draft: z.boolean(),
  labels: z.array(z.string()),
  reviewers: z.array(z.string()),
  prNumber: z.number().int().nullable(),
  prUrl: z.string().nullable(),
  /** Where a pull request can be made by hand; null = the remote is of no kind that we know. */
  compareUrl: z.string().nullable(),
  failure: githubFailure.nullable(),
  /** What of it was not done though it is published, or is left behind by it. */
  notes: z.array(publicationNote),
  /** The last run that was begun for what was said of its pull request. `settled`: its result was seen to. */
  followUp: z.object({ runId: id, settled: z.boolean() }).nullable(),
  /** In short; {@link wholePublication} has all of it. */
  pull: pullSummary.nullable(),
  createdAt: timestamp,
  endedAt: timestamp.nullable(),
  updatedSeq: z.number().int(),
})
export type Publication = z.infer<typeof publication>

const heldReview = pullReview.extend({
  /** What it says as a whole has been given to the agent. */
  addressed: z.boolean(),
})
export type HeldReview = z.infer<typeof heldReview>

/** A publication with all that is known of its pull request, as calls about one of them answer it. */
export const wholePublication = publication.extend({
  pull: pullSummary.extend({ ...pullDetails, reviews: z.array(heldReview) }).nullable(),
})
export type WholePublication = z.infer<typeof wholePublication>

/** A branch name that git takes is checked by the git room. */
const branch = z.string().trim().min(1).max(200)
const words = {
  title: line(256, 'a pull request needs a title').optional(),
  body: z.string().max(65_536, 'GitHub takes at most 65,536 characters').optional(),
  draft: z.boolean().optional(),
  labels: z.array(line(50, 'a label needs a name')).max(100).optional(),
  /** Logins, or `org/team`. */
  reviewers: z.array(line(140, 'a reviewer needs a login')).max(15).optional(),
}

/** What is left out is as {@link publicationPreview} says. */
export const createPublication = z.strictObject({
  taskId: taskRef.optional(),
  batchId: id.optional(),
  base: branch.optional(),
  ...words,
})
export type CreatePublication = z.infer<typeof createPublication>

export const publicationOf = z.strictObject({ taskId: taskRef.optional(), batchId: id.optional() })
export type PublicationOf = z.infer<typeof publicationOf>

/** What publishing would do now. */
export const publicationPreview = z.object({
  accountId: id.nullable(),
  repository: githubRepository.nullable(),
  remote: z.string().nullable(),
  branch: z.string(),
  baseBranch: z.string(),
  headCommit: commitId,
  title: z.string(),
  body: z.string(),
  draft: z.boolean(),
  labels: z.array(z.string()),
  reviewers: z.array(z.string()),
  /** What of it cannot be done, and the next step: no remote, no account. null = a pull request will be made. */
  hint: z.string().nullable(),
})
export type PublicationPreview = z.infer<typeof publicationPreview>

export const updatePublication = z.strictObject({ id, ...words })
export type UpdatePublication = z.infer<typeof updatePublication>

/** With `foreign_commits` the user says what becomes of them: they are merged in, or left for a new branch. */
export const retryPublication = z.strictObject({ id, foreign: z.enum(['merge', 'new_branch']).optional() })
export type RetryPublication = z.infer<typeof retryPublication>

export const mergePublication = z.strictObject({
  id,
  method: z.enum(MERGE_METHODS),
  /** The last commit of work that is not pushed yet, if that shall be left out: a refusal names it. */
  without: commitId.optional(),
})
/** Remarks by {@link pullComment} id; left out = all that nobody has addressed. */
export const addressReview = z.strictObject({ id, commentIds: z.array(z.number().int()).max(500).optional() })
export const replyToComment = z.strictObject({
  id,
  commentId: z.number().int(),
  body: z.string().trim().min(1, 'a reply needs text').max(65_536),
})

export const listPublications = z.strictObject({
  projectId: id.optional(),
  taskId: taskRef.optional(),
  batchId: id.optional(),
  /** Only those that are not over. */
  open: z.stringbool().or(z.boolean()).default(false),
  ...paging,
})
