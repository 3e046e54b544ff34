import { ChevronDown } from 'lucide-react'
import { agentOptions, DEFAULT_AGENT } from '../state/agent-options.ts'
import { loadAgents, useAgents } from '../state/agents.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Field, type FieldProps, inputLook } from '../ui/field.tsx'
import { Combobox } from '../ui/select.tsx'

/** Picks the agent that works on tasks which name none. null = `build`. */
export function AgentField({
  projectId,
  value,
  onChange,
  width,
  ...field
}: FieldProps & {
  projectId: string
  value: string | null
  onChange: (value: string | null) => void
  width?: number
}) {
  const { agents, error } = useAgents(projectId)
  const chosen = value === 'build' ? null : value
  const options = agentOptions(agents ?? [], { name: 'build', hint: t('the default') }, chosen)
  return (
    <Field {...field}>
      {(control) => (
        <Combobox
          label={t('Find an agent')}
          width={width ?? 280}
          align="end"
          value={chosen ?? DEFAULT_AGENT}
          options={options}
          onOpenChange={(open) => {
            if (open) void loadAgents(projectId)
          }}
          empty={error ?? (agents === null ? t('Asking for the agents…') : t('No such agent'))}
          onChange={(id) => onChange(id === DEFAULT_AGENT ? null : id)}
          trigger={
            <button
              type="button"
              {...control}
              style={{ width }}
              className={cn(inputLook, 'flex items-center gap-2 text-start hover:bg-hover')}
            >
              <span className={cn('min-w-0 flex-1 truncate', value === null && 'text-fg-2')}>
                {value ?? t('build (the default)')}
              </span>
              <ChevronDown className="size-3.5 shrink-0 text-fg-3" />
            </button>
          }
        />
      )}
    </Field>
  )
}
