import { z } from 'zod'

/**
 * Every error code that can cross the wire, with its HTTP status. A code says what is wrong; the
 * message says what to do about it.
 */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  INVALID_JSON: 400,
  NOT_A_REPOSITORY: 400,
  EMPTY_REPOSITORY: 400,
  REPOSITORY_DAMAGED: 400,
  BRANCH_NOT_FOUND: 400,
  INVALID_CLONE_URL: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_HOST: 403,
  FORBIDDEN_ORIGIN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  BLOCKED: 409,
  TASK_RUNNING: 409,
  TASK_ARCHIVED: 409,
  DEPENDENCY_CYCLE: 409,
  MIXED_PROJECTS: 409,
  BATCH_TOO_LARGE: 409,
  BASE_DIVERGED: 409,
  IN_BATCH: 409,
  IN_CONTEST: 409,
  MODEL_NOT_CONFIGURED: 409,
  PROJECT_NOT_READY: 409,
  PROJECT_BUSY: 409,
  PROJECT_NOT_TRUSTED: 409,
  TRUST_CHANGED: 409,
  NOT_POSSIBLE_HERE: 409,
  PROVIDER_ERROR: 409,
  GITHUB_NOT_SET_UP: 409,
  GITHUB_ERROR: 409,
  NOTHING_TO_PUBLISH: 409,
  SECRETS_UNAVAILABLE: 409,
  ILLEGAL_TRANSITION: 409,
  NOTHING_TO_MERGE: 409,
  BASE_CHECKED_OUT: 409,
  CHECKOUT_DIRTY: 409,
  NOT_FAST_FORWARD: 409,
  MERGE_CONFLICT: 409,
  GIT_ERROR: 409,
  DISK_FULL: 409,
  NOT_READABLE: 409,
  NOT_WRITABLE: 409,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** Details are plain JSON; which keys a code carries is said where it is thrown. */
export type ErrorDetails = Record<string, unknown>

/** The one error envelope of the contract, over every transport. */
export const errorEnvelope = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
})
export type ErrorEnvelope = z.infer<typeof errorEnvelope>

/** An expected failure: its code and message reach the user, its status the HTTP client. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | null
  readonly status: number

  constructor(code: ErrorCode, message: string, details: ErrorDetails | null = null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
    this.status = ERROR_STATUS[code]
  }
}

export const notFound = (what: string, id: string) =>
  new AppError('NOT_FOUND', `There is no ${what} with the id ${id}.`, { what, id })

/** For `catch`: turns “there is no such thing” into null, and throws anything else. */
export function unlessGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'NOT_FOUND') return null
  throw error
}
