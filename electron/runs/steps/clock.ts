/** How often the time worked is written down, so that a crash forgets little of it. */
const WORKED_EVERY_MS = 10_000

/** Counts the time an agent works, over crashes and pauses, against the run's limit. Waiting for the user is no work. */
export class WorkClock {
  readonly #limit: number
  readonly #save: (worked: number) => Promise<void>
  #worked: number
  /** Null while the clock stands. */
  #since: number | null = null
  #onLimit: () => void = () => {}
  #isReached = false
  #isStopped = false
  #timers: NodeJS.Timeout[] = []

  /** @param before milliseconds worked so far, of `limit` */
  constructor(before: number, limit: number, save: (worked: number) => Promise<void>) {
    this.#worked = before
    this.#limit = limit
    this.#save = save
  }

  /** Milliseconds. */
  worked(): number {
    return Math.round(this.#worked + (this.#since === null ? 0 : performance.now() - this.#since))
  }

  isOver(): boolean {
    // A timer may come a moment before its time.
    return this.#isReached || this.worked() >= this.#limit
  }

  /** Starts the clock; `onLimit` is called once the limit is reached. */
  start(onLimit: () => void): void {
    this.#onLimit = onLimit
    this.run(true)
  }

  /** Goes on, or stands while the run waits. */
  run(works: boolean): void {
    if (this.#isStopped || works === (this.#since !== null)) return
    this.#worked = this.worked()
    this.#since = works ? performance.now() : null
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    if (!works) return
    this.#timers = [
      setTimeout(
        () => {
          this.#isReached = true
          this.#onLimit()
        },
        Math.max(0, this.#limit - this.#worked),
      ),
      setInterval(() => {
        // Not written now is written ten seconds later; the end of the turn writes it in any case.
        this.#save(this.worked()).catch(() => {})
      }, WORKED_EVERY_MS),
    ]
  }

  /** Stops it for good: who hears late of a slot does not start it again. */
  stop(): void {
    this.run(false)
    this.#isStopped = true
  }
}
