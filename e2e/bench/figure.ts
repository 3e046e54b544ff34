import { median, medianRatio, type Rounds } from './rounds.ts'

/** One thing that is measured. Each stands in a module of its own; `main.ts` lists them. */
export interface Figure {
  /** Short kebab-case name, for `--only`. */
  name: string
  /** What is measured against what, in one line. */
  target: string
  /**
   * Measures, both sides in turn in each round, and cleans up after itself.
   *
   * @param rounds how often; the figure is the median
   * @param say prints a line of progress
   */
  run(rounds: number, say: (line: string) => void): Promise<Result[]>
}

/** What a figure came to: one line of the table. */
export interface Result {
  /** What was measured, such as `three tasks, limit 3`. */
  what: string
  /** One value a round, in {@link unit}. */
  ours: number[]
  /** What ours is compared with, one value a round; null where the limit is absolute. */
  theirs: number[] | null
  /** Of `ours` and `theirs`. */
  unit: 'ms' | '%' | 'MB' | 'count'
  /** The median of the rounds' ratios, or what is made of `ours` where there is nothing to compare with. */
  value: number
  /** Most that {@link value} may be; null where it is only reported. */
  limit: number | null
  ok: boolean
}

/** Ours against theirs: the ratio may be at most `limit`. */
export function compared(
  what: string,
  { ours, theirs }: Rounds<number, number>,
  limit: number,
  unit: Result['unit'] = 'ms',
): Result {
  const value = medianRatio({ ours, theirs })
  return { what, ours, theirs, unit, value, limit, ok: value <= limit }
}

/** Ours alone: the median, or another `value` of the rounds, may be at most `limit`. */
export function absolute(
  what: string,
  ours: number[],
  unit: Result['unit'],
  limit: number | null,
  value = median(ours),
): Result {
  return { what, ours, theirs: null, unit, value, limit, ok: limit === null || value <= limit }
}
