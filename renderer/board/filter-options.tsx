import { Bot, CalendarClock, CircleDashed, Folder, Lock, Signal, Tag, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskConditions } from '#shared/task-query.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { GroupIcon } from './group-looks.tsx'
import { groupName } from './group-names.ts'
import { DUE_FILTER_NAMES, RUN_FILTER_NAMES } from './query-words.ts'
import { type FilterWorld, matcher } from '../state/task-filter.ts'
import { type GroupWorld, possibleGroups } from '../state/task-groups.ts'
import type { Option } from '../ui/select.tsx'

/** What can be asked of tasks, but for the text. */
export type FilterPart = Exclude<keyof TaskConditions, 'text'>

export const FILTER_PARTS: Record<FilterPart, { name: string; icon: ReactNode; is: string }> = {
  status: { name: t('Status'), icon: <CircleDashed />, is: t('Status is') },
  priority: { name: t('Priority'), icon: <Signal />, is: t('Priority is') },
  label: { name: t('Label'), icon: <Tag />, is: t('Label is') },
  project: { name: t('Project'), icon: <Folder />, is: t('Project is') },
  agent: { name: t('Agent'), icon: <Bot />, is: t('Agent is') },
  run: { name: t('Run'), icon: <Zap />, is: t('Run is') },
  due: { name: t('Due date'), icon: <CalendarClock />, is: t('Due is') },
  blocked: { name: t('Blocked'), icon: <Lock />, is: t('Tasks are') },
}

const BLOCKED_NAMES: Record<'yes' | 'no', string> = { yes: t('Blocked'), no: t('Not blocked') }

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
