import type { Check } from '#shared/doctor.ts'
import { AppError } from '#shared/errors.ts'

/** What a check found, without its name. */
export type Finding = Pick<Check, 'state' | 'detail' | 'fix'>

export interface CheckPlan {
  id: Check['id']
  title: string
  /** Longest it may take, in milliseconds. */
  timeoutMs: number
  run: () => Promise<Finding>
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail, fix: null })
/** All is well; what could be done all the same. */
export const hint = (detail: string, fix: string): Finding => ({ state: 'ok', detail, fix })
export const warning = (detail: string, fix: string | null): Finding => ({ state: 'warning', detail, fix })
export const problem = (detail: string, fix: string): Finding => ({ state: 'problem', detail, fix })

/** Carries out one check; one that throws or takes too long is a problem in words, never a failure of all. */
export async function carryOut({ id, title, timeoutMs, run }: CheckPlan): Promise<Check> {
  const late = Promise.withResolvers<Finding>()
  const timer = setTimeout(
    () =>
      late.resolve(
        problem(`It did not answer within ${timeoutMs / 1000} seconds.`, 'Look again in a while.'),
      ),
    timeoutMs,
  )
  try {
    return { id, title, ...(await Promise.race([run(), late.promise])) }
  } catch (error) {
    return { id, title, ...failed(error) }
  } finally {
    clearTimeout(timer)
  }
}

function failed(error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof AppError
    ? problem(message, 'Mend what it says, then look again.')
    : problem(
        `This could not be checked: ${message}`,
        'Look again; if it stays so, report it with the support bundle.',
      )
}
