/** From when to when a run waited for its user, as timestamps. */
export interface Wait {
  from: string
  to: string
}

/** When a run waits for its user, by what its log says of requests. */
export class Waits {
  /** Since when it waits; null = it does not. */
  since: string | null = null
  /** When it went on last; null = it has not waited yet. */
  endedAt: string | null = null
  readonly #open = new Set<string>()

  /** Takes what is said of a request. @returns the wait that has ended with it, if one has */
  take(requestId: string, state: 'asked' | 'answered' | 'withdrawn', at: string): Wait | null {
    if (state === 'asked') {
      this.#open.add(requestId)
      this.since ??= at
      return null
    }
    this.#open.delete(requestId)
    if (this.since === null || this.#open.size > 0) return null
    const wait = { from: this.since, to: at }
    this.since = null
    this.endedAt = at
    return wait
  }
}

/** Milliseconds of a wait that lie after `at`. */
export const waitedAfter = (at: string, { from, to }: Wait): number =>
  Math.max(0, Date.parse(to) - Math.max(Date.parse(at), Date.parse(from)))

/**
 * At which moment the clocks of a log stand; null = they go.
 *
 * @param heldSince since when the run is held up, as is told of it apart from its log, and perhaps later
 */
export function standsAt({ since, endedAt }: Waits, heldSince: string | null): string | null {
  if (since !== null) return since
  return heldSince === null || (endedAt !== null && heldSince <= endedAt) ? null : heldSince
}
