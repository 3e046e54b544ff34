import { Copy } from 'lucide-react'
import { settingsFor } from '#shared/project-settings.ts'
import type { TodoItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'
import { copy } from '../../state/actions.ts'
import { useProject, useSettings } from '../../state/hooks.ts'
import { t } from '../../strings/t.ts'
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
        <Property name={t('Branch')}>
          <ValueButton
            aria-label={t('Copy the branch name {branch}', { branch: run.branch })}
            title={t('{branch}: press to copy', { branch: run.branch })}
            className="group/branch"
            onClick={() => void copy(run.branch ?? '', t('Branch name'))}
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
        <Property name={t('Run')}>{runName(run)}</Property>
      ) : (
        <Property name={t('Attempt')}>{run.attempt}</Property>
      )}
      {run.startedAt !== null && (
        <Property name={t('Elapsed')}>
          <RunClock run={run} />
        </Property>
      )}
      <Property name={t('Tokens')}>
        <span
          className="tabular-nums"
          title={t('{input} in, {output} out', {
            input: run.usage.inputTokens.toLocaleString(),
            output: run.usage.outputTokens.toLocaleString(),
          })}
        >
          {/* One text: in parts, those behind a number that grows would move. */}
          {t('{input} in · {output} out', {
            input: compact(run.usage.inputTokens),
            output: compact(run.usage.outputTokens),
          })}
        </span>
      </Property>
      <Property name={t('Cost')}>
        <span className="tabular-nums">
          {budget > 0
            ? t('{cost} of {budget}', {
                cost: money(run.usage.cost),
                budget: money(budget + run.raisedCost),
              })
            : money(run.usage.cost)}
        </span>
      </Property>
      {counts !== null && counts.total > 0 && (
        <div className="mt-2.5">
          <Property name={t('Plan')}>
            <span className="tabular-nums">
              {t('{done} of {total}', { done: counts.done, total: counts.total })}
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
