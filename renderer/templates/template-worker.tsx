import { Bot, Cpu, Gauge } from 'lucide-react'
import { useEffect } from 'react'
import { ModelPicker } from '../providers/model-picker.tsx'
import { agentOptions, DEFAULT_AGENT } from '../state/agent-options.ts'
import { loadAgents, useAgents } from '../state/agents.ts'
import { useProjects } from '../state/hooks.ts'
import { loadModels, shortModel, useModels, variantsOf } from '../state/models.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Combobox } from '../ui/select.tsx'
import type { TaskWords } from './task-draft.ts'

type Worker = Pick<TaskWords, 'model' | 'variant' | 'agent'>

const AS_THE_PROJECT = t('As the project says')
/** Stands for “the model's default” in the list of variants. */
const NO_VARIANT = '-'

/** Chips that choose who works on tasks of a template; null = as the project of the task says. */
export function TemplateWorker({
  projectId,
  value,
  onChange,
}: {
  /** The project that the template is of; null = all. */
  projectId: string | null
  value: Worker
  onChange: (changed: Partial<Worker>) => void
}) {
  const { models } = useModels()
  const [first] = useProjects()
  // The variants of the model that is chosen are known only then.
  useEffect(() => {
    if (value.model !== null) void loadModels()
  }, [value.model])
  const variants = variantsOf(value.model, models)
  const askedOf = projectId ?? first?.id
  return (
    <>
      <ModelPicker
        value={value.model}
        fallback={{ label: AS_THE_PROJECT }}
        connects={false}
        // A variant belongs to its model.
        onChange={(model) => onChange({ model, variant: null })}
        trigger={
          <ChipButton
            aria-label={t('Model: {model}', { model: value.model ?? t('as the project says') })}
            title={value.model ?? undefined}
          >
            <Cpu aria-hidden />
            <span className="max-w-40 truncate">
              {value.model === null ? t('Model') : shortModel(value.model)}
            </span>
          </ChipButton>
        }
      />
      {(variants.length > 0 || value.variant !== null) && (
        <Combobox
          label={t('Variant…')}
          value={value.variant ?? NO_VARIANT}
          options={[
            { id: NO_VARIANT, label: t('Default') },
            ...variants.map((name) => ({ id: name, label: name })),
            ...(value.variant === null || variants.includes(value.variant)
              ? []
              : [{ id: value.variant, label: value.variant }]),
          ]}
          onChange={(id) => onChange({ variant: id === NO_VARIANT ? null : id })}
          trigger={
            <ChipButton aria-label={t('Variant: {variant}', { variant: value.variant ?? t('default') })}>
              <Gauge aria-hidden />
              {value.variant ?? t('Variant')}
            </ChipButton>
          }
        />
      )}
      {askedOf !== undefined && (
        <AgentChip
          askedOf={askedOf}
          isForAll={projectId === null}
          value={value.agent}
          onChange={(agent) => onChange({ agent })}
        />
      )}
    </>
  )
}

function AgentChip({
  askedOf,
  isForAll,
  value,
  onChange,
}: {
  /** The project whose agents are offered. */
  askedOf: string
  /** Only those that every project has. */
  isForAll: boolean
  value: string | null
  onChange: (agent: string | null) => void
}) {
  const { agents, error } = useAgents(askedOf)
  const offered = (agents ?? []).filter(({ source }) => !isForAll || source !== 'project')
  return (
    <Combobox
      label={t('Agent…')}
      value={value ?? DEFAULT_AGENT}
      options={agentOptions(offered, { name: AS_THE_PROJECT, hint: '' }, value)}
      empty={error ?? t('No such agent')}
      onOpenChange={(open) => {
        if (open) void loadAgents(askedOf)
      }}
      onChange={(id) => onChange(id === DEFAULT_AGENT ? null : id)}
      trigger={
        <ChipButton aria-label={t('Agent: {agent}', { agent: value ?? t('as the project says') })}>
          <Bot aria-hidden />
          {value ?? t('Agent')}
        </ChipButton>
      }
    />
  )
}
