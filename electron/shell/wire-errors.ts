import { randomUUID } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/contract'
import { AppError, type ErrorEnvelope } from '#shared/errors.ts'
import type { Log } from '../runs/engine.ts'

/**
 * Any failure as one that may cross the wire. An unexpected one is logged in full under a reference, and
 * only the reference leaves the host: its own text may hold a path or a secret.
 */
export function toAppError(error: unknown, log: Log): AppError {
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

/** Wraps each call of a handler, whatever its transport: `clientInterceptors: [wireErrors(log)]`. */
export const wireErrors =
  (log: Log) =>
  async <T>(options: { next: () => Promise<T> }): Promise<T> => {
    try {
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
  const list = issues.map((issue) => ({ field: fieldOf(issue.path), message: issue.message }))
  const message = list.map((issue) => `${issue.field || 'input'}: ${issue.message}`).join('; ')
  return new AppError('BAD_REQUEST', message, { issues: list })
}

/** Such as `labelIds.0`. */
const fieldOf = (path: ValidationError['issues'][number]['path']) =>
  (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
