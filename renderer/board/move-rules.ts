import type { TaskConditions, TaskQuery } from '#shared/task-query.ts'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import { lanesOf } from '../state/arrange.ts'
import type { TaskPatch } from '../state/actions.ts'
import { type Grouping, type GroupWorld, groupsOf, NONE } from '../state/task-groups.ts'
import type { NewTask } from '../state/view.ts'
import { t } from '../strings/t.ts'
import type { Place } from './grid.ts'

/** Groups that a task cannot be moved out of, and why. */
const FIXED: Partial<Record<Grouping, string>> = {
  project: t('A task stays in its project'),
  batch: t('What is in a batch is chosen when the batch is begun'),
}

/** Why a task cannot go from one place to another; null = it can. */
export function refusal(query: TaskQuery, from: Place, to: Place): string | null {
  const lanes = lanesOf(query)
  const column = from.column === to.column ? null : (FIXED[query.groupBy] ?? null)
  const lane = lanes === null || from.lane === to.lane ? null : (FIXED[lanes] ?? null)
  return column ?? lane
}

/** Where a task stands; with several labels in several places: then in `near`, if it stands there. */
export function placeOf(query: TaskQuery, task: Task, near: Place, world: GroupWorld): Place {
  const lanes = lanesOf(query)
  const keyOf = (by: Grouping, wanted: string) => {
    const keys = groupsOf(task, by, world)
    return keys.includes(wanted) ? wanted : (keys[0] ?? wanted)
  }
  return {
    column: keyOf(query.groupBy, near.column),
    lane: lanes === null || near.lane === null ? null : keyOf(lanes, near.lane),
  }
}

/** What of the task is to be set so that it stands there. Ask {@link refusal} first. */
export function changeFor(
  query: TaskQuery,
  task: Task,
  from: Place,
  to: Place,
  agentOf: (projectId: string) => string,
): TaskPatch {
  const lanes = lanesOf(query)
  const patch =
    from.column === to.column ? {} : fieldFor(query.groupBy, task, from.column, to.column, agentOf)
  if (lanes === null || from.lane === null || to.lane === null || from.lane === to.lane) return patch
  return { ...patch, ...fieldFor(lanes, task, from.lane, to.lane, agentOf) }
}

function fieldFor(
  by: Grouping,
  task: Task,
  from: string,
  to: string,
  agentOf: (projectId: string) => string,
): TaskPatch {
  switch (by) {
    case 'status':
      return { status: to as TaskStatus }
    case 'priority':
      return { priority: to as Priority }
    case 'agent':
      return { agent: to === agentOf(task.projectId) ? null : to }
    case 'label': {
      // Without a label means without any.
      if (to === NONE) return { labelIds: [] }
      const kept = task.labelIds.filter((id) => id !== from && id !== to)
      return { labelIds: [...kept, to] }
    }
    case 'project':
    case 'batch':
      return {}
  }
}

/** What a new task begins with, so that it stands in this place and passes the filter. */
export type Beginning = {
  status: TaskStatus
  priority: Priority
  labelIds: string[]
  agent: string | null
  projectId: string | null
}

/** What passes the filter, whatever else it stands beside. */
const beginningOf = ({ status, priority, label, agent, project }: TaskConditions): Beginning => ({
  status: status?.[0] ?? 'todo',
  priority: priority?.[0] ?? 'none',
  labelIds: label?.slice(0, 1) ?? [],
  agent: agent?.[0] ?? null,
  projectId: project?.[0] ?? null,
})

/** A task that is about to be made where a query is shown: it is filled in so that it is seen there. */
export function newTaskIn({ conditions }: TaskQuery, homeId: string | null): NewTask {
  const { status, projectId, priority, labelIds, agent } = beginningOf(conditions)
  return { projectId: projectId ?? homeId, status, fields: { priority, labelIds, agent } }
}

/** @returns null where no task can be made: what is in a batch is chosen otherwise */
export function beginningIn(query: TaskQuery, place: Place | null): Beginning | null {
  const beginning = beginningOf(query.conditions)
  if (place === null) return beginning
  const parts: [Grouping, string][] = [[query.groupBy, place.column]]
  const lanes = lanesOf(query)
  if (lanes !== null && place.lane !== null) parts.push([lanes, place.lane])
  for (const [by, key] of parts) {
    if (by === 'status') beginning.status = key as TaskStatus
    if (by === 'priority') beginning.priority = key as Priority
    if (by === 'agent') beginning.agent = key
    if (by === 'project') beginning.projectId = key
    if (by === 'label') beginning.labelIds = key === NONE ? [] : [...new Set([key, ...beginning.labelIds])]
    if (by === 'batch' && key !== NONE) return null
  }
  return beginning
}
