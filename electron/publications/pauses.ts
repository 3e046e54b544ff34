import { isPassing } from '#shared/publication-words.ts'
import { nextTry } from '../github/pace.ts'
import { failureOf } from './failures.ts'
import { failureOf as failureIn, type PublicationRow } from './publication-records.ts'

/** Accounts that GitHub, or the way there, does not answer: what stands in the way of one call does so of all. */
export class Pauses {
  /** Until when, and how often in a row. */
  readonly #paused = new Map<string, { until: number; failures: number }>()

  /** In milliseconds since 1970; 0 = it is answered. */
  until(accountId: string | null): number {
    return this.#paused.get(accountId ?? '')?.until ?? 0
  }

  /** It is answered again. */
  end(accountId: string | null): void {
    this.#paused.delete(accountId ?? '')
  }

  /** @returns until when; null = the failure stands in the way of nothing else */
  begin(accountId: string | null, error: unknown, now: number): number | null {
    const failure = failureOf(error)
    if (accountId === null || !isPassing(failure.code)) return null
    const failures = this.#paused.get(accountId)?.failures ?? 0
    const until = nextTry(failures, failure.retryAt, now)
    this.#paused.set(accountId, { until, failures: failures + 1 })
    return until
  }

  /** Keeps to what GitHub wanted before a restart. */
  heed(row: PublicationRow, now: number): void {
    const failure = row.status === 'open' ? failureIn(row) : null
    if (failure?.code !== 'rate_limited' || failure.retryAt === null || row.account_id === null) return
    const until = Date.parse(failure.retryAt)
    if (until > now && !this.#paused.has(row.account_id))
      this.#paused.set(row.account_id, { until, failures: 1 })
  }
}
