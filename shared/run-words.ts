// The page loads this file, so nothing of zod may stand in it.

export const RUN_STATUSES = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** Whether a run is over for good. */
export const isTerminal = (status: RunStatus) =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

/** What a run can wait for the user with. */
export const REQUEST_KINDS = ['permission', 'question', 'limit', 'trust'] as const

/** Why a run failed. What a person can do about each: `failureAdvice`. */
export const FAILURE_CODES = [
  'agent_error',
  'provider_auth',
  'rate_limited',
  'context_overflow',
  'model_unreachable',
  'timed_out',
  'no_changes',
  'no_plan',
  'untrusted_repository',
  'setup_failed',
  'check_failed',
  'worktree_gone',
  'git_error',
  'disk_full',
  'internal',
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]
