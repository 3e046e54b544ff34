import { Link } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  Bot,
  CalendarDays,
  CircleDashed,
  Shapes,
  Signal,
  Tag,
  X,
  Zap,
} from 'lucide-react'
import { type ReactNode, useCallback, useMemo } from 'react'
import type { Task } from '#shared/tasks.ts'
import { shortBatchName } from '../batches/work-place.ts'
import type { CommandId } from '../commands/catalog.ts'
import { archiveTasks, mutateTasks } from '../state/actions.ts'
import { inBatchWords, openNewBatch, useSplitByBatch } from '../state/batches.ts'
import { useSelected } from '../state/hooks.ts'
import { batches, tasks } from '../state/stores.ts'
import { clearSelection, type Picker, useView, view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { liftToasts } from '../ui/toast-lift.ts'
import { Tooltip } from '../ui/tooltip.tsx'

const FIELDS: { kind: Picker['kind']; name: string; hint: string; icon: ReactNode; command: CommandId }[] = [
  {
    kind: 'status',
    name: t('Status'),
    hint: t('Set status'),
    icon: <CircleDashed />,
    command: 'task.status',
  },
  {
    kind: 'priority',
    name: t('Priority'),
    hint: t('Set priority'),
    icon: <Signal />,
    command: 'task.priority',
  },
  { kind: 'labels', name: t('Labels'), hint: t('Set labels'), icon: <Tag />, command: 'task.labels' },
  { kind: 'agent', name: t('Agent'), hint: t('Set agent'), icon: <Bot />, command: 'task.agent' },
  { kind: 'due', name: t('Due'), hint: t('Set due'), icon: <CalendarDays />, command: 'task.due' },
  {
    kind: 'estimate',
    name: t('Estimate'),
    hint: t('Set estimate'),
    icon: <Shapes />,
    command: 'task.estimate',
  },
]

/** What can be done with the selected cards; floats over the board's foot. */
export function SelectionBar() {
  const selection = useView((state) => state.selection)
  return selection.size === 0 ? null : <OpenSelectionBar selection={selection} />
}

function OpenSelectionBar({ selection }: { selection: ReadonlySet<string> }) {
  const ids = useMemo(() => [...selection], [selection])
  const { free, batchIds } = useSplitByBatch(ids)
  const isArchived = useSelected(
    tasks.store,
    useCallback(
      ({ byId }: { byId: ReadonlyMap<string, Task> }) => ids.every((id) => byId.get(id)?.archived === true),
      [ids],
    ),
  )
  const pick = (kind: Picker['kind']) => () => view.setState({ picker: { kind, ids } })
  return (
    <div
      ref={liftToasts}
      role="toolbar"
      aria-label={t('Selected tasks')}
      className="enter absolute bottom-4 left-1/2 z-20 flex w-max max-w-[calc(100%-24px)] -translate-x-1/2 items-center gap-1 rounded-l border border-line-strong bg-float p-1.5 shadow-float"
    >
      <span className="px-2 text-12 whitespace-nowrap text-fg-2">
        {t('{count} selected', { count: ids.length })}
      </span>
      {batchIds.map((id) => {
        const batch = batches.get(id)
        return batch === undefined ? null : (
          <Link
            key={id}
            to="/batches/$id"
            params={{ id }}
            title={inBatchWords(batch)}
            aria-label={inBatchWords(batch)}
            className="flex h-7 max-w-64 min-w-10 items-center gap-1.5 truncate rounded-m px-2 text-12 text-accent-fg hover:bg-hover"
          >
            <Zap aria-hidden className="size-3.5 flex-none" />
            <span className="truncate">{t('In {batch}', { batch: shortBatchName(batch) })}</span>
          </Link>
        )
      })}
      {free.length > 0 && (
        <Button icon={<Zap />} keys="task.batch" onClick={() => openNewBatch(free)}>
          {free.length === ids.length
            ? t('Execute as batch…')
            : t('Execute {count} as batch…', { count: free.length })}
        </Button>
      )}
      {FIELDS.map(({ kind, name, hint, icon, command }) => (
        <Tooltip key={kind} label={hint} keys={command} side="top">
          <Button variant="ghost" icon={icon} aria-label={name} onClick={pick(kind)}>
            <span className="max-[1200px]:hidden">{name}</span>
          </Button>
        </Tooltip>
      ))}
      {isArchived ? (
        <Button
          variant="ghost"
          icon={<ArchiveRestore />}
          onClick={() => {
            clearSelection()
            void mutateTasks(ids, { archived: false })
          }}
        >
          {t('Restore')}
        </Button>
      ) : (
        <Button
          variant="ghost"
          icon={<Archive />}
          onClick={() => {
            clearSelection()
            void archiveTasks(ids)
          }}
        >
          {t('Archive')}
        </Button>
      )}
      <IconButton label={t('Clear the selection')} keys="view.back" side="top" onClick={clearSelection}>
        <X />
      </IconButton>
    </div>
  )
}
