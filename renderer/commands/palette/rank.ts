import { defaultFilter } from 'cmdk'
import { t } from '../../strings/t.ts'
import type { PaletteGroup, PaletteItem } from './item.ts'

/** What is found by the beginnings of its words only. */
const BY_WORDS = 0.6

/** How well `query` finds it, 0 = not at all: letters of the label may be left out, words may be others that mean it. */
export function score(query: string, label: string, words = ''): number {
  if (query === '') return 1
  const known = `${label} ${words}`.toLowerCase().split(/[\s…,:]+/)
  const begun = query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.some((one) => one.startsWith(word)))
  return Math.max(defaultFilter(label, query), begun ? BY_WORDS : 0)
}

/** What is found so much worse than the best only has the same letters somewhere. */
const WORSE = 0.2

/** What was chosen lately is found a little better. */
const RECENT_BONUS = 1.08

/**
 * Of each group what the query finds, the best first; the group with the best one first. Of `found` it is known that
 * they are, and in which order.
 */
export function ranked(
  groups: readonly PaletteGroup[],
  query: string,
  recent: readonly string[],
  found: PaletteGroup = { name: '', items: [] },
): readonly PaletteGroup[] {
  if (query === '') {
    const listed = groups.map(({ name, items }) => ({
      name,
      items: items.filter(({ onlyFound }) => onlyFound !== true),
    }))
    return listed.filter(({ items }) => items.length > 0)
  }
  const scored = groups.map(({ name, items }) => ({
    name,
    scored: items
      .map((item) => ({ item, score: scoreOf(query, item) * (recent.includes(item.id) ? RECENT_BONUS : 1) }))
      .filter((one) => one.score > 0)
      .sort((a, b) => b.score - a.score),
  }))
  const best = Math.max(0, ...scored.map((group) => group.scored[0]?.score ?? 0))
  return [
    ...scored.map((group) => ({
      name: group.name,
      items: group.scored.filter((one) => one.score >= best * WORSE).map(({ item }) => item),
      best: group.scored[0]?.score ?? 0,
    })),
    { ...found, best: Math.max(0, ...found.items.map((item) => scoreOf(query, item))) },
  ]
    .filter(({ items }) => items.length > 0)
    .sort((a, b) => b.best - a.best)
}

const scoreOf = (query: string, { label, words, code }: PaletteItem): number =>
  Math.max(score(query, label, words), code === undefined ? 0 : score(query, code))

/** What was chosen lately and is possible now, the last one first; and the groups without it. */
export function recentFirst(
  groups: readonly PaletteGroup[],
  recent: readonly PaletteItem[],
): readonly PaletteGroup[] {
  if (recent.length === 0) return groups
  const ids = new Set(recent.map(({ id }) => id))
  const rest = groups.map(({ name, items }) => ({ name, items: items.filter(({ id }) => !ids.has(id)) }))
  return [{ name: t('Recent'), items: recent }, ...rest]
}

/** So many rows from the beginning, with what they stand under. */
export function firstRows(groups: readonly PaletteGroup[], count: number): readonly PaletteGroup[] {
  const first: PaletteGroup[] = []
  let left = count
  for (const { name, items } of groups) {
    if (left <= 0) break
    first.push({ name, items: items.slice(0, left) })
    left -= items.length
  }
  return first
}
