import { ChevronsDownUp, ChevronsRightLeft, Ellipsis, Gauge, ListChecks, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import type { Count } from '../state/arrange.ts'
import { useProject } from '../state/hooks.ts'
import type { Grouping } from '../state/task-groups.ts'
import { view } from '../state/view.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { setCollapsed } from './collapsed.ts'
import { GroupIcon, useGroupName } from './group-looks.tsx'
import { WipLimitDialog } from './wip-limit-dialog.tsx'

type HeadProps = {
  by: Grouping
  group: string
  count: Count
  /** The ids that its menu selects. */
  ids: readonly string[]
  /** Whose limits it shows; null = there are none, as of several projects. */
  projectId: string | null
  /** Null where no task can be made here. */
  onCompose: (() => void) | null
  isList?: boolean
}

/** The most tasks that should stand in a column at once; null = as many as there are. */
export function useWipLimit(by: Grouping, group: string, projectId: string | null): number | null {
  const limits = useProject(projectId)?.wipLimits
  return by === 'status' ? (limits?.[group as TaskStatus] ?? null) : null
}

/** Name of a group, how many stand in it, and what can be done with all of it. */
export function ColumnHead({ by, group, count, ids, projectId, onCompose, isList = false }: HeadProps) {
  const name = useGroupName(by, group)
  const limit = useWipLimit(by, group, projectId)
  const [isAsking, setAsking] = useState(false)
  const hasLimits = by === 'status' && projectId !== null
  return (
    <>
      <GroupIcon by={by} group={group} />
      <h2 className="min-w-0 truncate font-[550]" title={name}>
        {name}
      </h2>
      <Figures count={count} limit={limit} />
      <span className="ms-auto flex shrink-0 items-center opacity-0 group-hover/column:opacity-100 has-[[data-state=open]]:opacity-100 has-[:focus-visible]:opacity-100 coarse:opacity-100">
        {onCompose !== null && (
          <IconButton label={t('New task in {name}', { name })} size="s" onClick={onCompose}>
            <Plus />
          </IconButton>
        )}
        <Menu
          label={name}
          align="end"
          trigger={
            <IconButton label={t('More about {name}', { name })} size="s" bare>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem
            icon={<ListChecks />}
            disabled={ids.length === 0}
            onSelect={() => view.setState({ selection: new Set(ids) })}
          >
            {ids.length === 0 ? t('Select all') : t('Select all {count}', { count: ids.length })}
          </MenuItem>
          {hasLimits && (
            <MenuItem icon={<Gauge />} onSelect={() => setTimeout(() => setAsking(true))}>
              {limit === null ? t('Set a limit…') : t('Change the limit…')}
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem
            icon={isList ? <ChevronsDownUp /> : <ChevronsRightLeft />}
            onSelect={() => setCollapsed('column', by, group, true)}
          >
            {t('Collapse')}
          </MenuItem>
        </Menu>
      </span>
      {hasLimits && isAsking && (
        <WipLimitDialog projectId={projectId} status={group as TaskStatus} onClose={() => setAsking(false)} />
      )}
    </>
  )
}

/** `3`, `3 of 10` where the filter hides some, `3 / 2` where there should be two at most. */
export function Figures({ count, limit }: { count: Count; limit: number | null }): ReactNode {
  const { shown, total } = count
  const isAbove = limit !== null && total > limit
  const tasks = shown === total ? `${total}` : t('{shown} of {total}', { shown, total })
  return (
    <span
      title={isAbove ? t('More than the {limit} that should stand here at once', { limit }) : undefined}
      className={cn('shrink-0 tabular-nums', isAbove ? 'font-[550] text-wait' : 'text-fg-3')}
    >
      {limit === null
        ? tasks
        : isAbove
          ? rich('{tasks}<seen> / {limit}</seen><spoken>, at most {limit}: above the limit</spoken>', {
              tasks,
              limit,
              ...TO_EYES_AND_EARS,
            })
          : rich('{tasks}<seen> / {limit}</seen><spoken>, at most {limit}</spoken>', {
              tasks,
              limit,
              ...TO_EYES_AND_EARS,
            })}
    </span>
  )
}

const TO_EYES_AND_EARS = {
  seen: (text: ReactNode) => <span aria-hidden>{text}</span>,
  spoken: (text: ReactNode) => <span className="sr-only">{text}</span>,
}
