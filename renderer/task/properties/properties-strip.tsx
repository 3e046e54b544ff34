import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../../strings/t.ts'
import { cn } from '../../ui/cn.ts'
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
    <div className={cn('flex flex-col border-b border-line', open ? 'min-h-28' : 'flex-none')}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls="task-properties"
        onClick={() => onOpenChange(!open)}
        className="flex h-9 w-full flex-none items-center gap-2 px-4 text-start hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={`size-3.5 flex-none text-fg-3 transition-transform duration-(--fast) ${open ? 'rotate-90' : ''}`}
        />
        <span className="sr-only">{t('Properties:')} </span>
        <PropertySummary task={task} run={run} />
      </button>
      {open && (
        <aside
          id="task-properties"
          aria-label={t('Properties')}
          className="max-h-[32vh] min-h-0 overflow-y-auto px-4 pb-3 [&>dl]:grid-cols-2 [&>dl]:gap-x-8"
        >
          {children}
        </aside>
      )}
    </div>
  )
}
