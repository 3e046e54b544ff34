import { t } from '../strings/t.ts'
import { type Sums, successRate } from './figures.ts'
import type { Measure } from './measures.ts'

/** How much more or less something is than before: to be seen, and to be read out. */
export type Change = { seen: string; spoken: string }

const NONE: Change = { seen: t('none before'), spoken: t('nothing before to compare it with') }
const SAME: Change = { seen: t('as before'), spoken: t('as before') }

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
  const value = measure.spoken(was)
  if (isShare) {
    return isMore
      ? {
          seen: t('↑ {size} pt from {than}', { size, than }),
          spoken: t(
            '{size, plural, one {# point more than the {value} before} other {# points more than the {value} before}}',
            { size, value },
          ),
        }
      : {
          seen: t('↓ {size} pt from {than}', { size, than }),
          spoken: t(
            '{size, plural, one {# point less than the {value} before} other {# points less than the {value} before}}',
            { size, value },
          ),
        }
  }
  if (is / was >= MANY_TIMES) {
    const times = Math.round(is / was)
    return {
      seen: t('↑ {times}× from {than}', { times, than }),
      spoken: t('{times} times the {value} before', { times, value }),
    }
  }
  return isMore
    ? {
        seen: t('↑ {size}% from {than}', { size, than }),
        spoken: t('{size}% more than the {value} before', { size, value }),
      }
    : {
        seen: t('↓ {size}% from {than}', { size, than }),
        spoken: t('{size}% less than the {value} before', { size, value }),
      }
}
