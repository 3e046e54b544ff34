/** The selected request and where it stands. */
export type Place = { id: string | null; index: number }

/** The selection after the list has changed: the same request, or the one that took its place. */
export function stillSelected(ids: readonly string[], place: Place): Place {
  const at = place.id === null ? -1 : ids.indexOf(place.id)
  if (at !== -1) return { id: place.id, index: at }
  const index = Math.max(0, Math.min(place.index, ids.length - 1))
  return { id: ids[index] ?? null, index }
}

/** The request before or after; null at the ends. */
export function stepTo(ids: readonly string[], id: string | null, by: 1 | -1): string | null {
  return ids[(id === null ? -by : ids.indexOf(id)) + by] ?? null
}
