import { ExternalLink } from 'lucide-react'
import type { TodoItem } from '#shared/run-log.ts'
import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { IssueProperty } from '../../issues/issue-property.tsx'
import { PublicationChip } from '../../publications/publication-chip.tsx'
import { t } from '../../strings/t.ts'
import { DevProperty } from '../../terminals/dev-property.tsx'
import { usePublicationOf } from '../../state/publications.ts'
import { AgentProperty } from './agent-property.tsx'
import { DueDateProperty } from './due-date-property.tsx'
import { EstimateProperty } from './estimate-property.tsx'
import { LabelsProperty } from './labels-property.tsx'
import { ModelProperty } from './model-property.tsx'
import { BatchProperty } from './batch-property.tsx'
import { Property } from './property.tsx'
import { Relations } from './relations.tsx'
import { RunProperties } from './run-properties.tsx'
import { PriorityProperty, StatusProperty } from './status-and-priority.tsx'
import { VariantProperty } from './variant-property.tsx'

/** Everything that stands beside a task: its fields, what its run costs, and the agent's plan. */
export function Properties({ task, run, plan }: { task: Task; run: Run | null; plan: readonly TodoItem[] }) {
  const publication = usePublicationOf(task.id)
  return (
    <>
      <dl className="grid content-start gap-0.5">
        <StatusProperty task={task} />
        <PriorityProperty task={task} />
        <LabelsProperty task={task} />
        <ModelProperty task={task} run={run} />
        <VariantProperty task={task} run={run} />
        <AgentProperty task={task} run={run} />
        <DueDateProperty task={task} />
        <EstimateProperty task={task} />
        <Relations task={task} />
        <BatchProperty task={task} run={run} />
        <IssueProperty task={task} />
        {publication !== undefined && (
          <Property name={t('Pull request')}>
            <span className="flex min-w-0">
              <PublicationChip publication={publication} tabbable short />
            </span>
          </Property>
        )}
        {task.prUrl !== null && publication === undefined && (
          <Property name={t('Pull request')}>
            <a
              href={task.prUrl}
              target="_blank"
              rel="noreferrer noopener"
              className="flex items-center gap-1.5 text-accent-fg hover:underline"
            >
              #{task.prNumber}
              <ExternalLink aria-hidden className="size-3" />
            </a>
          </Property>
        )}
        {run !== null && <DevProperty run={run} />}
        {run !== null && <RunProperties run={run} plan={plan} />}
      </dl>
      {task.archived && (
        <p className="mt-3 text-12 text-fg-3">
          {task.isGoal ? t('This is the goal of a brainstorm.') : t('This task is archived.')}
        </p>
      )}
    </>
  )
}
