import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What is left after a round: nothing for good, more to do at once, nothing until somebody wakes the loop, or nothing
 * until then or until so many milliseconds have passed.
 */
export type Round = 'over' | 'again' | 'rest' | { restMs: number }

/** Pause before something is tried again that has failed. */
const RETRY_MS = 2_000

/** Beyond some 25 days Node's timers fire at once; a clock that was set back may ask for more. */
const LONGEST_REST_MS = 60 * 60_000

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
    await sleep(this.#retryMs, undefined, { signal: this.signal }).catch(() => undefined)
  }

  /**
   * Until it is over or {@link stop} is called and the round that went on has ended.
   *
   * @param onFailure is awaited before the next round
   */
  async run(round: () => Promise<Round>, onFailure: (error: unknown) => Promise<void>): Promise<void> {
    while (!this.signal.aborted) {
      this.#bell = Promise.withResolvers<void>()
      let left: Round
      try {
        left = await round()
      } catch (error) {
        if (this.signal.aborted) return
        await onFailure(error)
        continue
      }
      if (left === 'over') return
      if (left === 'rest') await this.#bell.promise
      else if (left !== 'again') await this.rest(left.restMs)
    }
  }

  /** Waits a while, or until it is woken, which it may have been in the round that was just done. */
  async rest(ms: number): Promise<void> {
    const timer = setTimeout(() => this.wake(), Math.min(ms, LONGEST_REST_MS)).unref()
    await this.#bell.promise
    clearTimeout(timer)
  }
}
