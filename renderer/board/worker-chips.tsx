import { Bot } from 'lucide-react'
import type { Worker as WorkerNow } from '#shared/worker.ts'
import { agentOptions, DEFAULT_AGENT } from '../state/agent-options.ts'
import { loadAgents, useAgents } from '../state/agents.ts'
import { useProject } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Combobox } from '../ui/select.tsx'
import { type ChosenModel, ModelChips } from './model-chips.tsx'

/** Who is to work; null = as the project says, or as it is. */
export type Worker = ChosenModel & { agent: string | null }

export const BY_DEFAULT: Worker = { model: null, variant: null, agent: null }

/** Chips that choose the model, its variant where it has some, and the agent of a new task. */
export function WorkerChips({
  projectId,
  value,
  now,
  disabled = false,
  onChange,
}: {
  projectId: string
  value: Worker
  /** Who works already, or would without a choice; `several` = not all the same; else the project says it. */
  now?: WorkerNow | 'several'
  disabled?: boolean
  onChange: (value: Worker) => void
}) {
  const { agents, error } = useAgents(projectId)
  const project = useProject(projectId)
  const one = now === 'several' ? undefined : now
  const agentName = now === 'several' ? t('As they are') : (now?.agent ?? project?.agent ?? 'build')
  const isNew = now === undefined
  return (
    <>
      <ModelChips
        projectId={projectId}
        value={value}
        {...(now === undefined ? {} : { now })}
        disabled={disabled}
        onChange={(chosen) => onChange({ ...value, ...chosen })}
      />
      <Combobox
        label={t('Agent…')}
        value={value.agent ?? DEFAULT_AGENT}
        options={agentOptions(
          agents ?? [],
          {
            name: agentName,
            hint:
              now === 'several'
                ? ''
                : now !== undefined
                  ? t('as it is')
                  : (project?.agent ?? null) === null
                    ? t('default')
                    : t('of the project'),
          },
          value.agent,
        )}
        empty={error ?? t('No such agent')}
        onOpenChange={(open) => {
          if (open) void loadAgents(projectId)
        }}
        onChange={(id) => onChange({ ...value, agent: id === DEFAULT_AGENT ? null : id })}
        trigger={
          <ChipButton
            disabled={disabled}
            aria-label={
              isNew
                ? t('Agent: {agent}', { agent: value.agent ?? agentName })
                : value.agent === null && now === 'several'
                  ? t('From here on: the agents as they are')
                  : t('From here on: agent {agent}', { agent: value.agent ?? agentName })
            }
          >
            <Bot aria-hidden />
            {value.agent ?? (one === undefined ? t('Agent') : agentName)}
          </ChipButton>
        }
      />
    </>
  )
}
