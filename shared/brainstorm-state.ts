import type { RunStatus } from './run-words.ts'

/**
 * Where a brainstorm is.
 * - `queued`: its agent waits for a slot or its provider
 * - `reading`: its agent reads the repository, and has had no answer yet
 * - `asking`: it waits for the user
 * - `planning`: the agent goes on with what the user has said
 * - `ready`: there is a plan
 * - `failed`, `cancelled`: its last run came to none, and nobody makes one; there may be one of before
 */
export const BRAINSTORM_STATUSES = [
  'queued',
  'reading',
  'asking',
  'planning',
  'ready',
  'accepted',
  'dismissed',
  'failed',
  'cancelled',
] as const
export type BrainstormStatus = (typeof BRAINSTORM_STATUSES)[number]

/** What a brainstorm's status is worked out from. */
export interface BrainstormParts {
  acceptedAt: string | null
  dismissedAt: string | null
  /** Its latest run; null = none that is known. */
  run: { status: RunStatus; isFirst: boolean; hasAnswers: boolean } | null
}

/** A brainstorm is never in a state of its own: its row and its run say where it is. */
export function brainstormStatus({ acceptedAt, dismissedAt, run }: BrainstormParts): BrainstormStatus {
  if (acceptedAt !== null) return 'accepted'
  if (dismissedAt !== null) return 'dismissed'
  if (run === null) return 'failed'
  switch (run.status) {
    case 'queued':
      return run.hasAnswers ? 'planning' : 'queued'
    case 'running':
      return run.isFirst && !run.hasAnswers ? 'reading' : 'planning'
    case 'waiting':
      return 'asking'
    case 'succeeded':
      return 'ready'
    default:
      return run.status
  }
}

/** Whether an agent is at it, or stands still for the user. */
export const isUnderWay = (status: BrainstormStatus): boolean =>
  status === 'queued' || status === 'reading' || status === 'asking' || status === 'planning'
