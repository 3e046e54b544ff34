import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { t } from '../../strings/t.ts'
import { compact, money } from '../../ui/duration.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../../ui/icons/priority-icon.tsx'
import { STATUS_NAMES, StatusIcon } from '../../ui/icons/status-icon.tsx'
import { RunClock } from '../run-clock.tsx'

/** The properties in one line, for a narrow window. */
export function PropertySummary({ task, run }: { task: Task; run: Run | null }) {
  return (
    <span className="flex min-w-0 items-center gap-3 overflow-hidden text-12 whitespace-nowrap text-fg-2">
      <span className="flex items-center gap-1.5">
        <StatusIcon status={task.status} />
        {STATUS_NAMES[task.status]}
      </span>
      {task.priority !== 'none' && (
        <span className="flex items-center gap-1.5">
          <PriorityIcon priority={task.priority} />
          {PRIORITY_NAMES[task.priority]}
        </span>
      )}
      {run !== null && (
        <>
          {/* As wide as what they will say: nothing is to move beside them. */}
          <span className="min-w-12 empty:hidden">
            <RunClock run={run} />
          </span>
          <span className="min-w-18">
            {t('{tokens} tokens', { tokens: compact(run.usage.inputTokens + run.usage.outputTokens) })}
          </span>
          <span className="min-w-10">{money(run.usage.cost)}</span>
          {run.plan !== null && run.plan.total > 0 && (
            <span>{t('Plan {done} of {total}', { done: run.plan.done, total: run.plan.total })}</span>
          )}
        </>
      )}
    </span>
  )
}
