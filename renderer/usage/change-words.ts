import { type Sums, successRate } from './figures.ts'
import type { Measure } from './measures.ts'

/** How much more or less something is than before: to be seen, and to be read out. */
export type Change = { seen: string; spoken: string }

const NONE: Change = { seen: 'none before', spoken: 'nothing before to compare it with' }
const SAME: Change = { seen: 'as before', spoken: 'as before' }

/** From so much more on, it is said how many times as much it is. */
const MANY_TIMES = 10

/** What has changed. Neither more nor less is good or bad by itself. */
export function changeWords(measure: Measure, now: Sums, before: Sums): Change {
  const is = measure.of(now)
  const was = measure.of(before)
  if (is === null || was === null) return NONE
  const isShare = measure.of === successRate
  if (was === 0 && !isShare) return is === 0 ? SAME : NONE
  // Of a share no share is told: 3 points, not 4 %.
  const points = Math.round(is * 100) - Math.round(was * 100)
  const percent = isShare ? points : Math.round(((is - was) / was) * 100)
  if (percent === 0) return SAME
  const isMore = percent > 0
  const size = Math.abs(percent)
  const than = measure.words(was)
  const arrow = isMore ? '↑' : '↓'
  const word = isMore ? 'more' : 'less'
  if (isShare) {
    return {
      seen: `${arrow} ${size} pt from ${than}`,
      spoken: `${size} ${size === 1 ? 'point' : 'points'} ${word} than the ${measure.spoken(was)} before`,
    }
  }
  if (is / was >= MANY_TIMES) {
    const times = Math.round(is / was)
    return {
      seen: `↑ ${times}× from ${than}`,
      spoken: `${times} times the ${measure.spoken(was)} before`,
    }
  }
  return {
    seen: `${arrow} ${size}% from ${than}`,
    spoken: `${size}% ${word} than the ${measure.spoken(was)} before`,
  }
}
