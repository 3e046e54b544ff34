import { Bot, CalendarClock, CircleDashed, Folder, Lock, Signal, Tag, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskConditions } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import { GroupIcon } from './group-looks.tsx'
import { groupName } from './group-names.ts'
import { DUE_FILTER_NAMES, RUN_FILTER_NAMES } from './query-words.ts'
import { type FilterWorld, matcher } from '../state/task-filter.ts'
import { type GroupWorld, possibleGroups } from '../state/task-groups.ts'
import type { Option } from '../ui/select.tsx'

/** What can be asked of tasks, but for the text. */
export type FilterPart = Exclude<keyof TaskConditions, 'text'>

export const FILTER_PARTS: Record<FilterPart, { name: string; icon: ReactNode; is: string }> = {
  status: { name: 'Status', icon: <CircleDashed />, is: 'Status is' },
  priority: { name: 'Priority', icon: <Signal />, is: 'Priority is' },
  label: { name: 'Label', icon: <Tag />, is: 'Label is' },
  project: { name: 'Project', icon: <Folder />, is: 'Project is' },
  agent: { name: 'Agent', icon: <Bot />, is: 'Agent is' },
  run: { name: 'Run', icon: <Zap />, is: 'Run is' },
  due: { name: 'Due date', icon: <CalendarClock />, is: 'Due is' },
  blocked: { name: 'Blocked', icon: <Lock />, is: 'Tasks are' },
}

export const BLOCKED_NAMES: Record<'yes' | 'no', string> = { yes: 'Blocked', no: 'Not blocked' }

type World = GroupWorld & FilterWorld

/** The values of one part, as they stand in a menu. */
export function valuesOf(
  part: FilterPart,
  world: GroupWorld,
): { id: string; label: string; icon?: ReactNode }[] {
  switch (part) {
    case 'status':
    case 'priority':
    case 'project':
    case 'agent':
      return possibleGroups(part, world, {}).map((id) => ({
        id,
        label: groupName(part, id),
        icon: <GroupIcon by={part} group={id} />,
      }))
    case 'label':
      return world.labelIds.map((id) => ({
        id,
        label: groupName('label', id),
        icon: <GroupIcon by="label" group={id} />,
      }))
    case 'run':
      return Object.entries(RUN_FILTER_NAMES).map(([id, label]) => ({ id, label }))
    case 'due':
      return Object.entries(DUE_FILTER_NAMES).map(([id, label]) => ({ id, label }))
    case 'blocked':
      return Object.entries(BLOCKED_NAMES).map(([id, label]) => ({ id, label }))
  }
}

/** What a part asks for now. */
export function chosenOf(part: FilterPart, conditions: TaskConditions): readonly string[] {
  if (part === 'blocked') return conditions.blocked === undefined ? [] : [conditions.blocked ? 'yes' : 'no']
  return conditions[part] ?? []
}

/** The same, to be asked for; `blocked` takes the last one of the two. */
export function conditionOf(part: FilterPart, values: readonly string[]): LooseConditions {
  if (part === 'blocked') {
    const last = values.at(-1)
    return { blocked: last === undefined ? undefined : last === 'yes' }
  }
  return { [part]: values.length === 0 ? undefined : values }
}

/** Conditions some of which ask nothing (any more). */
export type LooseConditions = { [K in keyof TaskConditions]: TaskConditions[K] | undefined }

/**
 * Values with how many tasks have them.
 *
 * @param all the tasks that pass the other parts of the filter
 */
export function optionsOf(part: FilterPart, all: readonly Task[], world: World): Option[] {
  return valuesOf(part, world).map((value) => {
    const has = matcher({ conditions: strict(conditionOf(part, [value.id])), archived: true }, world)
    let count = 0
    for (const task of all) if (has(task)) count++
    return { ...value, keywords: [FILTER_PARTS[part].name], hint: String(count) }
  })
}

/** Without the parts that ask nothing. */
export const strict = (conditions: LooseConditions): TaskConditions =>
  Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined))
