import type { Check } from '#shared/doctor.ts'
import { t } from '../strings/t.ts'

/** All checks in a few words: the worst first. */
export function summaryOf(checks: readonly Check[]): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length
  const problems = count('problem')
  const warnings = count('warning')
  const parts = [
    ...(problems > 0 ? [t('{count, plural, one {# problem} other {# problems}}', { count: problems })] : []),
    ...(warnings > 0 ? [t('{count, plural, one {# warning} other {# warnings}}', { count: warnings })] : []),
  ]
  return parts.length === 0 ? t('All is well') : parts.join(', ')
}

/** A file name that sorts by time and that every system takes. */
export const bundleName = (at: string): string =>
  `openlinear-support-${at.slice(0, 16).replace(/[:T]/g, '-')}.json`
