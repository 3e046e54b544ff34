import { problemOf } from './errors.ts'

/** So often a call waits for its turn. */
const MOST_WAITS = 5

/**
 * Does a call again when the host asks for patience, after as long as it says: what a user does to many tasks at once
 * is no loop gone wild, and none of it may be lost for being much.
 */
export async function patiently<T>({ next }: { next: () => Promise<T> }): Promise<T> {
  for (let waits = 0; ; waits++) {
    try {
      return await next()
    } catch (error) {
      const { code, details } = problemOf(error)
      const seconds = details?.['seconds']
      if (code !== 'TOO_MANY_REQUESTS' || typeof seconds !== 'number' || waits === MOST_WAITS) throw error
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
}
