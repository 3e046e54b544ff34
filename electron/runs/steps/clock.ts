import { AwakeTime } from '#electron/process/awake.ts'

/** How often the time worked is written down, so that a crash forgets little of it. */
const WORKED_EVERY_MS = 10_000
/** A timer may come so much before its time. */
const EARLY_MS = 10

/** Counts the time an agent works, over crashes and pauses, against the run's limit. Waiting for the user is no work, nor is a sleep of the machine. */
export class WorkClock {
  readonly #limit: number
  readonly #save: (worked: number) => Promise<void>
  #worked: number
  /** Counts since the clock was started last; null while it stands. */
  #since: AwakeTime | null = null
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
    return Math.round(this.#worked + (this.#since === null ? 0 : this.#since.now()))
  }

  isOver(): boolean {
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
    this.#since?.stop()
    this.#since = works ? new AwakeTime() : null
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
    if (!works) return
    this.#watch()
    this.#timers.push(
      setInterval(() => {
        // Not written now is written ten seconds later; the end of the turn writes it in any case.
        this.#save(this.worked()).catch(() => {})
      }, WORKED_EVERY_MS),
    )
  }

  #watch(): void {
    const timer = setTimeout(
      () => {
        this.#timers = this.#timers.filter((one) => one !== timer)
        // It may come a moment before its time, or after a sleep that is not counted.
        if (this.#limit - this.worked() > EARLY_MS) return this.#watch()
        this.#isReached = true
        this.#onLimit()
      },
      Math.max(0, this.#limit - this.worked()),
    )
    this.#timers.push(timer)
  }

  /** Stops it for good: who hears late of a slot does not start it again. */
  stop(): void {
    this.run(false)
    this.#isStopped = true
  }
}
