// The page loads this file, so nothing of zod may stand in it.

/**
 * `working`: its steps go on. `waiting`: a step failed and is tried again at a time. `blocked`: the user has to do
 * something first. `open`: its pull request is open and followed. `pushed`: the branch is at the remote, which is no
 * GitHub that we have an account at. The last four are over.
 */
export const PUBLICATION_STATUSES = [
  'working',
  'waiting',
  'blocked',
  'open',
  'pushed',
  'merged',
  'closed',
  'cancelled',
] as const
export type PublicationStatus = (typeof PUBLICATION_STATUSES)[number]

/** The journal of a publication: what is done next. `details`: labels and reviewers. */
export const PUBLICATION_STEPS = ['push', 'pull_request', 'details', 'done'] as const
export type PublicationStep = (typeof PUBLICATION_STEPS)[number]

/** Whether nothing more happens to it. */
export const isPublicationOver = (status: PublicationStatus) =>
  status === 'pushed' || status === 'merged' || status === 'closed' || status === 'cancelled'

/** Why GitHub or the remote did not do what was asked. */
export const GITHUB_FAILURES = [
  'offline',
  'timeout',
  'server_error',
  'rate_limited',
  'unauthorized',
  'sso_required',
  'missing_permission',
  'branch_protected',
  'not_found',
  'archived',
  'conflict',
  'invalid',
  'foreign_commits',
  'no_account',
  'no_remote',
  'git_error',
  'nothing_to_publish',
] as const
export type GithubFailure = (typeof GITHUB_FAILURES)[number]

/** Failures that pass by themselves: they are tried again. */
export const isPassing = (code: GithubFailure) =>
  code === 'offline' || code === 'timeout' || code === 'server_error' || code === 'rate_limited'

export const MERGE_METHODS = ['merge', 'squash', 'rebase'] as const
export type MergeMethod = (typeof MERGE_METHODS)[number]
