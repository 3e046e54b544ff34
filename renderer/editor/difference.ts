/** One change of a text: what stood from `from` to `to` becomes `insert`. */
export interface Difference {
  from: number
  to: number
  insert: string
}

/** The one change that makes `after` of `before`; null = there is none. */
export function difference(before: string, after: string): Difference | null {
  if (before === after) return null
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}

/**
 * What two made of the same text, brought together.
 *
 * @returns null where both have changed the same place, or places that touch: somebody has to choose then
 */
export function merged(base: string, mine: string, theirs: string): string | null {
  const own = difference(base, mine)
  const other = difference(base, theirs)
  if (own === null || mine === theirs) return theirs
  if (other === null) return mine
  const [first, second] = own.from <= other.from ? [own, other] : [other, own]
  if (first.to >= second.from) return null
  return (
    base.slice(0, first.from) +
    first.insert +
    base.slice(first.to, second.from) +
    second.insert +
    base.slice(second.to)
  )
}
