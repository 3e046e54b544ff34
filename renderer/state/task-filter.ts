import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'

/** What a view shows. An absent part asks nothing; several values of one part are alternatives. */
export type TaskFilter = {
  statuses?: readonly TaskStatus[]
  labels?: readonly string[]
  priorities?: readonly Priority[]
  /** `open` = queued, running or waiting; `failed`; `none` = never executed. */
  run?: readonly RunFilter[]
  /** Ids that a text search found. */
  ids?: ReadonlySet<string>
  /** Archived tasks too. */
  archived?: boolean
}

export type RunFilter = 'open' | 'waiting' | 'failed' | 'none'

export function matchesFilter(task: Task, filter: TaskFilter): boolean {
  if (task.archived && filter.archived !== true) return false
  if (filter.ids !== undefined && !filter.ids.has(task.id)) return false
  if (filter.statuses !== undefined && !filter.statuses.includes(task.status)) return false
  if (filter.priorities !== undefined && !filter.priorities.includes(task.priority)) return false
  if (filter.labels !== undefined && !filter.labels.some((id) => task.labelIds.includes(id))) return false
  return filter.run === undefined || filter.run.some((one) => matchesRun(task, one))
}

function matchesRun(task: Task, filter: RunFilter): boolean {
  const status = task.executionStatus
  switch (filter) {
    case 'open':
      return status === 'queued' || status === 'running' || status === 'waiting'
    case 'waiting':
      return status === 'waiting'
    case 'failed':
      return status === 'failed'
    case 'none':
      return status === null
  }
}

/** Order of cards in a column. */
export function byOrder(a: Task, b: Task): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
