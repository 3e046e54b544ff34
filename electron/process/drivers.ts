/** Carries one thing to its end. */
export interface Driver {
  /** Until its end, or until {@link stop} is called. */
  drive(): Promise<void>
  /** Something was written that may change what is to be done. */
  wake(): void
  /** Lets go of it without changing its state. */
  stop(): void
}

/** The drivers at work, by the id of what they drive: one each. */
export class Drivers<D extends Driver> {
  readonly #make: (id: string) => D
  readonly #live = new Map<string, { driver: D; done: Promise<void> }>()
  #isClosed = false

  constructor(make: (id: string) => D) {
    this.#make = make
  }

  /** Wakes the driver of `id`, or begins with a new one. */
  drive(id: string): void {
    const live = this.#live.get(id)
    if (live !== undefined) return live.driver.wake()
    if (this.#isClosed) return
    const driver = this.#make(id)
    const done = driver.drive().finally(() => this.#live.delete(id))
    this.#live.set(id, { driver, done })
  }

  get(id: string): D | undefined {
    return this.#live.get(id)?.driver
  }

  /** Waits until nobody drives `id`. */
  async left(id: string): Promise<void> {
    await this.#live.get(id)?.done
  }

  wakeAll(): void {
    for (const { driver } of this.#live.values()) driver.wake()
  }

  /** Stops them all, and begins none any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    const live = [...this.#live.values()]
    for (const { driver } of live) driver.stop()
    await Promise.all(live.map(({ done }) => done))
  }
}
