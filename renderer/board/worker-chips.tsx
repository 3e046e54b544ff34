import { Bot, Cpu, Gauge } from 'lucide-react'
import { ModelPicker } from '../providers/model-picker.tsx'
import { agentOptions, DEFAULT_AGENT } from '../state/agent-options.ts'
import { loadAgents, useAgents } from '../state/agents.ts'
import { useProject } from '../state/hooks.ts'
import { shortModel, useModelFallback, useModels, variantsOf } from '../state/models.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Combobox } from '../ui/select.tsx'

/** Who is to work on a new task; null = as the project says. */
export type Worker = { model: string | null; variant: string | null; agent: string | null }

export const BY_DEFAULT: Worker = { model: null, variant: null, agent: null }
const NO_VARIANT = '-'

/** Chips that choose the model, its variant where it has some, and the agent of a new task. */
export function WorkerChips({
  projectId,
  value,
  onChange,
}: {
  projectId: string
  value: Worker
  onChange: (value: Worker) => void
}) {
  const { models } = useModels()
  const { agents, error } = useAgents(projectId)
  const project = useProject(projectId)
  const fallback = useModelFallback(projectId)
  const variants = variantsOf(value.model ?? fallback.model, models)
  const agentName = project?.agent ?? 'build'
  const model = value.model ?? fallback.model
  // The project's variant is only for the project's model.
  const byDefault = model === fallback.model ? project?.variant : null
  return (
    <>
      <ModelPicker
        value={value.model}
        fallback={fallback}
        connects={false}
        // A variant belongs to its model.
        onChange={(next) => onChange({ ...value, model: next, variant: null })}
        trigger={
          <ChipButton aria-label={`Model: ${model ?? 'none'}`} title={model ?? undefined}>
            <Cpu aria-hidden />
            <span className="max-w-40 truncate">
              {value.model === null ? 'Model' : shortModel(value.model)}
            </span>
          </ChipButton>
        }
      />
      {(variants.length > 0 || value.variant !== null) && (
        <Combobox
          label="Variant…"
          value={value.variant ?? NO_VARIANT}
          options={[
            { id: NO_VARIANT, label: byDefault ?? 'Default', keywords: ['default'] },
            ...variants.map((name) => ({ id: name, label: name })),
          ]}
          onChange={(id) => onChange({ ...value, variant: id === NO_VARIANT ? null : id })}
          trigger={
            <ChipButton aria-label={`Variant: ${value.variant ?? 'default'}`}>
              <Gauge aria-hidden />
              {value.variant ?? 'Variant'}
            </ChipButton>
          }
        />
      )}
      <Combobox
        label="Agent…"
        value={value.agent ?? DEFAULT_AGENT}
        options={agentOptions(
          agents ?? [],
          { name: agentName, hint: (project?.agent ?? null) === null ? 'default' : 'of the project' },
          value.agent,
        )}
        empty={error ?? 'No such agent'}
        onOpenChange={(open) => {
          if (open) void loadAgents(projectId)
        }}
        onChange={(id) => onChange({ ...value, agent: id === DEFAULT_AGENT ? null : id })}
        trigger={
          <ChipButton aria-label={`Agent: ${value.agent ?? agentName}`}>
            <Bot aria-hidden />
            {value.agent ?? 'Agent'}
          </ChipButton>
        }
      />
    </>
  )
}
