import fuzzysort, { type SnapshotKey } from 'fuzzysort'
import { isMentionable } from '#shared/file-mentions.ts'
import type { FoundFile, FoundFiles } from '#shared/steering.ts'

/** More files are not looked through: a search stays a matter of some tens of milliseconds. */
const MOST_FILES = 300_000
/** So many of the best are put in order by more than their letters. */
const SHORTLIST = 200
const THRESHOLD = 0.2
/** What a match in the name itself is worth, a file before a folder, and each folder above it less. */
const IN_NAME = 0.25
const FILE = 0.02
const DEPTH = 0.01

/** The files of one working tree, ready to be searched. */
export class FileIndex {
  readonly #entries: FoundFile[]
  readonly #snapshot: SnapshotKey<FoundFile>
  readonly #total: number
  readonly #cut: boolean

  /** @param listed as `listFiles` of git gives it */
  constructor(listed: Uint8Array) {
    const { paths, cut } = pathsIn(listed)
    this.#entries = [
      ...paths.map((path): FoundFile => ({ path, kind: 'file' })),
      ...foldersOf(paths).map((path): FoundFile => ({ path, kind: 'folder' })),
    ]
    this.#total = paths.length
    this.#cut = cut
    this.#snapshot = fuzzysort.snapshot(this.#entries, { key: 'path' })
  }

  /** The best first; of an empty query what lies at the top. */
  find(query: string, limit: number): FoundFiles {
    const wanted = query
      .trim()
      .replaceAll('\\', '/')
      .replace(/^(?:\.?\/)+/, '')
    const items = wanted === '' ? this.#top(limit) : this.#matching(wanted, limit)
    return { items, total: this.#total, cut: this.#cut }
  }

  #top(limit: number): FoundFile[] {
    return this.#entries
      .filter(({ path }) => !path.includes('/'))
      .sort((a, b) => (a.kind === b.kind ? compare(a.path, b.path) : a.kind === 'folder' ? -1 : 1))
      .slice(0, limit)
  }

  #matching(wanted: string, limit: number): FoundFile[] {
    const found = fuzzysort.go(wanted, this.#snapshot, {
      limit: Math.max(SHORTLIST, limit),
      threshold: THRESHOLD,
    })
    return found
      .map(({ obj, score, indexes }) => {
        const nameAt = obj.path.lastIndexOf('/') + 1
        const inName = (indexes[0] ?? 0) >= nameAt ? IN_NAME : 0
        const depth = obj.path.split('/').length
        return { obj, worth: score + inName + (obj.kind === 'file' ? FILE : 0) - DEPTH * depth }
      })
      .sort((a, b) => b.worth - a.worth || compare(a.obj.path, b.obj.path))
      .slice(0, limit)
      .map(({ obj }) => ({ path: obj.path, kind: obj.kind }))
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Paths that are there, each once, however git lists them: a conflicted one thrice, a deleted one twice. */
function pathsIn(listed: Uint8Array): { paths: string[]; cut: boolean } {
  const gone = new Set<string>()
  const paths = new Set<string>()
  for (const record of new TextDecoder().decode(listed).split('\0')) {
    const path = record.slice(2)
    if (record.startsWith('R ')) gone.add(path)
    // A folder with a repository of its own in it, that git does not look into.
    else if (!path.endsWith('/') && isMentionable(path)) paths.add(path)
  }
  const there = gone.size === 0 ? [...paths] : [...paths].filter((path) => !gone.has(path))
  return { paths: there.slice(0, MOST_FILES), cut: there.length > MOST_FILES }
}

function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at)
      // Whoever has it in has those above it in, too.
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return [...folders]
}
