import type { QuerySearch } from '../app/search.ts'
import { readSearch, querySearch } from '../app/search.ts'

const KEY = 'openlinear.query'
/** Stands for all projects. */
const ALL = 'all'

type Kept = Record<string, QuerySearch>

/** The query that was last used in a project; null where nothing but the usual was asked. */
export function recall(projectId: string | null): QuerySearch | null {
  const kept = read()[projectId ?? ALL]
  return kept === undefined ? null : querySearch(readSearch({ ...kept, project: '', view: '' }))
}

/** Keeps it for the next time that the project is opened. */
export function remember(projectId: string | null, search: QuerySearch): void {
  const { [projectId ?? ALL]: before, ...others } = read()
  if (JSON.stringify(before ?? {}) === JSON.stringify(search)) return
  const isUsual = Object.keys(search).length === 0
  const kept = isUsual ? others : { ...others, [projectId ?? ALL]: search }
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // Storage is refused: the address has it still.
  }
}

function read(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Kept) : {}
  } catch {
    return {}
  }
}
