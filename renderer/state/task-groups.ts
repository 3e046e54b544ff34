import { PRIORITY_RANK } from '#shared/priority-rank.ts'
import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import type { Task, TaskStatus } from '#shared/tasks.ts'
import { agentOfTask } from './task-filter.ts'

export type Grouping = TaskQuery['groupBy']

/** The group of tasks without a label, or in no open batch. */
export const NONE = '-'

/** What groups there can be; each list in the order in which its groups stand. */
export type GroupWorld = {
  projectIds: readonly string[]
  labelIds: readonly string[]
  agents: readonly string[]
  batchIds: readonly string[]
  /** The open batch that a task belongs to. */
  batchOf: (taskId: string) => string | undefined
  /** Who works on the tasks of a project that name nobody. */
  agentOf: (projectId: string) => string
}

const STATUS_ORDER: Record<TaskStatus, number> = {
  backlog: 0,
  todo: 1,
  in_progress: 2,
  in_review: 3,
  done: 4,
  cancelled: 5,
}

/** Keys of the groups that a task stands in: one, but for labels, of which it may have several. */
export function groupsOf(task: Task, by: Grouping, world: GroupWorld): readonly string[] {
  switch (by) {
    case 'status':
      return [task.status]
    case 'priority':
      return [task.priority]
    case 'project':
      return [task.projectId]
    case 'label':
      return task.labelIds.length === 0 ? [NONE] : task.labelIds
    case 'agent':
      return [agentOfTask(task, world)]
    case 'batch':
      return [world.batchOf(task.id) ?? NONE]
  }
}

/** Every group there can be while the conditions hold, in their order; of other tasks none could stand in another. */
export function possibleGroups(by: Grouping, world: GroupWorld, conditions: TaskConditions): string[] {
  const only = (keys: readonly string[], asked: readonly string[] | undefined) =>
    asked === undefined ? [...keys] : keys.filter((key) => asked.includes(key))
  switch (by) {
    case 'status':
      return only(Object.keys(STATUS_ORDER), conditions.status)
    case 'priority':
      return only(Object.keys(PRIORITY_RANK), conditions.priority)
    case 'project':
      return only(world.projectIds, conditions.project)
    case 'label':
      return only([...world.labelIds, NONE], conditions.label)
    case 'agent':
      return only(world.agents, conditions.agent)
    case 'batch':
      return [...world.batchIds, NONE]
  }
}
