import { absolute, compared, type Result } from '../figure.ts'
import type { Rounds } from '../rounds.ts'
import type { LoopDelay } from './loop-probe.ts'

/** What the host took for one round, and how its loop fared meanwhile. */
export interface Timed {
  ms: number
  delay: LoopDelay
}

const LOOP_LIMIT_MS = 10

/** The line of a figure itself, and that of the host's event loop while it was measured. */
export function resultsOf(what: string, { ours, theirs }: Rounds<Timed, number>, limit: number): Result[] {
  return [
    compared(what, { ours: ours.map(({ ms }) => ms), theirs }, limit),
    absolute(
      `host loop delay p99: ${what}`,
      ours.map(({ delay }) => delay.p99),
      'ms',
      LOOP_LIMIT_MS,
    ),
  ]
}
