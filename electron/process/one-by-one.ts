/** Lets pieces of work under the same key in one after the other. */
export class OneByOne {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `work` when everything asked for earlier under `key` has ended, well or not. Never nest it. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work)
    const ended = mine.catch(() => {
      // Whoever asked for it is told.
    })
    this.#last.set(key, ended)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === ended) this.#last.delete(key)
    }
  }

  /** Waits for what was asked for so far, under every key. */
  async idle(): Promise<void> {
    await Promise.all(this.#last.values())
  }
}
