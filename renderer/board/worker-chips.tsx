import { Bot, Cpu, Gauge } from 'lucide-react'
import type { Worker as WorkerNow } from '#shared/worker.ts'
import { ModelPicker } from '../providers/model-picker.tsx'
import { agentOptions, DEFAULT_AGENT } from '../state/agent-options.ts'
import { loadAgents, useAgents } from '../state/agents.ts'
import { useProject } from '../state/hooks.ts'
import { shortModel, useModelFallback, useModels, variantsOf } from '../state/models.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Combobox } from '../ui/select.tsx'

/** Who is to work; null = as the project says, or as it is. */
export type Worker = { model: string | null; variant: string | null; agent: string | null }

export const BY_DEFAULT: Worker = { model: null, variant: null, agent: null }
const NO_VARIANT = '-'

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
  /** Who works already, or would without a choice; else the project says it. */
  now?: WorkerNow
  disabled?: boolean
  onChange: (value: Worker) => void
}) {
  const { models } = useModels()
  const { agents, error } = useAgents(projectId)
  const project = useProject(projectId)
  const ofProject = useModelFallback(projectId)
  const fallback =
    now === undefined ? ofProject : { model: now.model, label: shortModel(now.model), hint: 'as it is' }
  const variants = variantsOf(value.model ?? fallback.model, models)
  const agentName = now?.agent ?? project?.agent ?? 'build'
  const model = value.model ?? fallback.model
  // The project's variant is only for the project's model.
  const byDefault = model === fallback.model ? project?.variant : null
  // Who works has a variant already, until another model is chosen.
  const variant = value.variant ?? (value.model === null ? (now?.variant ?? null) : null)
  const nameOf = (what: string, of: string) =>
    now === undefined ? `${what}: ${of}` : `From here on: ${what.toLowerCase()} ${of}`
  return (
    <>
      <ModelPicker
        value={value.model}
        fallback={fallback}
        connects={false}
        // Where somebody works already, the host knows the models and refuses others.
        takesUnlisted={now === undefined}
        // A variant belongs to its model.
        onChange={(next) => onChange({ ...value, model: next, variant: null })}
        trigger={
          <ChipButton
            disabled={disabled}
            aria-label={nameOf('Model', model ?? 'none')}
            title={model ?? undefined}
          >
            <Cpu aria-hidden />
            <span className="max-w-40 truncate">
              {value.model === null && now === undefined ? 'Model' : shortModel(model ?? '')}
            </span>
          </ChipButton>
        }
      />
      {(variants.length > 0 || variant !== null) && (
        <Combobox
          label="Variant…"
          value={variant ?? NO_VARIANT}
          options={[
            {
              id: NO_VARIANT,
              label: (now === undefined ? byDefault : null) ?? 'Default',
              keywords: ['default'],
            },
            ...variants.map((name) => ({ id: name, label: name })),
          ]}
          onChange={(id) => {
            if (id !== NO_VARIANT) onChange({ ...value, variant: id })
            // With its model named anew, it has its default.
            else onChange({ ...value, ...(now === undefined ? {} : { model }), variant: null })
          }}
          trigger={
            <ChipButton disabled={disabled} aria-label={nameOf('Variant', variant ?? 'default')}>
              <Gauge aria-hidden />
              {variant ?? 'Variant'}
            </ChipButton>
          }
        />
      )}
      <Combobox
        label="Agent…"
        value={value.agent ?? DEFAULT_AGENT}
        options={agentOptions(
          agents ?? [],
          {
            name: agentName,
            hint:
              now !== undefined
                ? 'as it is'
                : (project?.agent ?? null) === null
                  ? 'default'
                  : 'of the project',
          },
          value.agent,
        )}
        empty={error ?? 'No such agent'}
        onOpenChange={(open) => {
          if (open) void loadAgents(projectId)
        }}
        onChange={(id) => onChange({ ...value, agent: id === DEFAULT_AGENT ? null : id })}
        trigger={
          <ChipButton disabled={disabled} aria-label={nameOf('Agent', value.agent ?? agentName)}>
            <Bot aria-hidden />
            {value.agent ?? (now === undefined ? 'Agent' : agentName)}
          </ChipButton>
        }
      />
    </>
  )
}
