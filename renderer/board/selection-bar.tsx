import { Link } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Bot, CalendarDays, CircleDashed, Signal, Tag, X, Zap } from 'lucide-react'
import { type ReactNode, useCallback, useMemo } from 'react'
import type { Task } from '#shared/tasks.ts'
import { shortBatchName } from '../batches/work-place.ts'
import type { CommandId } from '../commands/catalog.ts'
import { archiveTasks, mutateTasks } from '../state/actions.ts'
import { inBatchWords, openNewBatch, useSplitByBatch } from '../state/batches.ts'
import { useSelected } from '../state/hooks.ts'
import { batches, tasks } from '../state/stores.ts'
import { clearSelection, type Picker, useView, view } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { liftToasts } from '../ui/toast-lift.ts'
import { Tooltip } from '../ui/tooltip.tsx'

const FIELDS: { kind: Picker['kind']; name: string; icon: ReactNode; command: CommandId }[] = [
  { kind: 'status', name: 'Status', icon: <CircleDashed />, command: 'task.status' },
  { kind: 'priority', name: 'Priority', icon: <Signal />, command: 'task.priority' },
  { kind: 'labels', name: 'Labels', icon: <Tag />, command: 'task.labels' },
  { kind: 'agent', name: 'Agent', icon: <Bot />, command: 'task.agent' },
  { kind: 'due', name: 'Due', icon: <CalendarDays />, command: 'task.due' },
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
      aria-label="Selected tasks"
      className="enter absolute bottom-4 left-1/2 z-20 flex w-max max-w-[calc(100%-24px)] -translate-x-1/2 items-center gap-1 rounded-l border border-line-strong bg-float p-1.5 shadow-float"
    >
      <span className="px-2 text-12 whitespace-nowrap text-fg-2">{ids.length} selected</span>
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
            <span className="truncate">In {shortBatchName(batch)}</span>
          </Link>
        )
      })}
      {free.length > 0 && (
        <Button icon={<Zap />} keys="task.batch" onClick={() => openNewBatch(free)}>
          {batchIds.length === 0 ? 'Execute as batch…' : `Execute ${free.length} as batch…`}
        </Button>
      )}
      {FIELDS.map(({ kind, name, icon, command }) => (
        <Tooltip key={kind} label={`Set ${name.toLowerCase()}`} keys={command} side="top">
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
          Restore
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
          Archive
        </Button>
      )}
      <IconButton label="Clear the selection" keys="view.back" side="top" onClick={clearSelection}>
        <X />
      </IconButton>
    </div>
  )
}
