import { generateNKeysBetween } from 'fractional-indexing'

type Placed = { id: string; order: string }

/**
 * Order keys for cards that are put into a column, at `index` among the cards that stay in it.
 * `column` is sorted and may hold the moved cards themselves.
 */
export function placeKeys(column: readonly Placed[], moved: readonly string[], index: number): string[] {
  const gone = new Set(moved)
  const rest = column.filter((card) => !gone.has(card.id))
  const before = index <= 0 ? null : (rest[Math.min(index, rest.length) - 1]?.order ?? null)
  // Cards may share a key (two pages wrote at once): the next greater one leaves room.
  const after =
    rest.slice(Math.max(0, index)).find((card) => before === null || card.order > before)?.order ?? null
  try {
    return generateNKeysBetween(before, after, moved.length)
  } catch {
    // A key written by some other tool, which is any letters and digits.
    const keys: string[] = []
    let low = before ?? ''
    for (let n = 0; n < moved.length; n++) {
      low = keyBetween(low, after)
      keys.push(low)
    }
    return keys
  }
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A string of letters and digits after `low` and, where one exists, before `high`. */
export function keyBetween(low: string, high: string | null): string {
  let key = ''
  let bounded = high !== null
  for (let at = 0; at < 199; at++) {
    const from = Math.max(0, DIGITS.indexOf(low[at] ?? '0'))
    const to = bounded ? Math.max(0, DIGITS.indexOf(high?.[at] ?? '0')) : DIGITS.length
    const middle = (from + to) >> 1
    if (middle > from) return key + DIGITS.charAt(middle)
    key += DIGITS.charAt(from)
    if (to > from) bounded = false
  }
  return `${low}V`
}
