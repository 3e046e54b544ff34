import { ChevronsDownUp, ChevronsRightLeft, Ellipsis, Gauge, ListChecks, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { TaskStatus } from '#shared/tasks.ts'
import type { Count } from '../state/arrange.ts'
import { useProject } from '../state/hooks.ts'
import type { Grouping } from '../state/task-groups.ts'
import { view } from '../state/view.ts'
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
          <IconButton label={`New task in ${name}`} size="s" onClick={onCompose}>
            <Plus />
          </IconButton>
        )}
        <Menu
          label={name}
          align="end"
          trigger={
            <IconButton label={`More about ${name}`} size="s" bare>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem
            icon={<ListChecks />}
            disabled={ids.length === 0}
            onSelect={() => view.setState({ selection: new Set(ids) })}
          >
            {ids.length === 0 ? 'Select all' : `Select all ${ids.length}`}
          </MenuItem>
          {hasLimits && (
            <MenuItem icon={<Gauge />} onSelect={() => setTimeout(() => setAsking(true))}>
              {limit === null ? 'Set a limit…' : 'Change the limit…'}
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem
            icon={isList ? <ChevronsDownUp /> : <ChevronsRightLeft />}
            onSelect={() => setCollapsed('column', by, group, true)}
          >
            Collapse
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
  const words = limit === null ? '' : `, at most ${limit}${isAbove ? ': above the limit' : ''}`
  const text =
    limit === null || shown !== total ? (shown === total ? `${shown}` : `${shown} of ${total}`) : `${total}`
  return (
    <span
      title={isAbove ? `More than the ${limit} that should stand here at once` : undefined}
      className={cn('shrink-0 tabular-nums', isAbove ? 'font-[550] text-wait' : 'text-fg-3')}
    >
      {text}
      {limit !== null && <span aria-hidden> / {limit}</span>}
      <span className="sr-only">{words}</span>
    </span>
  )
}
