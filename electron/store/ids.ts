import { randomInt } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/** Half of what the counter of a UUIDv7 holds: the other half is for what is made in one millisecond. */
const FIRST_COUNT = 2 ** 31

/**
 * Makes UUIDv7s that sort in the order they are made, whatever the clock does: rows are listed by them.
 *
 * @param newest when the last ones were made, before a restart, in epoch milliseconds
 */
export function createIds(newest: number, now: () => number = Date.now): () => string {
  let msecs = newest
  let seq = FIRST_COUNT * 2
  return () => {
    const time = now()
    seq += 1
    if (time > msecs || seq >= FIRST_COUNT * 2) {
      msecs = Math.max(time, msecs + 1)
      seq = randomInt(FIRST_COUNT)
    }
    return uuidv7({ msecs, seq })
  }
}
