// The page loads this file, so nothing of zod may stand in it.
import { t } from './strings/t.ts'

export const RUN_STATUSES = ['queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

/** Whether a run is over for good. */
export const isTerminal = (status: RunStatus) =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

/** What a run can wait for the user with. */
export const REQUEST_KINDS = ['permission', 'question', 'limit', 'trust'] as const

/** Why a run failed. Each has a sentence a person can act on in {@link failureAdvice}. */
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

/** What a person can do about it, and what it was. */
export function failureAdvice(code: FailureCode): string {
  const advice: Record<FailureCode, string> = {
    agent_error: t(
      'The agent stopped with an error. Read the end of the log, then retry or change the task.',
    ),
    provider_auth: t('The model provider refused the key. Renew the key in Settings, then retry.'),
    rate_limited: t('The model provider limits your requests. Retry later or choose another model.'),
    context_overflow: t(
      'The task outgrew the model’s context. Split the task or choose a model with a larger context.',
    ),
    model_unreachable: t(
      'The model could not be reached. Check the network and the provider’s address, then retry.',
    ),
    timed_out: t('The run hit its time limit. Retry with a smaller task or raise the limit in Settings.'),
    no_changes: t(
      'The agent finished without changing a file. Say more precisely what should change, then retry.',
    ),
    untrusted_repository: t(
      'The repository holds files that OpenCode would obey or execute (opencode.json, .opencode/). Read them, then retry and trust them.',
    ),
    setup_failed: t(
      'The project’s setup command failed. Read its output in the log, mend it in the project’s settings, then retry.',
    ),
    check_failed: t(
      'The project’s check command still fails. Read its output, then send the run back with advice or retry.',
    ),
    no_plan: t(
      'The agent’s answer holds no plan that could be read. Try again, or begin anew with a goal that says more.',
    ),
    worktree_gone: t('The run’s worktree is gone. Retry the task to make a new one.'),
    git_error: t('Git refused a step. Read its message in the log, mend the repository, then retry.'),
    disk_full: t('The disk is full. Free some space, then retry.'),
    internal: t(
      'OpenLinear made a mistake. The log has the details; retry, and report it if it comes again.',
    ),
  }
  return advice[code]
}
