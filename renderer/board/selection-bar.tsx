import { Archive, CircleDashed, Signal, Tag, X, Zap } from 'lucide-react'
import { archiveTasks } from '../state/actions.ts'
import { clearSelection, type Picker, useView, view } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'

/** What can be done with the selected cards; floats over the board's foot. */
export function SelectionBar() {
  const selection = useView((state) => state.selection)
  if (selection.size === 0) return null
  const ids = [...selection]
  const pick = (kind: Picker['kind']) => () => view.setState({ picker: { kind, ids } })
  return (
    <div
      role="toolbar"
      aria-label="Selected tasks"
      className="enter absolute bottom-4 left-1/2 z-20 flex -translate-x-1/2 items-center gap-1 rounded-l border border-line-strong bg-float p-1.5 shadow-float"
    >
      <span className="px-2 text-12 whitespace-nowrap text-fg-2">{ids.length} selected</span>
      <Button icon={<Zap />} keys="shift+e" onClick={() => view.setState({ newBatch: ids })}>
        Execute as batch…
      </Button>
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
