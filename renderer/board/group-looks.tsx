import { Bot, Tag, Zap } from 'lucide-react'
import type { Priority, TaskStatus } from '#shared/tasks.ts'
import { useEntity } from '../state/hooks.ts'
import { batches, labels, projects } from '../state/stores.ts'
import { type Grouping, NONE } from '../state/task-groups.ts'
import { t } from '../strings/t.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { StatusIcon } from '../ui/icons/status-icon.tsx'
import { groupName } from './group-names.ts'

/** The name of a group, as it is now. */
export function useGroupName(by: Grouping, key: string): string {
  useEntity(projects, by === 'project' ? key : null)
  useEntity(labels, by === 'label' ? key : null)
  useEntity(batches, by === 'batch' ? key : null)
  return groupName(by, key)
}

/** A picture of a group, beside its name. */
export function GroupIcon({ by, group }: { by: Grouping; group: string }) {
  const project = useEntity(projects, by === 'project' ? group : null)
  const label = useEntity(labels, by === 'label' ? group : null)
  switch (by) {
    case 'status':
      return <StatusIcon status={group as TaskStatus} />
    case 'priority':
      return <PriorityIcon priority={group as Priority} />
    case 'project':
      return <Dot color={colorValue(project?.color ?? 'gray')} />
    case 'label':
      return group === NONE ? (
        <Tag aria-hidden className="size-3.5 text-fg-3" />
      ) : (
        <Dot color={colorValue(label?.color ?? 'gray')} />
      )
    case 'agent':
      return <Bot aria-hidden className="size-3.5 text-fg-3" />
    case 'batch':
      return <Zap aria-hidden className="size-3.5 text-fg-3" />
  }
}

/** What stands in an empty column. */
export const EMPTY_WORDS: Record<TaskStatus, string> = {
  backlog: t('Ideas for later'),
  todo: t('Nothing to do'),
  in_progress: t('No agent at work'),
  in_review: t('Nothing to review'),
  done: t('Nothing done yet'),
  cancelled: t('Nothing cancelled'),
}
