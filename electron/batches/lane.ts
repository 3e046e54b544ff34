/** The one thing that goes on in the integration worktree of a batch; runs go on beside it. */
export class Lane {
  readonly #signal: AbortSignal
  readonly #wake: () => void
  #stop = new AbortController()
  #work: Promise<void> | null = null
  #after: Promise<void> | null = null
  #isAhead = false
  /** Whether anything has gone on there since this driver began. */
  wasUsed = false

  /**
   * @param signal ends what goes on with the driver
   * @param wake is called when it has ended
   */
  constructor(signal: AbortSignal, wake: () => void) {
    this.#signal = signal
    this.#wake = wake
  }

  get isBusy(): boolean {
    return this.#work !== null
  }

  /** Something is made ready there that nobody waits for. */
  get isAhead(): boolean {
    return this.isBusy && this.#isAhead
  }

  /** What came after work that has ended still goes on. */
  get isFollowed(): boolean {
    return this.#after !== null
  }

  /** For what begins next; {@link end} aborts the one given out last. */
  newSignal(): AbortSignal {
    this.#stop = new AbortController()
    return AbortSignal.any([this.#signal, this.#stop.signal])
  }

  end(): void {
    this.#stop.abort(new Error('The batch ends.'))
  }

  /**
   * @param work does not throw
   * @param isAhead nobody waits for it
   */
  take(work: () => Promise<void>, isAhead = false): void {
    this.wasUsed = true
    this.#isAhead = isAhead
    this.#work = work().finally(() => {
      this.#work = null
      this.#wake()
    })
  }

  /**
   * Something of the work that goes on beside what is taken next.
   *
   * @param work does not throw
   */
  follow(work: () => Promise<void>): void {
    const after: Promise<void> = Promise.all([this.#after, work()]).then(() => {
      if (this.#after === after) this.#after = null
      this.#wake()
    })
    this.#after = after
  }

  /** When nothing goes on there. */
  async idle(): Promise<void> {
    await this.#work
    await this.#after
  }
}
