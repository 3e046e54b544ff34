import type { ReconcileLoop } from './reconcile-loop.ts'

/** Pause after a step that has failed, unless something happens before. */
const RETRY_MS = 60_000

export interface DueSteps {
  /** In milliseconds since 1970. */
  now: () => number
  /**
   * Does at most one of the things that are due.
   *
   * @returns when something may be due again; null = when the loop is woken
   */
  step: (now: number) => Promise<number | null>
  /** Says that a step has thrown. */
  failed: (error: unknown) => void
}

/** Does what is due, one thing after the other, and rests till the next one is or the loop is woken, until it is stopped. */
export function runDue(loop: ReconcileLoop, { now, step, failed }: DueSteps): Promise<void> {
  return loop.run(
    async () => {
      const at = now()
      const next = await step(at)
      if (next === null) return 'rest'
      return next <= at ? 'again' : { restMs: next - at }
    },
    async (error) => {
      failed(error)
      await loop.rest(RETRY_MS)
    },
  )
}
