import {
  Archive,
  ArchiveRestore,
  ArrowRight,
  CircleDashed,
  Copy,
  GitBranch,
  Pencil,
  Play,
  Signal,
  Square,
  Tag,
  Trash2,
  Zap,
} from 'lucide-react'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import { archiveTasks, cancelTask, copy, executeTasks, mutateTask, mutateTasks } from '../state/actions.ts'
import { useLabels, useSelected } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { tasks } from '../state/stores.ts'
import { view } from '../state/view.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { MenuCheckItem, MenuItem, MenuSeparator, MenuSub } from '../ui/menu.tsx'
import { isRunOpen } from './card-state.ts'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]

/** What can be done with one task or several, as items of a menu. */
export function TaskMenu({ ids }: { ids: readonly string[] }) {
  const byId = useSelected(tasks.store, (state) => state.byId)
  const labels = useLabels()
  const list = ids.map((id) => byId.get(id)).filter((task): task is Task => task !== undefined)
  const [first] = list
  if (first === undefined) return null
  const one = list.length === 1
  const isOpen = list.some((task) => isRunOpen(task.executionStatus))
  const common = <T,>(of: (task: Task) => T) =>
    list.every((task) => of(task) === of(first)) ? of(first) : null

  return (
    <>
      {one && isOpen ? (
        <MenuItem icon={<Square />} onSelect={() => void cancelTask(first.id)}>
          Stop the run
        </MenuItem>
      ) : (
        <MenuItem icon={<Play />} keys="e" onSelect={() => void executeTasks(ids)}>
          {one ? 'Execute' : `Execute ${list.length}`}
        </MenuItem>
      )}
      {!isOpen && (
        <MenuItem
          icon={<Zap />}
          keys="shift+e"
          onSelect={() => setTimeout(() => view.setState({ newBatch: ids }))}
        >
          Execute as batch…
        </MenuItem>
      )}
      {one && (
        <MenuItem
          icon={<ArrowRight />}
          keys="enter"
          onSelect={() => goTo({ to: 'task', identifier: first.identifier })}
        >
          Open
        </MenuItem>
      )}
      {one && (
        <MenuItem
          icon={<Pencil />}
          keys="f2"
          onSelect={() => setTimeout(() => view.setState({ editingId: first.id }))}
        >
          Edit title
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuSub icon={<CircleDashed />} label="Status" keys="s">
        {STATUSES.map((status, index) => (
          <MenuItem
            key={status}
            icon={<StatusIcon status={status} />}
            keys={String(index + 1)}
            checked={common((task) => task.status) === status}
            onSelect={() => void mutateTasks(ids, { status })}
          >
            {STATUS_NAMES[status]}
          </MenuItem>
        ))}
      </MenuSub>
      <MenuSub icon={<Signal />} label="Priority" keys="p">
        {PRIORITIES.map((priority) => (
          <MenuItem
            key={priority}
            icon={<PriorityIcon priority={priority} />}
            checked={common((task) => task.priority) === priority}
            onSelect={() => void mutateTasks(ids, { priority })}
          >
            {PRIORITY_NAMES[priority]}
          </MenuItem>
        ))}
      </MenuSub>
      <MenuSub icon={<Tag />} label="Labels" keys="shift+l">
        {labels.map((label) => (
          <MenuCheckItem
            key={label.id}
            icon={<Dot color={colorValue(label.color)} />}
            checked={list.every((task) => task.labelIds.includes(label.id))}
            onChange={(on) => setLabel(list, label.id, on)}
          >
            {label.name}
          </MenuCheckItem>
        ))}
        {labels.length > 0 && <MenuSeparator />}
        <MenuItem onSelect={() => goTo({ to: 'settings', section: 'labels' })}>Manage labels…</MenuItem>
      </MenuSub>
      {one && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Copy />} onSelect={() => void copy(first.identifier, 'Identifier')}>
            Copy identifier
          </MenuItem>
          {first.branchName !== null && (
            <MenuItem icon={<GitBranch />} onSelect={() => void copy(first.branchName ?? '', 'Branch name')}>
              Copy branch name
            </MenuItem>
          )}
        </>
      )}
      <MenuSeparator />
      {list.every((task) => task.archived) ? (
        <MenuItem icon={<ArchiveRestore />} onSelect={() => void mutateTasks(ids, { archived: false })}>
          Bring back from the archive
        </MenuItem>
      ) : (
        <MenuItem icon={<Archive />} keys="backspace" onSelect={() => void archiveTasks(ids)}>
          Archive
        </MenuItem>
      )}
      <MenuItem icon={<Trash2 />} danger onSelect={() => setTimeout(() => view.setState({ deleting: ids }))}>
        Delete…
      </MenuItem>
    </>
  )
}

/** Gives a label to each of the tasks, or takes it. */
export function setLabel(list: readonly Task[], labelId: string, on: boolean): void {
  for (const task of list) {
    if (task.labelIds.includes(labelId) === on) continue
    const labelIds = on ? [...task.labelIds, labelId] : task.labelIds.filter((id) => id !== labelId)
    void mutateTask(task.id, { labelIds })
  }
}
