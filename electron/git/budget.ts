/** Who goes first when processes have to wait: what a person looks at, then runs, then housekeeping. */
export type Priority = 'high' | 'normal' | 'low'

const RANK: Record<Priority, number> = { high: 0, normal: 1, low: 2 }

interface Waiting {
  rank: number
  enter: () => void
}

/** At most `limit` pieces of work at once; the rest waits by priority, then by age. */
export class Budget {
  readonly #limit: number
  readonly #waiting: Waiting[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * Runs `work` when there is room.
   *
   * @throws the signal's reason when it is aborted before there is room
   */
  async run<T>(priority: Priority, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    if (this.#running < this.#limit) this.#running += 1
    else await this.#wait(RANK[priority], signal)
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // The place goes straight to the next one, so that nobody can slip in between.
      if (next === undefined) this.#running -= 1
      else next.enter()
    }
  }

  #wait(rank: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.#waiting.indexOf(entry)
        if (at >= 0) this.#waiting.splice(at, 1)
        reject(signal?.reason)
      }
      const entry: Waiting = {
        rank,
        enter: () => {
          signal?.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal?.addEventListener('abort', leave, { once: true })
      const before = this.#waiting.findIndex((other) => other.rank > rank)
      this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, entry)
    })
  }
}

/** One piece of work at a time for each key, in the order they came. Not re-entrant. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>()

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#tails.set(key, promise)
    await before
    try {
      return await work()
    } finally {
      resolve()
      if (this.#tails.get(key) === promise) this.#tails.delete(key)
    }
  }
}
