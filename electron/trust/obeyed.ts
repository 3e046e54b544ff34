import { posix } from 'node:path'

/** A file or a link; `target` is the link's text. */
export interface Listed {
  path: string
  target: string | null
}

/** As many links as a system would follow. */
const MAX_HOPS = 40

/**
 * Which files count: those the agent's program runs or obeys, and what such a file leads to inside the
 * repository when it is a link. A link itself counts by its text; one that leads out of the repository has
 * nothing behind it that is the repository's.
 */
export function obeyedFiles<T extends Listed>(files: readonly T[], obeys: (path: string) => boolean): T[] {
  const counted = new Set(
    // A link may stand for a folder, such as `.opencode` itself.
    files.filter(({ path, target }) => obeys(path) || (target !== null && obeys(`${path}/link`))),
  )
  const links = files.flatMap(({ path, target }) => (target === null ? [] : [{ path, target }]))
  let open = [...counted].flatMap(({ path, target }) => leadsTo(path, target))
  const seen = new Set<string>()
  for (let hop = 0; hop < MAX_HOPS && open.length > 0; hop += 1) {
    const next: string[] = []
    for (const place of open) {
      if (seen.has(place)) continue
      seen.add(place)
      for (const file of files) {
        if (!isIn(file.path, place) || counted.has(file)) continue
        counted.add(file)
        next.push(...leadsTo(file.path, file.target))
      }
      // The way there may itself go through a link.
      for (const { path, target } of links) {
        if (!isIn(place, path)) continue
        const file = files.find((one) => one.path === path)
        if (file !== undefined) counted.add(file)
        next.push(...leadsTo(path, target).map((there) => posix.join(there, place.slice(path.length))))
      }
    }
    open = next
  }
  return [...counted]
}

/** The place in the repository that a link names, if it is one in it. */
function leadsTo(path: string, target: string | null): string[] {
  if (target === null || target.startsWith('/')) return []
  const place = posix.join(posix.dirname(path), target.replaceAll('\\', '/')).replace(/\/$/, '')
  return place === '..' || place.startsWith('../') ? [] : [place]
}

/** Whether `path` is `place` or lies in it; file systems may not care for the case of letters. */
function isIn(path: string, place: string): boolean {
  if (place === '.') return true
  const [inner, outer] = [path.toLowerCase(), place.toLowerCase()]
  return inner === outer || inner.startsWith(`${outer}/`)
}
