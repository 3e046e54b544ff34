import { PRIORITY_RANK } from '#shared/priority-rank.ts'
import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import { dayOf } from '../ui/day.ts'

/** Which tasks a view shows. */
export type TaskFilter = {
  /** The text in them is the host's to search: see `found`. */
  conditions: TaskConditions
  /** Ids that the text search found; undefined = nothing is searched. */
  found?: ReadonlySet<string> | undefined
  /** Archived tasks too. */
  archived: boolean
}

/** What a filter has to know beyond the task itself. */
export type FilterWorld = {
  /** The user's calendar day, `YYYY-MM-DD`. */
  today: string
  /** The task with this id, if it is here. */
  taskOf: (id: string) => Pick<Task, 'status'> | undefined
  /** Who works on the tasks of a project that name nobody. */
  agentOf: (projectId: string) => string
}

/** Who would work on it. */
export const agentOfTask = (
  { agent, projectId }: Pick<Task, 'agent' | 'projectId'>,
  world: Pick<FilterWorld, 'agentOf'>,
): string => agent ?? world.agentOf(projectId)

const isOver = ({ status }: Pick<Task, 'status'>): boolean => status === 'done' || status === 'cancelled'

/** Whether it waits for others that are not done. Those that are not here hold nothing up. */
export function isBlocked(task: Pick<Task, 'status' | 'dependsOn'>, taskOf: FilterWorld['taskOf']): boolean {
  if (isOver(task)) return false
  return task.dependsOn.some((id) => {
    const other = taskOf(id)
    // As the host counts: what was cancelled has not been done.
    return other !== undefined && other.status !== 'done'
  })
}

/**
 * A test for tasks: every part of the filter holds, and of a part with several values one of them. Made once for many
 * tasks.
 */
export function matcher(filter: TaskFilter, world: FilterWorld): (task: Task) => boolean {
  const { found, archived } = filter
  const { status, priority, label, project, agent, run, due, blocked } = filter.conditions
  const parts: ((task: Task) => boolean)[] = []
  // Goals of brainstorms are archived, too.
  parts.push(archived ? (task) => !task.isGoal : (task) => !task.archived)
  if (found !== undefined) parts.push(({ id }) => found.has(id))
  if (status !== undefined) parts.push((task) => status.includes(task.status))
  if (priority !== undefined) parts.push((task) => priority.includes(task.priority))
  if (label !== undefined) parts.push(({ labelIds }) => label.some((id) => labelIds.includes(id)))
  if (project !== undefined) parts.push(({ projectId }) => project.includes(projectId))
  if (agent !== undefined) parts.push((task) => agent.includes(agentOfTask(task, world)))
  if (run !== undefined) parts.push((task) => run.some((one) => matchesRun(task, one)))
  if (due !== undefined) {
    const inAWeek = dayOf(new Date(`${world.today}T12:00:00`), 7)
    parts.push((task) => due.some((one) => matchesDue(task, one, world.today, inAWeek)))
  }
  if (blocked !== undefined) parts.push((task) => isBlocked(task, world.taskOf) === blocked)
  return (task) => parts.every((part) => part(task))
}

function matchesRun(
  { executionStatus: status }: Task,
  filter: NonNullable<TaskConditions['run']>[number],
): boolean {
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

function matchesDue(
  task: Task,
  filter: NonNullable<TaskConditions['due']>[number],
  today: string,
  inAWeek: string,
): boolean {
  const day = task.dueDate
  if (day === null) return filter === 'none'
  switch (filter) {
    case 'overdue':
      // What is done is not late any more, whenever it was due.
      return day < today && !isOver(task)
    case 'today':
      return day === today
    case 'week':
      return day >= today && day <= inAWeek
    case 'none':
      return false
  }
}

type Compare = (a: Task, b: Task) => number

/** As cards were moved by hand: by fractional index, as plain strings, then by id. */
export function byOrder(a: Pick<Task, 'order' | 'id'>, b: Pick<Task, 'order' | 'id'>): number {
  return byText(a.order, b.order) || byText(a.id, b.id)
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** After every day there is. */
const NO_DAY = '~'

const COMPARE: Record<TaskQuery['order'], Compare> = {
  manual: byOrder,
  priority: (a, b) => PRIORITY_RANK[a.priority] - PRIORITY_RANK[b.priority] || byOrder(a, b),
  updated: (a, b) => byText(b.updatedAt, a.updatedAt) || byOrder(a, b),
  created: (a, b) => byText(b.createdAt, a.createdAt) || byOrder(a, b),
  due: (a, b) => byText(a.dueDate ?? NO_DAY, b.dueDate ?? NO_DAY) || byOrder(a, b),
}

/** How tasks stand one after the other: total, so that two windows show the same. */
export const compareBy = (order: TaskQuery['order']): Compare => COMPARE[order]
