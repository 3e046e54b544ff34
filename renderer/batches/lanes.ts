/** A stretch of time that something took; `to` is null while it goes on. */
export type Stretch = { id: string; from: number; to: number | null }

/** A stretch as it is drawn: its lane, and where it begins and how long it is, in percent of the whole. */
export type Bar = { id: string; lane: number; left: number; width: number }

/** Narrower bars could not be seen, nor hit. */
const LEAST = 0.8

/**
 * Stretches laid into lanes, as runs take slots: each in the first lane that is free when it begins. All is in
 * milliseconds.
 *
 * @param begin of the whole picture
 * @param now how far what goes on has come
 * @param end of the whole picture
 */
export function layInLanes(stretches: readonly Stretch[], begin: number, now: number, end = now): Bar[] {
  const whole = Math.max(1, end - begin)
  const free: number[] = []
  return stretches
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1))
    .map(({ id, from, to }) => {
      const open = free.findIndex((at) => at <= from)
      const lane = open === -1 ? free.length : open
      free[lane] = to ?? Number.POSITIVE_INFINITY
      const share = (ms: number) => Math.min(100, Math.max(0, (100 * (ms - begin)) / whole))
      const left = Math.min(share(from), 100 - LEAST)
      return { id, lane, left, width: Math.max(LEAST, share(to ?? now) - left) }
    })
}
