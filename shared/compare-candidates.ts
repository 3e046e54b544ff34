import type { Run } from './runs.ts'

/** What candidates are put in order by. */
export type Compared = Pick<Run, 'status' | 'checkPassed' | 'changes' | 'usage' | 'workedMs' | 'attempt'>

/**
 * Candidates in the order in which they are worth reading: those that passed the check first, then those without one;
 * then those that succeeded, before those that go on; then fewer changed lines, lower cost, shorter work, and the
 * attempt. It is no verdict.
 */
export function compareCandidates<T extends Compared>(runs: readonly T[]): T[] {
  return runs.toSorted((a, b) => {
    const by = KEYS.find((key) => key(a) !== key(b))
    return by === undefined ? 0 : by(a) - by(b)
  })
}

const KEYS: ((run: Compared) => number)[] = [
  (run) => (run.checkPassed === null ? 1 : run.checkPassed ? 0 : 2),
  (run) => (run.status === 'succeeded' ? 0 : run.status === 'failed' || run.status === 'cancelled' ? 2 : 1),
  // One without changes is last among its like: nothing is not the smallest answer.
  (run) => linesOf(run) || Number.POSITIVE_INFINITY,
  (run) => run.usage.cost,
  (run) => run.workedMs,
  (run) => run.attempt,
]

const linesOf = ({ changes }: Compared) => (changes === null ? 0 : changes.additions + changes.deletions)

/** Files that one candidate has changed and no other, in their order. */
export function filesOnlyIn(
  own: readonly { path: string }[],
  others: readonly (readonly { path: string }[])[],
): string[] {
  const elsewhere = new Set(others.flatMap((files) => files.map(({ path }) => path)))
  return own.map(({ path }) => path).filter((path) => !elsewhere.has(path))
}
