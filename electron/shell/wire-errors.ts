import { randomUUID } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/contract'
import { z } from 'zod'
import { AppError, type ErrorEnvelope } from '#shared/errors.ts'
import { isDiskFull } from '../process/disk-full.ts'
import { withoutLeave } from '../process/no-leave.ts'
import type { Log } from '../runs/engine.ts'
import { inputWords } from './input-words.ts'
import { requireSoundText } from './sound-text.ts'

// Only here do words of a schema reach the user.
z.config({ customError: inputWords })

/** What of a wrong input is told: enough to mend it. */
const MOST_ISSUES = 20
/** In characters. */
const LONGEST_ISSUE = 300

/**
 * Any failure as one that may cross the wire. An unexpected one is logged in full under a reference, and
 * only the reference leaves the host: its own text may hold a path or a secret.
 */
export function toAppError(error: unknown, log: Log): AppError {
  const ofDisk = diskError(error)
  if (ofDisk !== null) {
    log('warn', 'the disk refused', { error: error instanceof Error ? error.stack : String(error) })
    return ofDisk
  }
  if (error instanceof AppError) return error
  if (error instanceof ORPCError && error.cause instanceof ValidationError && error.status < 500) {
    return invalidInput(error.cause)
  }
  const reference = randomUUID().slice(0, 8)
  log('error', 'unexpected error', { reference, error: error instanceof Error ? error.stack : String(error) })
  return new AppError(
    'INTERNAL',
    `OpenLinear made a mistake. Its log tells more under the reference ${reference}.`,
    { reference },
  )
}

/** What a full, read-only or closed disk says, through the database or the system, in words of ours; else null. */
function diskError(error: unknown): AppError | null {
  if (isDiskFull(error)) {
    return new AppError(
      'DISK_FULL',
      'The disk is full, so nothing was changed. Free some space, then try again.',
    )
  }
  return withoutLeave(error)
}

/** Wraps each call of a handler, whatever its transport: `clientInterceptors: [wireErrors(log)]`. */
export const wireErrors =
  (log: Log) =>
  async <T>(options: { input?: unknown; next: () => Promise<T> }): Promise<T> => {
    try {
      requireSoundText(options.input)
      return await options.next()
    } catch (error) {
      const { code, message, status, details } = toAppError(error, log)
      throw new ORPCError(code, { status, message, data: details })
    }
  }

/** Logs what fails around a call, in reading its input or writing its answer: `interceptors: [logStray(log)]`. */
export const logStray =
  (log: Log) =>
  async <T>(options: { next: () => Promise<T> }): Promise<T> => {
    try {
      return await options.next()
    } catch (error) {
      if (!(error instanceof ORPCError))
        log('warn', 'a call could not be read or answered', { error: String(error) })
      throw error
    }
  }

export const toEnvelope = (error: Pick<AppError, 'code' | 'message' | 'details'>): ErrorEnvelope => ({
  code: error.code,
  message: error.message,
  details: error.details,
})

function invalidInput({ issues }: ValidationError): AppError {
  const list = issues.slice(0, MOST_ISSUES).map((issue) => ({
    field: short(fieldOf(issue.path)),
    message: short(issue.message),
  }))
  const message = list
    .map((issue) => (issue.field === '' ? capital(issue.message) : `${issue.field}: ${issue.message}`))
    .join('; ')
  const more = issues.length - list.length
  return new AppError('BAD_REQUEST', more > 0 ? `${message}; and ${more} more` : message, { issues: list })
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** An input may be repeated, which may be two megabytes. */
const short = (text: string) =>
  text.length > LONGEST_ISSUE ? `${text.slice(0, LONGEST_ISSUE).toWellFormed()}…` : text

/** Such as `labelIds.0`. */
const fieldOf = (path: ValidationError['issues'][number]['path']) =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
