/** How often GitHub is asked, and when again after a failure. */

/** Lists of what may have changed are asked for so often at most. */
const IDLE_MS = 60_000
/** So much slower is everything while no page is open. */
export const UNWATCHED = 5
const FAILURE_MS = [60_000, 120_000, 300_000, 600_000, 1_800_000]

/** The pause between two lists that are asked for. */
export const idleMs = (isWatched: boolean) => (isWatched ? IDLE_MS : IDLE_MS * UNWATCHED)

/** How long to wait, by how often it was waited before; the last one again and again. */
export const delayAfter = (before: number, delays: readonly number[]) =>
  delays[Math.min(before, delays.length - 1)] ?? 0

/** When it is tried again after a failure. @param retryAt when GitHub wants to be asked again, if it says so */
export function nextTry(failures: number, retryAt: string | null, now: number): number {
  const own = now + delayAfter(failures, FAILURE_MS)
  return retryAt === null ? own : Math.max(Date.parse(retryAt), now + 1_000)
}
