/** Waits longer than this, such as for an answer overnight, are replayed as if they had been no longer. */
const LONGEST_WAIT = 30_000

/**
 * When each item comes in a replay, in milliseconds from its start. Clocks are set back and runs wait for hours: what
 * was recorded earlier than the item before it comes with that one, and long waits are cut.
 */
export function timelineOf(items: readonly { at: string }[]): Float64Array {
  const times = new Float64Array(items.length)
  let last = items[0] === undefined ? 0 : Date.parse(items[0].at)
  let time = 0
  for (const [index, { at }] of items.entries()) {
    const now = Date.parse(at)
    time += Math.min(LONGEST_WAIT, Math.max(0, now - last))
    last = Math.max(last, now)
    times[index] = time
  }
  return times
}

/** How many items have come by `time`. */
export function countAt(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}
