import { AppError } from '#shared/errors.ts'
import { isPassing } from '#shared/publication-words.ts'
import type { PublicationFailure } from '#shared/publications.ts'
import type { RemoteFailureReason } from '../git/git.ts'
import { GithubError } from '../github/github.ts'

/** What is written of a failure; `retryAt` is set by {@link retryTime}. */
export type Failure = Omit<PublicationFailure, 'retryAt'> & { retryAt: string | null }

/** What the user is told of an error. Anything that is not meant for a user is told as it is. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GithubError)
    return { code: error.failure, message: error.message, retryAt: error.retryAt, url: error.url }
  const message = error instanceof Error ? error.message : String(error)
  const reason = error instanceof AppError ? error.details?.reason : undefined
  const code = typeof reason === 'string' ? OF_GIT[reason as RemoteFailureReason] : undefined
  const url = error instanceof AppError && typeof error.details?.url === 'string' ? error.details.url : null
  return { code: code ?? 'git_error', message, retryAt: null, url }
}

/** Why git could not, as pull requests call it; what is not here is git's own. */
const OF_GIT: Partial<Record<RemoteFailureReason, Failure['code']>> = {
  offline: 'offline',
  timeout: 'timeout',
  server_error: 'server_error',
  credentials: 'unauthorized',
  permission: 'missing_permission',
  sso: 'sso_required',
  archived: 'archived',
  protected: 'branch_protected',
  not_found: 'not_found',
  no_remote: 'no_remote',
  diverged: 'conflict',
}

const FIRST_MS = 1_000
const LONGEST_MS = 10 * 60_000

/**
 * When a step that failed is tried again: when GitHub says so, else each time twice as long after.
 *
 * @param attempts failed tries in a row, this one included
 * @returns null when it would only fail again
 */
export function retryTime({ code, retryAt }: Failure, attempts: number, now: string): string | null {
  if (!isPassing(code)) return null
  const own = new Date(Date.parse(now) + Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS)).toISOString()
  return retryAt !== null && retryAt > own ? retryAt : own
}
