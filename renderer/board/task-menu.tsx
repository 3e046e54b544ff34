import {
  AppWindow,
  Archive,
  ArchiveRestore,
  ArrowRight,
  Bot,
  CalendarDays,
  CircleDashed,
  Copy,
  CopyPlus,
  Shapes,
  GitBranch,
  GitPullRequestArrow,
  LayoutTemplate,
  Link2,
  ListTree,
  Lock,
  Pencil,
  Play,
  Signal,
  Split,
  Tag,
  Trash2,
  Zap,
} from 'lucide-react'
import type { Priority, Task, TaskStatus } from '#shared/tasks.ts'
import type { CommandId } from '../commands/catalog.ts'
import { IssueMenuItems } from '../issues/issue-menu-items.tsx'
import { archiveTasks, cancelTask, copy, mutateTask, mutateTasks } from '../state/actions.ts'
import { canContest, openNewContest, useOpenContestOf } from '../state/contests.ts'
import { executeFree, inBatchWords, openNewBatch, useSplitByBatch } from '../state/batches.ts'
import { useLabels, useSelected } from '../state/hooks.ts'
import { canPublish, publishOrOpen, publishWord } from '../state/publications.ts'
import { goTo, openWindow } from '../state/navigation.ts'
import { batches, runs, tasks } from '../state/stores.ts'
import { type Picker, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { openSaveTask } from '../templates/template-dialog.ts'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../ui/icons/status-icon.tsx'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { MenuCheckItem, MenuItem, MenuSeparator, MenuSub } from '../ui/menu.tsx'
import { isRunOpen } from './card-state.ts'
import { duplicateTasks } from './duplicate.ts'
import { copyIdentifiers, copyLinks } from './use-field-commands.ts'

const STATUSES = Object.keys(STATUS_NAMES) as TaskStatus[]
const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]

/** The commands whose keys set a status. */
const STATUS_KEYS: Record<TaskStatus, CommandId> = {
  backlog: 'status.backlog',
  todo: 'status.todo',
  in_progress: 'status.in-progress',
  in_review: 'status.in-review',
  done: 'status.done',
  cancelled: 'status.cancelled',
}

const NO_TASK = { contestId: null }

/** What can be done with one task or several, as items of a menu. */
export function TaskMenu({ ids }: { ids: readonly string[] }) {
  const byId = useSelected(tasks.store, (state) => state.byId)
  const labels = useLabels()
  const list = ids.map((id) => byId.get(id)).filter((task): task is Task => task !== undefined)
  const { free, ready, batchIds } = useSplitByBatch(ids)
  const [first] = list
  const contest = useOpenContestOf(first ?? NO_TASK)
  if (first === undefined) return null
  const one = list.length === 1
  const hasContest = list.some(({ contestId }) => contestId !== null)
  const isOpen = hasContest || list.some((task) => isRunOpen(task.executionStatus))
  // A run for a whole batch is that batch's to stop.
  const isShared = runs.get(first.latestRunId ?? '')?.purpose === 'combined'
  const common = <T,>(of: (task: Task) => T) =>
    list.every((task) => of(task) === of(first)) ? of(first) : null

  const choose = (kind: Picker['kind']) => () => setTimeout(() => view.setState({ picker: { kind, ids } }))

  return (
    <>
      {one && contest !== undefined ? (
        <MenuItem icon={<Split />} onSelect={() => goTo({ to: 'task', identifier: first.identifier })}>
          {t('See its candidates')}
        </MenuItem>
      ) : one && isOpen ? (
        !isShared && (
          <MenuItem icon={<StopIcon />} onSelect={() => void cancelTask(first.id)}>
            {t('Stop the run')}
          </MenuItem>
        )
      ) : (
        ready.length > 0 && (
          <MenuItem icon={<Play />} keys="task.execute" onSelect={() => void executeFree(ready)}>
            {one ? t('Execute') : t('Execute {count}', { count: ready.length })}
          </MenuItem>
        )
      )}
      {batchIds.map((id) => {
        const batch = batches.get(id)
        if (batch === undefined) return null
        return (
          <MenuItem key={id} icon={<Zap />} onSelect={() => goTo({ to: 'batch', id })}>
            {inBatchWords(batch)}
          </MenuItem>
        )
      })}
      {free.length > 0 && (
        <MenuItem icon={<Zap />} keys="task.batch" onSelect={() => setTimeout(() => openNewBatch(free))}>
          {free.length === ids.length
            ? t('Execute as batch…')
            : t('Execute {count} as batch…', { count: free.length })}
        </MenuItem>
      )}
      {one && canContest(first) && batchIds.length === 0 && (
        <MenuItem
          icon={<Split />}
          keys="task.contest"
          onSelect={() => setTimeout(() => openNewContest(first.id))}
        >
          {t('Best of…')}
        </MenuItem>
      )}
      {one && batchIds.length === 0 && canPublish(runs.get(first.latestRunId ?? '')) && (
        <MenuItem
          icon={<GitPullRequestArrow />}
          keys="task.publish"
          onSelect={() => setTimeout(() => publishOrOpen(first.id))}
        >
          {publishWord(first)}
        </MenuItem>
      )}
      {one && (
        <MenuItem
          icon={<ArrowRight />}
          keys="item.open"
          onSelect={() => goTo({ to: 'task', identifier: first.identifier })}
        >
          {t('Open')}
        </MenuItem>
      )}
      {one && (
        <MenuItem
          icon={<AppWindow />}
          keys="item.window"
          onSelect={() => openWindow({ to: 'task', identifier: first.identifier })}
        >
          {t('Open in a new window')}
        </MenuItem>
      )}
      {one && (
        <MenuItem
          icon={<Pencil />}
          keys="card.title"
          onSelect={() => setTimeout(() => view.setState({ editingId: first.id }))}
        >
          {t('Edit title')}
        </MenuItem>
      )}
      {one && <IssueMenuItems task={first} />}
      <MenuSeparator />
      <MenuSub icon={<CircleDashed />} label={t('Status')} keys="task.status">
        {STATUSES.map((status) => (
          <MenuItem
            key={status}
            icon={<StatusIcon status={status} />}
            keys={STATUS_KEYS[status]}
            checked={common((task) => task.status) === status}
            onSelect={() => void mutateTasks(ids, { status })}
          >
            {STATUS_NAMES[status]}
          </MenuItem>
        ))}
      </MenuSub>
      <MenuSub icon={<Signal />} label={t('Priority')} keys="task.priority">
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
      <MenuSub icon={<Tag />} label={t('Labels')} keys="task.labels">
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
        <MenuItem onSelect={() => goTo({ to: 'settings', section: 'labels' })}>
          {t('Manage labels…')}
        </MenuItem>
      </MenuSub>
      <MenuItem icon={<CalendarDays />} keys="task.due" onSelect={choose('due')}>
        {t('Due date…')}
      </MenuItem>
      <MenuItem icon={<Shapes />} keys="task.estimate" onSelect={choose('estimate')}>
        {t('Estimate…')}
      </MenuItem>
      <MenuItem icon={<Bot />} keys="task.agent" onSelect={choose('agent')}>
        {t('Agent and model…')}
      </MenuItem>
      <MenuItem icon={<ListTree />} keys="task.parent" onSelect={choose('parent')}>
        {t('Parent…')}
      </MenuItem>
      <MenuItem icon={<Lock />} keys="task.depends" onSelect={choose('depends')}>
        {t('Depends on…')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<CopyPlus />} keys="task.duplicate" onSelect={() => void duplicateTasks(ids)}>
        {t('Duplicate')}
      </MenuItem>
      {one && (
        <MenuItem
          icon={<LayoutTemplate />}
          keys="task.template"
          onSelect={() => setTimeout(() => openSaveTask(first))}
        >
          {t('Save as template…')}
        </MenuItem>
      )}
      <MenuItem icon={<Link2 />} keys="task.copy-link" onSelect={() => void copyLinks(ids)}>
        {t('{count, plural, one {Copy link} other {Copy links}}', { count: ids.length })}
      </MenuItem>
      <MenuItem icon={<Copy />} keys="task.copy-identifier" onSelect={() => void copyIdentifiers(ids)}>
        {t('{count, plural, one {Copy identifier} other {Copy identifiers}}', { count: ids.length })}
      </MenuItem>
      {one && first.branchName !== null && (
        <MenuItem
          icon={<GitBranch />}
          keys="task.copy-branch"
          onSelect={() => void copy(first.branchName ?? '', t('Branch name'))}
        >
          {t('Copy branch name')}
        </MenuItem>
      )}
      <MenuSeparator />
      {list.every((task) => task.archived) ? (
        <MenuItem
          icon={<ArchiveRestore />}
          keys="task.archive"
          onSelect={() => void mutateTasks(ids, { archived: false })}
        >
          {t('Bring back from the archive')}
        </MenuItem>
      ) : (
        <MenuItem
          icon={<Archive />}
          keys="task.archive"
          disabled={hasContest}
          onSelect={() => void archiveTasks(ids)}
        >
          {t('Archive')}
        </MenuItem>
      )}
      <MenuItem
        icon={<Trash2 />}
        danger
        keys="task.delete"
        disabled={batchIds.length > 0 || hasContest}
        onSelect={() => setTimeout(() => view.setState({ deleting: ids }))}
      >
        {t('Delete…')}
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
