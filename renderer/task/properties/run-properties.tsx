import { Copy } from 'lucide-react'
import { settingsFor } from '#shared/project-settings.ts'
import type { TodoItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'
import { copy } from '../../state/actions.ts'
import { useProject, useSettings } from '../../state/hooks.ts'
import { compact, money } from '../../ui/duration.ts'
import { RunClock } from '../run-clock.tsx'
import { PlanList } from '../plan-list.tsx'
import { runName } from '../run-name.ts'
import { Property, ValueButton } from './property.tsx'

/** What a run is and costs, and the agent’s plan. */
export function RunProperties({ run, plan }: { run: Run; plan: readonly TodoItem[] }) {
  const done = plan.filter((item) => item.status === 'completed').length
  const counts = plan.length > 0 ? { done, total: plan.length } : run.plan
  const settings = useSettings()
  const project = useProject(run.projectId)
  const budget =
    settings === undefined || project === undefined ? 0 : settingsFor(settings, project).maxRunCost
  return (
    <>
      {run.branch !== null && (
        <Property name="Branch">
          <ValueButton
            aria-label={`Copy the branch name ${run.branch}`}
            title={`${run.branch}: press to copy`}
            className="group/branch"
            onClick={() => void copy(run.branch ?? '', 'Branch name')}
          >
            <span className="truncate font-mono text-11">{run.branch}</span>
            <Copy
              aria-hidden
              className="size-3 flex-none text-fg-3 opacity-0 group-hover/branch:opacity-100"
            />
          </ValueButton>
        </Property>
      )}
      {run.purpose === 'resolve' ? (
        <Property name="Run">{runName(run)}</Property>
      ) : (
        <Property name="Attempt">{run.attempt}</Property>
      )}
      {run.startedAt !== null && (
        <Property name="Elapsed">
          <RunClock run={run} />
        </Property>
      )}
      <Property name="Tokens">
        <span
          className="tabular-nums"
          title={`${run.usage.inputTokens.toLocaleString()} in, ${run.usage.outputTokens.toLocaleString()} out`}
        >
          {/* One text: in parts, those behind a number that grows would move. */}
          {`${compact(run.usage.inputTokens)} in · ${compact(run.usage.outputTokens)} out`}
        </span>
      </Property>
      <Property name="Cost">
        <span className="tabular-nums">
          {money(run.usage.cost)}
          {budget > 0 && <> of {money(budget + run.raisedCost)}</>}
        </span>
      </Property>
      {counts !== null && counts.total > 0 && (
        <div className="mt-2.5">
          <Property name="Plan">
            <span className="tabular-nums">
              {counts.done} of {counts.total}
            </span>
          </Property>
          {plan.length > 0 && (
            <dd>
              <PlanList items={plan} />
            </dd>
          )}
        </div>
      )}
    </>
  )
}
