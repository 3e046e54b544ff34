import { ChevronDown } from 'lucide-react'
import { loadAgents, useAgents } from '../state/agents.ts'
import { cn } from '../ui/cn.ts'
import { Field, type FieldProps, inputLook } from '../ui/field.tsx'
import { Combobox, type Option } from '../ui/select.tsx'

const DEFAULT = ''
const SOURCES = { 'built-in': '', user: 'yours', project: 'of the repository' } as const

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
  const options: Option[] = [
    { id: DEFAULT, label: 'build', hint: 'the default', keywords: ['default'] },
    ...(agents ?? [])
      .filter((agent) => agent.name !== 'build')
      .map((agent) => ({
        id: agent.name,
        label: agent.name,
        hint: agent.readOnly ? 'changes nothing' : SOURCES[agent.source],
        keywords: [agent.description],
      })),
  ]
  if (value !== null && !options.some((option) => option.id === value) && value !== 'build')
    options.push({ id: value, label: value })
  return (
    <Field {...field}>
      {(control) => (
        <Combobox
          label="Find an agent"
          width={width ?? 280}
          align="end"
          value={value === 'build' ? DEFAULT : (value ?? DEFAULT)}
          options={options}
          onOpenChange={(open) => {
            if (open) void loadAgents(projectId)
          }}
          empty={error ?? (agents === null ? 'Asking for the agents…' : 'No such agent')}
          onChange={(id) => onChange(id === DEFAULT ? null : id)}
          trigger={
            <button
              type="button"
              {...control}
              style={{ width }}
              className={cn(inputLook, 'flex items-center gap-2 text-left hover:bg-hover')}
            >
              <span className={cn('min-w-0 flex-1 truncate', value === null && 'text-fg-2')}>
                {value ?? 'build (the default)'}
              </span>
              <ChevronDown className="size-3.5 shrink-0 text-fg-3" />
            </button>
          }
        />
      )}
    </Field>
  )
}
