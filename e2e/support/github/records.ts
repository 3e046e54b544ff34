import { instant, type User } from './world.ts'

export interface Label {
  id: number
  name: string
  color: string
  description: string | null
}

export interface Milestone {
  id: number
  number: number
  title: string
  description: string | null
  state: 'open' | 'closed'
  creator: User
  createdAt: string
  dueOn: string | null
}

export interface Comment {
  id: number
  author: User
  body: string
  createdAt: string
  updatedAt: string
}

export interface Review {
  id: number
  author: User
  body: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  commit: string
  submittedAt: string
}

/** A remark at a line of the diff. */
export interface ReviewComment extends Comment {
  reviewId: number | null
  commit: string
  path: string
  /** null = outdated: the line is not in the diff any more. */
  line: number | null
  diffHunk: string
  inReplyTo: number | null
}

/** What has happened to an issue, as its list of events tells. */
export interface IssueEvent {
  id: number
  event: 'renamed' | 'closed' | 'reopened' | 'labeled' | 'unlabeled' | 'locked'
  actor: User
  at: string
  label?: string
  rename?: { from: string; to: string }
}

/** An issue; a pull request is one too, with more to it. */
export interface Issue {
  id: number
  number: number
  title: string
  body: string | null
  author: User
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null
  labels: string[]
  assignees: User[]
  milestone: Milestone | null
  comments: Comment[]
  createdAt: string
  updatedAt: string
  closedAt: string | null
  locked: boolean
  events: IssueEvent[]
  /** When its body was changed since it was made, and by whom. */
  edited: { at: string; by: User } | null
  pull: Pull | null
}

export interface Pull {
  id: number
  draft: boolean
  head: string
  base: string
  headCommit: string
  /** Of the base branch when the head was pushed last, as GitHub has it. */
  baseCommit: string
  mergedAt: string | null
  mergedBy: User | null
  mergeCommit: string | null
  /** So many answers say `mergeable: null` before GitHub has worked it out. */
  undecided: number
  reviewers: User[]
  teams: string[]
  reviews: Review[]
  comments: ReviewComment[]
}

export type PullIssue = Issue & { pull: Pull }
export const isPull = (issue: Issue): issue is PullIssue => issue.pull !== null

/** Changes within one second would look like none to whoever compares times: each takes a second of its own. */
export function touch(issue: Issue): string {
  const next = instant(new Date(Date.parse(issue.updatedAt) + 1000))
  const now = instant()
  issue.updatedAt = now > next ? now : next
  return issue.updatedAt
}

export type Conclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'

export interface Annotation {
  path: string
  line: number
  level: 'notice' | 'warning' | 'failure'
  message: string
  title?: string
}

/** GitHub Actions as an app. */
export const ACTIONS = 'github-actions'

/** A check of a commit. One of GitHub Actions is a job of the same id, whose log can be had. */
export interface CheckRun {
  id: number
  commit: string
  name: string
  /** The slug of the app that reports it. */
  app: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  title: string | null
  summary: string | null
  text: string | null
  annotations: Annotation[]
  /** Of a job of GitHub Actions; null = it is gone. */
  log: string | null
  startedAt: string
  completedAt: string | null
}

export interface CommitStatus {
  id: number
  commit: string
  context: string
  state: 'error' | 'failure' | 'pending' | 'success'
  description: string | null
  targetUrl: string | null
  createdAt: string
}

/** What a branch demands before something comes into it. */
export interface Protection {
  /** Approvals needed before a merge. */
  approvals: number
  /** Names of checks or contexts of statuses that must have passed. */
  checks: string[]
  /** A head must have all of the base before it is merged. */
  strict: boolean
}
