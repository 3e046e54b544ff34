import type { Check } from '#shared/doctor.ts'

/** All checks in a few words: the worst first. */
export function summaryOf(checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length
  const many = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`
  const parts = [[count('problem'), 'problem'] as const, [count('warning'), 'warning'] as const].filter(
    ([number]) => number > 0,
  )
  return parts.length === 0 ? 'All is well' : parts.map(([number, word]) => many(number, word)).join(', ')
}

/** A file name that sorts by time and that every system takes. */
export const bundleName = (at: string): string =>
  `openlinear-support-${at.slice(0, 16).replace(/[:T]/g, '-')}.json`
