import { median } from '../bench/rounds.ts'

/** What is measured again and again, in order of time. */
export interface Series {
  name: string
  unit: 'MB' | 'count'
  values: readonly number[]
  /** Whether it has to stay flat; the others are only reported. */
  mustBeFlat: boolean
}

export interface Verdict {
  name: string
  unit: Series['unit']
  /** Median of the first third after the warm-up. */
  early: number
  /** Median of the last third. */
  late: number
  /** `late / early - 1`. */
  growth: number
  mustBeFlat: boolean
  ok: boolean
}

/** Part of the time in which caches fill and code is compiled. */
export const WARM_UP = 0.2
/** Most that a flat series may have grown or shrunk. */
export const TOLERANCE = 0.1

/**
 * Whether a series stayed flat: after the warm-up the median of its last third is within the tolerance of
 * that of its first third.
 *
 * @throws Error when there are too few values to say
 */
export function judge({ name, unit, values, mustBeFlat }: Series): Verdict {
  const steady = values.slice(Math.round(values.length * WARM_UP))
  const third = Math.floor(steady.length / 3)
  if (third === 0) throw new Error(`${name}: ${values.length} values are too few for a verdict`)
  const early = median(steady.slice(0, third))
  const late = median(steady.slice(-third))
  const growth = early === late ? 0 : late / early - 1
  return { name, unit, early, late, growth, mustBeFlat, ok: !mustBeFlat || Math.abs(growth) <= TOLERANCE }
}
