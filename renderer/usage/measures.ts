import { t } from '../strings/t.ts'
import { compact, elapsed, money } from '../ui/duration.ts'
import { type Sums, successRate } from './figures.ts'
import type { MeasureId } from './search.ts'

/** Something that runs are measured by. */
export type Measure = {
  name: string
  /** Over the chart. */
  heading: string
  /** null = it cannot be said. */
  of: (sums: Sums) => number | null
  /** Where it is nothing at all. */
  none: string
  words: (value: number) => string
  /** The same to be read out. */
  spoken: (value: number) => string
  /** What bars add up to: where they do not add up to the measure, another one. */
  bars: (sums: Sums) => number
  barWords: (value: number) => string
  barSpoken: (value: number) => string
  /** Beside a line of the chart; `step` is between two of them. */
  tick: (value: number, step: number) => string
  /** Steps between lines; else any round one. */
  steps?: readonly number[]
}

const count = (value: number) => value.toLocaleString()
const percent = (share: number) => `${Math.round(share * 100)}%`
const tokens = ({ inputTokens, outputTokens }: Sums) => inputTokens + outputTokens
const countTick = (value: number) => compact(value)

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12, 24, 48, 96, 240, 480, 1000, 2000, 5000, 10_000].map((hours) => hours * HOUR),
]
const COUNT_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
)

/** `$4`, `$0.25`, `$0.002`: as many digits as the step needs. */
const moneyTick = (value: number, step: number) => {
  const digits = step >= 1 && Number.isInteger(step) ? 0 : Math.max(2, Math.ceil(-Math.log10(step) - 1e-9))
  return value === 0 ? '$0' : `$${step >= 1000 ? compact(value) : value.toFixed(digits)}`
}

const timeTick = (ms: number, step: number) => {
  if (ms === 0) return '0'
  if (step >= HOUR) return `${compact(ms / HOUR)}h`
  if (ms < MINUTE) return `${ms / SECOND}s`
  const minutes = Math.floor(ms / MINUTE)
  const seconds = (ms % MINUTE) / SECOND
  if (ms >= HOUR) return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`
  return seconds === 0 ? `${minutes}m` : `${minutes}m ${seconds}s`
}

/** `1 hour 3 minutes`, rounded down like what is seen. */
function timeSpoken(ms: number): string {
  const seconds = Math.floor(ms / SECOND)
  if (seconds < 60) return t('{seconds, plural, one {# second} other {# seconds}}', { seconds })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return t(
      '{minutes, plural, one {# minute} other {# minutes}} {seconds, plural, one {# second} other {# seconds}}',
      { minutes, seconds: seconds % 60 },
    )
  return t(
    '{hours, plural, one {# hour} other {# hours}} {minutes, plural, one {# minute} other {# minutes}}',
    { hours: Math.floor(minutes / 60), minutes: minutes % 60 },
  )
}

const runsSpoken = (runs: number) => t('{runs, plural, one {# run} other {# runs}}', { runs })

/** A measure of which each bar is a sum. */
const additive = (
  measure: Pick<Measure, 'name' | 'heading' | 'none' | 'words' | 'spoken' | 'tick'> & {
    of: (sums: Sums) => number
    steps?: readonly number[]
  },
): Measure => ({ ...measure, bars: measure.of, barWords: measure.words, barSpoken: measure.spoken })

export const MEASURE: Record<MeasureId, Measure> = {
  cost: additive({
    name: t('Cost'),
    heading: t('Cost'),
    none: t('None of these runs cost anything'),
    of: ({ cost }) => cost,
    words: money,
    spoken: money,
    tick: moneyTick,
  }),
  tokens: additive({
    name: t('Tokens'),
    heading: t('Tokens'),
    none: t('None of these runs used tokens'),
    of: tokens,
    words: compact,
    spoken: (value) => t('{count, plural, one {# token} other {# tokens}}', { count: value }),
    tick: countTick,
    steps: COUNT_STEPS,
  }),
  time: additive({
    name: t('Time worked'),
    heading: t('Time worked'),
    none: t('No agent has worked yet in these runs'),
    of: ({ workedMs }) => workedMs,
    words: elapsed,
    spoken: timeSpoken,
    tick: timeTick,
    steps: TIME_STEPS,
  }),
  runs: additive({
    name: t('Runs'),
    heading: t('Runs'),
    none: t('Nothing ran in these days'),
    of: ({ runs }) => runs,
    words: count,
    spoken: runsSpoken,
    tick: countTick,
    steps: COUNT_STEPS,
  }),
  // Shares of days do not add up: the bars are the runs that ended, by how.
  success: {
    name: t('Success rate'),
    heading: t('How runs ended'),
    none: t('None of these runs has ended yet'),
    of: successRate,
    words: percent,
    spoken: percent,
    bars: ({ succeeded, failed, cancelled }) => succeeded + failed + cancelled,
    barWords: count,
    barSpoken: runsSpoken,
    tick: countTick,
    steps: COUNT_STEPS,
  },
}

/** A measure of some runs in words; a dash where it cannot be said. */
export const wordsOf = (measure: Measure, sums: Sums): string => {
  const value = measure.of(sums)
  return value === null ? '–' : measure.words(value)
}
