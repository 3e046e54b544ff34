// Apart from the words that the page loads first: only a task that failed asks for it.
import type { FailureCode } from './run-words.ts'
import { t } from './strings/t.ts'

/** What it was, and what a person can do about it. */
export const failureAdvice = (code: FailureCode): string => `${failureWords(code)} ${failureRemedy(code)}`

/**
 * What is told beside the message of a failure: what can be done about it, unless the message says so itself; null =
 * nothing more.
 */
export function adviceBeside({ code, message }: { code: FailureCode; message: string }): string | null {
  if (/\b(retry|try again)\b/i.test(message)) return null
  // What went wrong inside is told in words that are nobody's.
  return code === 'internal' ? failureAdvice(code) : failureRemedy(code)
}

function failureWords(code: FailureCode): string {
  const words: Record<FailureCode, string> = {
    agent_error: t('The agent stopped with an error.'),
    provider_auth: t('The model provider refused the key.'),
    rate_limited: t('The model provider limits your requests.'),
    context_overflow: t('The task outgrew the model’s context.'),
    model_unreachable: t('The model could not be reached.'),
    timed_out: t('The run hit its time limit.'),
    no_changes: t('The agent finished without changing a file.'),
    untrusted_repository: t(
      'The repository holds files that OpenCode would obey or execute (opencode.json, .opencode/).',
    ),
    setup_failed: t('The project’s setup command failed.'),
    check_failed: t('The project’s check command still fails.'),
    no_plan: t('The agent’s answer holds no plan that could be read.'),
    worktree_gone: t('The run’s worktree is gone.'),
    git_error: t('Git refused a step.'),
    disk_full: t('The disk is full.'),
    internal: t('OpenLinear made a mistake.'),
  }
  return words[code]
}

function failureRemedy(code: FailureCode): string {
  const remedies: Record<FailureCode, string> = {
    agent_error: t('Read the end of the log, then retry or change the task.'),
    provider_auth: t('Renew the key in Settings, then retry.'),
    rate_limited: t('Retry later or choose another model.'),
    context_overflow: t('Split the task or choose a model with a larger context.'),
    model_unreachable: t('Check the network and the provider’s address, then retry.'),
    timed_out: t('Retry with a smaller task or raise the limit in Settings.'),
    no_changes: t('Say more precisely what should change, then retry.'),
    untrusted_repository: t('Read these files, then retry and trust them.'),
    setup_failed: t('Read its output in the log, mend it in the project’s settings, then retry.'),
    check_failed: t('Read its output, then send the run back with advice or retry.'),
    no_plan: t('Try again, or begin anew with a goal that says more.'),
    worktree_gone: t('Retry the task to make a new one.'),
    git_error: t('Read its message in the log, mend the repository, then retry.'),
    disk_full: t('Free some space, then retry.'),
    internal: t('The log has the details; retry, and report it if it comes again.'),
  }
  return remedies[code]
}
