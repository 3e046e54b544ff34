const KEY = 'openlinear.recent-commands'

/** So many are remembered; fewer are shown. */
const MAX = 24

/** Ids of what was chosen in the palette, the last one first. */
export function readRecent(): readonly string[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(held) ? held.filter((id) => typeof id === 'string').slice(0, MAX) : []
  } catch {
    // Without a storage, or with another's words in it, nothing is remembered.
    return []
  }
}

/** Remembers that this was chosen. */
export function keepRecent(id: string): void {
  try {
    const next = [id, ...readRecent().filter((other) => other !== id)].slice(0, MAX)
    localStorage.setItem(KEY, JSON.stringify(next))
  } catch {
    // As above.
  }
}
