import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { agentOptions, DEFAULT_AGENT } from '../../state/agent-options.ts'
import { isReadOnly, loadAgents, useAgents } from '../../state/agents.ts'
import { useProject } from '../../state/hooks.ts'
import { t } from '../../strings/t.ts'
import { Chip } from '../../ui/chip.tsx'
import { Combobox } from '../../ui/select.tsx'
import { Property, ValueButton } from './property.tsx'

/** The way of working: `build`, `plan`, or an agent of the user's or the repository's. */
export function AgentProperty({ task, run }: { task: Task; run: Run | null }) {
  const known = useAgents(task.projectId)
  const { agents, error } = known
  const project = useProject(task.projectId)
  const fallback = project?.agent ?? 'build'
  // While a run goes on, the agent that matters is the one that works.
  const isLive = run !== null && !isTerminal(run.status)
  const shown = isLive ? run.agent : (task.agent ?? fallback)
  const readOnly = isReadOnly(shown, known)
  const options = agentOptions(
    agents ?? [],
    { name: fallback, hint: (project?.agent ?? null) === null ? t('default') : t('of the project') },
    task.agent,
  )
  return (
    <Property name={t('Agent')}>
      <Combobox
        label={t('Change agent')}
        width={280}
        value={task.agent ?? DEFAULT_AGENT}
        options={options}
        empty={error ?? t('No such agent')}
        onOpenChange={(open) => {
          if (open) void loadAgents(task.projectId)
        }}
        onChange={(agent) => void mutateTask(task.id, { agent: agent === DEFAULT_AGENT ? null : agent })}
        trigger={
          <ValueButton aria-label={t('Agent: {agent}', { agent: shown })}>
            <span className="truncate">{shown}</span>
            {readOnly && <Chip>{t('plans only')}</Chip>}
          </ValueButton>
        }
      />
    </Property>
  )
}
