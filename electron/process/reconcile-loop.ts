import { setTimeout } from 'node:timers/promises'

/** What is left after a round: nothing for good, more to do at once, or nothing until somebody wakes the loop. */
export type Round = 'over' | 'again' | 'rest'

/** Pause before something is tried again that has failed. */
const RETRY_MS = 2_000

/**
 * Does one round of work after the other, each of which looks anew at all there is to do. Whoever changes that
 * wakes it.
 */
export class ReconcileLoop {
  readonly #controller = new AbortController()
  readonly #retryMs: number
  #bell = Promise.withResolvers<void>()

  constructor(retryMs = RETRY_MS) {
    this.#retryMs = retryMs
  }

  /** Is aborted by {@link stop}. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** There may be more to do. A round that goes on is followed by another one. */
  wake(): void {
    this.#bell.resolve()
  }

  /** Begins no round any more. */
  stop(): void {
    this.#controller.abort(new Error('OpenLinear closes.'))
    this.wake()
  }

  /** Waits a while, or until {@link stop}: a full disk tells nobody when there is room again. */
  async beforeRetry(): Promise<void> {
    await setTimeout(this.#retryMs, undefined, { signal: this.signal }).catch(() => undefined)
  }

  /**
   * Until it is over or {@link stop} is called and the round that went on has ended.
   *
   * @param onFailure is awaited before the next round
   */
  async run(round: () => Promise<Round>, onFailure: (error: unknown) => Promise<void>): Promise<void> {
    while (!this.signal.aborted) {
      this.#bell = Promise.withResolvers<void>()
      try {
        const left = await round()
        if (left === 'over') return
        if (left === 'again') continue
      } catch (error) {
        if (this.signal.aborted) return
        await onFailure(error)
        continue
      }
      await this.#bell.promise
    }
  }
}
