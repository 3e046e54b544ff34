import { ListTodo } from 'lucide-react'
import { useState } from 'react'
import type { TodoItem } from '#shared/run-log.ts'
import { t } from '../strings/t.ts'
import { PlanList } from '../task/plan-list.tsx'
import { Popover } from '../ui/popover.tsx'

/** The agent's todo list above its log, in one line, where there is no room for it beside: what it is at, and all of it. */
export function PinnedPlan({ plan }: { plan: readonly TodoItem[] }) {
  const [open, setOpen] = useState(false)
  if (plan.length === 0) return null
  const done = plan.filter(({ status }) => status === 'completed').length
  const now = plan.find(({ status }) => status === 'in_progress')
  return (
    <div className="flex-none border-b border-line pb-1.5">
      <Popover
        label={t('Plan')}
        open={open}
        onOpenChange={setOpen}
        className="w-80 max-w-[90vw] p-3"
        trigger={
          <button
            type="button"
            className="flex h-7 w-full min-w-0 items-center gap-2 rounded-m px-1 text-start text-12 text-fg-2 hover:bg-hover coarse:h-touch"
          >
            <ListTodo aria-hidden className="size-3.5 flex-none text-fg-3" />
            <span className="flex-none tabular-nums">
              {t('Plan, {done} of {total}', { done, total: plan.length })}
            </span>
            {now !== undefined && <span className="min-w-0 truncate text-fg">{now.content}</span>}
          </button>
        }
      >
        <PlanList items={plan} />
      </Popover>
    </div>
  )
}
