import { AppError } from '#shared/errors.ts'

/** Whether an error says that there is no room left, be it the database, git or the system that says so. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AppError && error.details?.diskFull === true) return true
  const code = (error as NodeJS.ErrnoException).code
  return (
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    code === 'SQLITE_FULL' ||
    /No space left on device|Out of diskspace|Disk quota exceeded/i.test(error.message)
  )
}
