// The page loads this file, so nothing of zod may stand in it.
import type { Priority } from './tasks.ts'

/** Places of priorities, the most urgent first. */
export const PRIORITY_RANK: Readonly<Record<Priority, number>> = {
  urgent: 0,
  high: 1,
  medium: 2,
  low: 3,
  none: 4,
}
