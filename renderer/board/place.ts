import { generateNKeysBetween } from 'fractional-indexing'
import type { TaskStatus } from '#shared/tasks.ts'

type Placed = { id: string; order: string }

/**
 * Order keys for cards that are put into a column, at `index` among the cards that stay in it.
 * `column` is sorted and may hold the moved cards themselves.
 */
export function placeKeys(column: readonly Placed[], moved: readonly string[], index: number): string[] {
  const rest = column.filter((card) => !moved.includes(card.id))
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

export type Columns = ReadonlyMap<TaskStatus, readonly string[]>

export type Direction = 'up' | 'down' | 'left' | 'right'

export type Spot = { status: TaskStatus; index: number }

export function spotOf(columns: Columns, id: string): Spot | null {
  for (const [status, ids] of columns) {
    const index = ids.indexOf(id)
    if (index !== -1) return { status, index }
  }
  return null
}

/** The card next to `id`; sideways it is the one at the same height in the next column that has cards. */
export function neighbour(columns: Columns, id: string | null, direction: Direction): string | null {
  const spot = id === null ? null : spotOf(columns, id)
  if (spot === null) {
    for (const ids of columns.values()) if (ids[0] !== undefined) return ids[0]
    return null
  }
  if (direction === 'up' || direction === 'down') {
    return columns.get(spot.status)?.[spot.index + (direction === 'down' ? 1 : -1)] ?? null
  }
  const statuses = [...columns.keys()]
  const step = direction === 'right' ? 1 : -1
  for (let at = statuses.indexOf(spot.status) + step; at >= 0 && at < statuses.length; at += step) {
    const status = statuses[at]
    const ids = status === undefined ? [] : (columns.get(status) ?? [])
    if (ids.length > 0) return ids[Math.min(spot.index, ids.length - 1)] ?? null
  }
  return null
}

/** Where a card goes when it is moved one step; the index counts the cards without the moved one. */
export function stepTarget(columns: Columns, id: string, direction: Direction): Spot | null {
  const spot = spotOf(columns, id)
  if (spot === null) return null
  const length = columns.get(spot.status)?.length ?? 0
  if (direction === 'up') return spot.index === 0 ? null : { ...spot, index: spot.index - 1 }
  if (direction === 'down') return spot.index >= length - 1 ? null : { ...spot, index: spot.index + 1 }
  const statuses = [...columns.keys()]
  const status = statuses[statuses.indexOf(spot.status) + (direction === 'right' ? 1 : -1)]
  if (status === undefined) return null
  return { status, index: Math.min(spot.index, columns.get(status)?.length ?? 0) }
}
