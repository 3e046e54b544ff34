/** So many waits in a row, without a word of the model between them, before the user is asked. */
const MOST_WAITS = 8

/** The first wait for a provider that does not say how long; each one after it is twice as long. */
const FIRST_MS = 30_000

/**
 * How long a run waits for a provider that limits requests, in milliseconds; null = the user is asked.
 *
 * @param told what the provider has said, in milliseconds; null = nothing
 * @param before waits in a row until now
 * @param most the longest wait that is waited
 */
export function providerWait(told: number | null, before: number, most: number): number | null {
  if (before >= MOST_WAITS || (told !== null && told > most)) return null
  return told ?? Math.min(most, FIRST_MS * 2 ** before)
}
