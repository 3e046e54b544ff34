const TICK_MS = 1_000
/** A tick this much too late was not late: the process stood still. */
const LEAP_MS = 5_000

/**
 * Counts the milliseconds in which this process runs. Neither a wall clock that is set nor a machine that
 * sleeps (which monotonic clocks count on some systems) makes it leap: who waits for something that cannot
 * happen meanwhile must not lose patience over it.
 */
export class AwakeTime {
  #counted = 0
  #seen = performance.now()
  readonly #timer = setInterval(() => this.now(), TICK_MS).unref()

  /** Milliseconds since it was made. */
  now(): number {
    const seen = performance.now()
    this.#counted += Math.min(seen - this.#seen, TICK_MS + LEAP_MS)
    this.#seen = seen
    return this.#counted
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
