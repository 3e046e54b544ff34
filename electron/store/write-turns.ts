/** Who may write: any number of writers, whom the connection brings in order, or one that has to be alone. */
export class WriteTurns {
  readonly #sharing = new Set<Promise<void>>()
  #alone: Promise<void> | null = null

  /** Begins at once, unless somebody is alone. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== null) await this.#alone
    const done = work()
    const settled = done.then(
      () => undefined,
      () => undefined,
    )
    this.#sharing.add(settled)
    try {
      return await done
    } finally {
      this.#sharing.delete(settled)
    }
  }

  /** Begins when all who are at it have ended; who comes later waits. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#alone !== null) await this.#alone
    const over = Promise.withResolvers<void>()
    this.#alone = over.promise
    try {
      await Promise.all(this.#sharing)
      return await work()
    } finally {
      this.#alone = null
      over.resolve()
    }
  }
}
