import type { TaskQuery } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import { compareBy, type FilterWorld, matcher } from './task-filter.ts'
import { type Grouping, type GroupWorld, groupsOf, possibleGroups } from './task-groups.ts'

/** What a query is asked about. */
export type Asked = {
  /** Of one project; null = of all. */
  projectId: string | null
  query: TaskQuery
  /** Ids that the text search found; undefined = nothing is searched. */
  found: ReadonlySet<string> | undefined
  /** Groups that stand there only with a task in them, even where empty ones are shown. */
  shy?: readonly string[]
}

export type World = Omit<FilterWorld, 'taskOf'> & GroupWorld

/** Tasks as they are laid out. What did not change from one arrangement to the next is the same object. */
export type Arrangement = {
  /** Groups, as they stand. */
  columns: readonly string[]
  /** Swimlanes, as they stand; null = there are none. */
  lanes: readonly string[] | null
  /** Ids of tasks by {@link cellKey}; a cell without any is left out. */
  cells: ReadonlyMap<string, readonly string[]>
  /** By column: how many tasks are shown, and how many there are without the conditions. */
  counts: ReadonlyMap<string, Count>
  /** By lane, how many are shown. */
  laneCounts: ReadonlyMap<string, number>
  /** The tasks that match, one after the other. */
  ids: readonly string[]
  /** How many there are without the conditions. */
  total: number
}
export type Count = { shown: number; total: number }

/** Of a column, where there are lanes within one. */
export const cellKey = (column: string, lane: string | null): string =>
  lane === null ? column : `${lane} | ${column}`

/**
 * Finds, sorts and groups tasks as a query says.
 *
 * @param before the arrangement of a moment ago: most of it is so still, which makes this one quick
 */
export function arrange(
  tasks: ReadonlyMap<string, Task>,
  asked: Asked,
  world: World,
  before: Arrangement | null = null,
): Arrangement {
  const { query, projectId } = asked
  const { groupBy, conditions, showArchived } = query
  const lanesBy = lanesOf(query)
  const matches = matcher(
    { conditions, found: asked.found, archived: showArchived },
    { today: world.today, agentOf: world.agentOf, taskOf: (id) => tasks.get(id) },
  )
  const counts = new Map<string, Count>()
  let total = 0
  for (const task of tasks.values()) {
    if ((projectId !== null && task.projectId !== projectId) || (task.archived && !showArchived)) continue
    if (task.isGoal) continue
    total++
    for (const key of groupsOf(task, groupBy, world)) countOf(counts, key).total++
  }

  const sorted = sort(tasks, before?.ids ?? [], query, (task) => {
    if (projectId !== null && task.projectId !== projectId) return false
    return matches(task)
  })
  const cells = new Map<string, string[]>()
  const laneCounts = new Map<string, number>()
  for (const task of sorted) {
    const columns = groupsOf(task, groupBy, world)
    const lanes = lanesBy === null ? [null] : groupsOf(task, lanesBy, world)
    for (const column of columns) countOf(counts, column).shown++
    for (const lane of lanes) {
      if (lane !== null) laneCounts.set(lane, (laneCounts.get(lane) ?? 0) + 1)
      for (const column of columns) {
        const key = cellKey(column, lane)
        const cell = cells.get(key)
        if (cell === undefined) cells.set(key, [task.id])
        else cell.push(task.id)
      }
    }
  }
  const shown = (key: string) => (counts.get(key)?.shown ?? 0) > 0
  const columns = groupsIn(groupBy, asked, world, shown, new Set(counts.keys()))
  const lanes =
    lanesBy === null
      ? null
      : groupsIn(lanesBy, asked, world, (key) => laneCounts.has(key), new Set(laneCounts.keys()), false)
  const next = {
    columns,
    lanes,
    cells,
    counts,
    laneCounts,
    ids: sorted.map(({ id }) => id),
    total,
  }
  return before === null ? next : keep(before, next)
}

/** Lanes are a board's, and say something else than its columns. */
export const lanesOf = ({ layout, groupBy, lanes }: TaskQuery): Grouping | null =>
  layout === 'board' && lanes !== groupBy ? lanes : null

function countOf(counts: Map<string, Count>, key: string): Count {
  const count = counts.get(key)
  if (count !== undefined) return count
  const made = { shown: 0, total: 0 }
  counts.set(key, made)
  return made
}

/** Begins with how they stood a moment ago: what is nearly sorted is sorted in no time. */
function sort(
  tasks: ReadonlyMap<string, Task>,
  before: readonly string[],
  query: TaskQuery,
  matches: (task: Task) => boolean,
): Task[] {
  const known = new Set(before)
  const found: Task[] = []
  for (const id of before) {
    const task = tasks.get(id)
    if (task !== undefined && matches(task)) found.push(task)
  }
  for (const [id, task] of tasks) if (!known.has(id) && matches(task)) found.push(task)
  return found.sort(compareBy(query.order))
}

/** The groups that are shown; those that nobody thought of (of a project that is not here yet) stand last. */
function groupsIn(
  by: Grouping,
  asked: Asked,
  world: World,
  isFilled: (key: string) => boolean,
  all: ReadonlySet<string>,
  mayBeEmpty = asked.query.showEmpty,
): string[] {
  const possible = possibleGroups(by, world, asked.query.conditions)
  const rest = possibleGroups(by, world, {}).filter((key) => !possible.includes(key) && isFilled(key))
  const known = new Set([...possible, ...rest])
  const unknown = [...all].filter((key) => !known.has(key) && isFilled(key)).sort()
  const groups = possible.filter((key) => isFilled(key) || (mayBeEmpty && !asked.shy?.includes(key)))
  if (rest.length === 0) return [...groups, ...unknown]
  const order = possibleGroups(by, world, {})
  const kept = new Set([...groups, ...rest])
  return [...order.filter((key) => kept.has(key)), ...unknown]
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item, index) => item === b[index])

function sameMap<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    const other = b.get(key)
    if (other === undefined || !same(value, other)) return false
  }
  return true
}

/** The new arrangement with everything in it that stayed as it was; the old one if nothing changed. */
function keep(before: Arrangement, next: Arrangement): Arrangement {
  const list = (a: readonly string[], b: readonly string[]) => (sameList(a, b) ? a : b)
  const cells = new Map(next.cells)
  for (const [key, ids] of next.cells) {
    const old = before.cells.get(key)
    if (old !== undefined) cells.set(key, list(old, ids))
  }
  const counts = new Map(next.counts)
  for (const [key, count] of next.counts) {
    const old = before.counts.get(key)
    if (old !== undefined && old.shown === count.shown && old.total === count.total) counts.set(key, old)
  }
  const is = Object.is
  const kept: Arrangement = {
    columns: list(before.columns, next.columns),
    lanes: before.lanes === null || next.lanes === null ? next.lanes : list(before.lanes, next.lanes),
    cells: sameMap(before.cells, cells, is) ? before.cells : cells,
    counts: sameMap(before.counts, counts, is) ? before.counts : counts,
    laneCounts: sameMap(before.laneCounts, next.laneCounts, is) ? before.laneCounts : next.laneCounts,
    ids: list(before.ids, next.ids),
    total: next.total,
  }
  const keys = Object.keys(kept) as (keyof Arrangement)[]
  return keys.every((key) => kept[key] === before[key]) ? before : kept
}
