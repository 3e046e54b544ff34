import type { Driver } from './drivers.ts'
import { ReconcileLoop, type Round } from './reconcile-loop.ts'

/** Carries one thing on in rounds, each of which reads anew what is to be done: a new driver goes on from there. */
export abstract class ReconcileDriver implements Driver {
  readonly #loop = new ReconcileLoop()

  /** Is aborted by {@link stop}. */
  protected get signal(): AbortSignal {
    return this.#loop.signal
  }

  /** One round of work; a round that throws is done again after a pause. */
  protected abstract round(): Promise<Round>

  /** Says that a round has thrown. */
  protected abstract failed(error: unknown): void

  wake(): void {
    this.#loop.wake()
  }

  stop(): void {
    this.#loop.stop()
  }

  async drive(): Promise<void> {
    await this.#loop.run(
      () => this.round(),
      async (error) => {
        this.failed(error)
        await this.#loop.beforeRetry()
      },
    )
  }
}
