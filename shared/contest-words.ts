// The page loads this file, so nothing of zod may stand in it.

/** `choosing`: every candidate is over, and the user has to take one. `taken` and `cancelled` are final. */
export const CONTEST_STATUSES = ['running', 'choosing', 'taken', 'cancelled'] as const
export type ContestStatus = (typeof CONTEST_STATUSES)[number]

/**
 * The journal of a contest: what is to be done next. `runs`: its candidates go on, or wait to be chosen from.
 * `end_runs`: those that still go on are cancelled. `hand_over`: the task gets the taken run, or none.
 * `put_away`: the other candidates go into the trash.
 */
export const CONTEST_STEPS = ['runs', 'end_runs', 'hand_over', 'put_away', 'done'] as const
export type ContestStep = (typeof CONTEST_STEPS)[number]

/** Candidates of a contest. */
export const CANDIDATES = { min: 2, max: 6 } as const

/** Whether a contest is over for good. */
export const isContestOver = (status: ContestStatus) => status === 'taken' || status === 'cancelled'
