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
  let open = [...counted].flatMap(leadsTo)
  if (open.length === 0) return [...counted]
  const index = createIndex(files)
  const seen = new Set<string>()
  for (let hop = 0; hop < MAX_HOPS && open.length > 0; hop += 1) {
    const next: string[] = []
    for (const place of open) {
      if (seen.has(place)) continue
      seen.add(place)
      for (const file of index.in(place)) {
        if (counted.has(file)) continue
        counted.add(file)
        next.push(...leadsTo(file))
      }
      // The way there may itself go through a link.
      for (const { link, rest } of index.onTheWay(place)) {
        counted.add(link)
        next.push(...leadsTo(link).map((there) => posix.join(there, rest)))
      }
    }
    open = next
  }
  return [...counted]
}

/** What file systems take for the same path, though its letters have another case or are put together otherwise. */
const fold = (path: string) => path.normalize('NFC').toLowerCase()

/** The place in the repository that a link names, if it is one in it. */
function leadsTo({ path, target }: Listed): string[] {
  if (target === null || target.startsWith('/')) return []
  const place = posix.join(posix.dirname(path), target.replaceAll('\\', '/')).replace(/\/$/, '')
  return place === '..' || place.startsWith('../') ? [] : [fold(place)]
}

/** Finds files by place: a repository may have a million of them, and as many links as it likes. */
function createIndex<T extends Listed>(files: readonly T[]) {
  const sorted = files
    .map((file) => ({ file, path: fold(file.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const links = new Map<string, T[]>()
  for (const { file, path } of sorted)
    if (file.target !== null) links.set(path, [...(links.get(path) ?? []), file])

  /** The files from `start` on, as long as their paths hold. */
  function* run(start: string, holds: (path: string) => boolean): Generator<T> {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.path ?? '') < start) low = middle + 1
      else high = middle
    }
    for (let one = sorted[low]; one !== undefined && holds(one.path); one = sorted[++low]) yield one.file
  }

  return {
    /** The file at a place, or all in the folder there. */
    *in(place: string): Generator<T> {
      if (place === '.') return yield* files
      yield* run(place, (path) => path === place)
      yield* run(`${place}/`, (path) => path.startsWith(`${place}/`))
    },
    /** Links at a place or above it, with the rest of the way. */
    *onTheWay(place: string): Generator<{ link: T; rest: string }> {
      for (let end = place.length; end > 0; end = place.lastIndexOf('/', end - 1))
        for (const link of links.get(place.slice(0, end)) ?? []) yield { link, rest: place.slice(end) }
    },
  }
}
