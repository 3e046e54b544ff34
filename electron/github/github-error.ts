import { AppError } from '#shared/errors.ts'
import type { GithubFailure } from '#shared/publication-words.ts'

/** GitHub, or the way there, did not do what was asked. Its message is for the user and holds no secret. */
export class GithubError extends AppError {
  readonly failure: GithubFailure
  /** When it makes sense to try again; null = not known, or only after somebody has done something. */
  readonly retryAt: string | null
  /** Where the user can mend it; null = nowhere. */
  readonly url: string | null

  constructor(
    failure: GithubFailure,
    message: string,
    {
      retryAt = null,
      url = null,
      cause,
    }: { retryAt?: string | null; url?: string | null; cause?: unknown } = {},
  ) {
    super('GITHUB_ERROR', message, { failure, retryAt, url }, { cause })
    this.name = 'GithubError'
    this.failure = failure
    this.retryAt = retryAt
    this.url = url
  }
}
