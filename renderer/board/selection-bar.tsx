import { Link } from '@tanstack/react-router'
import { Archive, CircleDashed, Signal, Tag, X, Zap } from 'lucide-react'
import { useMemo } from 'react'
import { shortBatchName } from '../batches/work-place.ts'
import { archiveTasks } from '../state/actions.ts'
import { inBatchWords, openNewBatch, useSplitByBatch } from '../state/batches.ts'
import { batches } from '../state/stores.ts'
import { clearSelection, type Picker, useView, view } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'

/** What can be done with the selected cards; floats over the board's foot. */
export function SelectionBar() {
  const selection = useView((state) => state.selection)
  return selection.size === 0 ? null : <OpenSelectionBar selection={selection} />
}

function OpenSelectionBar({ selection }: { selection: ReadonlySet<string> }) {
  const ids = useMemo(() => [...selection], [selection])
  const { free, batchIds } = useSplitByBatch(ids)
  const pick = (kind: Picker['kind']) => () => view.setState({ picker: { kind, ids } })
  return (
    <div
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
        <Button icon={<Zap />} keys="shift+e" onClick={() => openNewBatch(free)}>
          {batchIds.length === 0 ? 'Execute as batch…' : `Execute ${free.length} as batch…`}
        </Button>
      )}
      <Button variant="ghost" icon={<CircleDashed />} onClick={pick('status')}>
        Status
      </Button>
      <Button variant="ghost" icon={<Signal />} onClick={pick('priority')}>
        Priority
      </Button>
      <Button variant="ghost" icon={<Tag />} onClick={pick('labels')}>
        Labels
      </Button>
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
      <IconButton label="Clear the selection" keys="escape" side="top" onClick={clearSelection}>
        <X />
      </IconButton>
    </div>
  )
}
