import { setImmediate } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/forecast-report.ts'
import type { ConflictFile } from '#shared/forecasts.ts'
import type { Aside, Git, Touched } from '../git/git.ts'

/** What there is of a task's work. */
export interface Work {
  taskId: string
  commit: string
  /** What it began from. */
  base: string
}

interface Compared extends Work {
  /** null = too many to be named. */
  paths: ReadonlyMap<string, Touched['change']> | null
}

/** Between two pieces of work. */
type Met = Pick<Finding, 'files' | 'shared'>

/** Paths that are looked at before others get their turn in this process. */
const AT_ONCE = 2_000
/** Names of files that merge are told to give an idea, not to be read through. */
const MOST_SHARED = 100

/**
 * Finds where pieces of work meet. What was found between two commits stays true, so it is kept as long as both are
 * asked about.
 */
export class Overlaps {
  readonly #git: Git
  #paths = new Map<string, Compared['paths']>()
  #met = new Map<string, Met>()

  constructor(git: Git) {
    this.#git = git
  }

  /**
   * @param tip what is merged already; null = nothing
   * @returns what was found, and which tasks have changed anything at all
   */
  async find(
    works: readonly Work[],
    tip: string | null,
    aside: Aside,
  ): Promise<{ compared: string[]; findings: Finding[] }> {
    const known = { paths: this.#paths, met: this.#met }
    this.#paths = new Map()
    this.#met = new Map()
    const all: Compared[] = []
    for (const work of works) {
      const paths = await this.#pathsOf(work.base, work.commit, aside, known.paths)
      if (paths === null || paths.size > 0) all.push({ ...work, paths })
    }
    const findings: Finding[] = []
    for (const work of all) {
      if (tip === null || tip === work.base) continue
      const paths = await this.#pathsOf(work.base, tip, aside, known.paths)
      const merged = { taskId: '', commit: tip, base: work.base, paths }
      const met = await this.#once(work, merged, known.met, async () =>
        (await pairsOf([work, merged])).length === 0
          ? { files: [], shared: [] }
          : this.#compare(work, merged, aside),
      )
      findings.push({ taskId: work.taskId, withTaskId: null, ...met })
    }
    for (const [one, other] of await pairsOf(all)) {
      const met = await this.#once(one, other, known.met, () => this.#compare(one, other, aside))
      findings.push({ taskId: one.taskId, withTaskId: other.taskId, ...met })
    }
    return { compared: all.map(({ taskId }) => taskId), findings }
  }

  async #pathsOf(from: string, to: string, aside: Aside, known: ReadonlyMap<string, Compared['paths']>) {
    const key = `${from} ${to}`
    let paths = this.#paths.get(key) ?? known.get(key)
    if (paths === undefined) {
      const touched = await this.#git.touchedFiles({ from, to, aside })
      paths = touched === null ? null : new Map(touched.map(({ path, change }) => [path, change]))
    }
    this.#paths.set(key, paths)
    return paths
  }

  async #once(
    one: Work,
    other: Work,
    known: ReadonlyMap<string, Met>,
    compare: () => Promise<Met | null>,
  ): Promise<Met> {
    const key = [one.base, one.commit, other.base, other.commit].join(' ')
    const met = known.get(key) ?? (await compare())
    if (met === null) return { files: [], shared: [] }
    this.#met.set(key, met)
    return met
  }

  /** @returns null when git cannot say: a commit is gone by now, or the two have nothing in common */
  async #compare(one: Compared, other: Compared, aside: Aside): Promise<Met | null> {
    let all: ConflictFile[]
    try {
      all = await this.#git.previewMerge({ ours: one.commit, theirs: other.commit, aside })
    } catch (error) {
      if (error instanceof AppError && error.code === 'GIT_ERROR') return null
      throw error
    }
    // What one of them has from the tasks before it is between those and the other.
    const isOwn = ({ path, kind }: ConflictFile) =>
      one.base === other.base ||
      kind === 'renamed' ||
      ((one.paths?.has(path) ?? true) && (other.paths?.has(path) ?? true))
    const files = all.filter(isOwn)
    const inConflict = new Set(files.map(({ path }) => path))
    const shared: string[] = []
    for (const path of one.paths?.keys() ?? []) {
      if (shared.length >= MOST_SHARED) break
      if (other.paths?.has(path) === true && !inConflict.has(path)) shared.push(path)
    }
    return { files, shared }
  }
}

/**
 * Pieces of work that may be at odds: they change the same path, one has a file where the other has a folder, or one
 * adds a file to a folder out of which the other takes some, and may have moved it.
 */
export async function pairsOf<T extends Pick<Compared, 'paths'>>(works: readonly T[]): Promise<[T, T][]> {
  const byPath = new Map<string, Set<number>>()
  const emptied = new Map<string, Set<number>>()
  let looked = 0
  const rest = async () => {
    looked += 1
    if (looked % AT_ONCE === 0) await setImmediate()
  }
  const note = (index: Map<string, Set<number>>, key: string, at: number) => {
    const known = index.get(key)
    if (known === undefined) index.set(key, new Set([at]))
    else known.add(at)
  }
  for (const [at, { paths }] of works.entries()) {
    for (const [path, change] of paths ?? []) {
      note(byPath, path, at)
      if (change === 'deleted') note(emptied, folderOf(path), at)
      await rest()
    }
  }
  const near = works.map(() => new Set<number>())
  for (const [at, { paths }] of works.entries()) {
    const meet = (others: ReadonlySet<number> | undefined) => {
      for (const other of others ?? []) {
        if (other === at) continue
        near[Math.min(at, other)]?.add(Math.max(at, other))
      }
    }
    if (paths === null) meet(new Set(works.keys()))
    for (const [path, change] of paths ?? []) {
      meet(byPath.get(path))
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        if (folder !== '') meet(byPath.get(folder))
        if (change === 'added') meet(emptied.get(folder))
        if (folder === '') break
      }
      await rest()
    }
  }
  return near.flatMap((others, at) =>
    [...others]
      .sort((a, b) => a - b)
      .flatMap((other): [T, T][] => {
        const [one, next] = [works[at], works[other]]
        return one === undefined || next === undefined ? [] : [[one, next]]
      }),
  )
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
