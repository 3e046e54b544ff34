import type { Priority, TaskStatus } from '#shared/tasks.ts'
import type { RunFilter, TaskFilter } from '../state/task-filter.ts'
import { PRIORITY_NAMES } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES } from '../ui/icons/status-icon.tsx'

/** What the board shows, as it stands in the address. Lists are written with commas. */
export type BoardSearch = {
  project?: string
  status?: string
  label?: string
  priority?: string
  run?: string
  q?: string
}

export const RUN_FILTER_NAMES: Record<RunFilter, string> = {
  open: 'Running or queued',
  waiting: 'Waiting for me',
  failed: 'Failed',
  none: 'Never executed',
}

const KEYS = ['project', 'status', 'label', 'priority', 'run', 'q'] as const

/** Takes what is a filled string and leaves the rest. */
export function readSearch(raw: Record<string, unknown>): BoardSearch {
  const search: BoardSearch = {}
  for (const key of KEYS) {
    const value = raw[key]
    // `q=42` is parsed as a number by the router.
    if (typeof value === 'string' ? value !== '' : typeof value === 'number') search[key] = String(value)
  }
  return search
}

function list<T extends string>(text: string | undefined, known: Record<T, string>): T[] | undefined {
  const values = text?.split(',').filter((value): value is T => Object.hasOwn(known, value)) ?? []
  return values.length === 0 ? undefined : values
}

export type FilterParts = {
  statuses?: TaskStatus[]
  labels?: string[]
  priorities?: Priority[]
  run?: RunFilter[]
}

/** The filter in the address; unknown words in it ask nothing. */
export function filterParts(search: BoardSearch): FilterParts {
  const statuses = list(search.status, STATUS_NAMES)
  const priorities = list(search.priority, PRIORITY_NAMES)
  const run = list(search.run, RUN_FILTER_NAMES)
  const labels = search.label?.split(',').filter((id) => id !== '')
  return {
    ...(statuses === undefined ? {} : { statuses }),
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
    ...(priorities === undefined ? {} : { priorities }),
    ...(run === undefined ? {} : { run }),
  }
}

export const isFiltered = (filter: TaskFilter): boolean =>
  filter.statuses !== undefined ||
  filter.labels !== undefined ||
  filter.priorities !== undefined ||
  filter.run !== undefined ||
  filter.ids !== undefined

/** `values` as it stands in the address, or nothing for an empty list. */
export const written = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.join(',')
