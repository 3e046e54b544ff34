import type { Problem } from './errors.ts'
import { connection } from './stores.ts'

/** A longer value says no more to who helps. */
const MOST = 2000

/** Something that went wrong: what was not done, and what the host said. */
export type Failed = Pick<Problem, 'code' | 'message'> & {
  title?: string | undefined
  details?: Problem['details']
}

/**
 * An error as it is copied for somebody who helps: its words, its code and reference, where it was and in which version.
 * In English whatever the page speaks, and without what stands behind `?` in the address.
 */
export function errorDetails({ title, code, message, details = null }: Failed, now = new Date()): string {
  const { system } = connection.getState()
  const facts: [string, string | null | undefined][] = [
    ['Code', code],
    ['Details', details === null ? null : JSON.stringify(details).slice(0, MOST)],
    ['Page', typeof location === 'undefined' ? null : location.pathname],
    ['At', now.toISOString()],
    ['OpenLinear', system?.version],
    ['Browser', typeof navigator === 'undefined' ? null : navigator.userAgent],
  ]
  const words = title === undefined || title === message ? [message] : [title, message]
  return [...words, '', ...facts.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []))].join('\n')
}
