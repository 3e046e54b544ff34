import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { PropertySummary } from './property-summary.tsx'

/** The properties in a narrow window: one line, that opens to all of them. */
export function PropertiesStrip({
  task,
  run,
  open,
  onOpenChange,
  children,
}: {
  task: Task
  run: Run | null
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}) {
  return (
    <div className="flex-none border-b border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls="task-properties"
        onClick={() => onOpenChange(!open)}
        className="flex h-9 w-full items-center gap-2 px-4 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={`size-3.5 flex-none text-fg-3 transition-transform duration-(--fast) ${open ? 'rotate-90' : ''}`}
        />
        <span className="sr-only">Properties: </span>
        <PropertySummary task={task} run={run} />
      </button>
      {open && (
        <aside
          id="task-properties"
          aria-label="Properties"
          className="max-h-[32vh] overflow-y-auto px-4 pb-3 [&>dl]:grid-cols-2 [&>dl]:gap-x-8"
        >
          {children}
        </aside>
      )}
    </div>
  )
}
