import { ChevronDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { loadModels, type Model, useModels } from '../state/models.ts'
import { cn } from '../ui/cn.ts'
import { Field, type FieldProps, inputLook } from '../ui/field.tsx'
import { Combobox, type Option } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'

const MODEL_PATTERN = /^[^/\s]+\/\S+$/
const INHERIT = ''

/** Picks a model, or takes one by name (`provider/model`). null = what `fallback` says. */
export function ModelField({
  value,
  fallback,
  onChange,
  width,
  ...field
}: FieldProps & {
  value: string | null
  /** What null means, such as `The app's model (anthropic/claude…)`. */
  fallback: string
  onChange: (value: string | null) => void
  width?: number
}) {
  const [open, setOpen] = useState(false)
  const { models, error } = useModels()
  useEffect(() => {
    if (open) void loadModels()
  }, [open])
  const known = models?.find((model) => model.id === value)
  const options: Option[] = [
    { id: INHERIT, label: fallback, keywords: ['default'] },
    ...(models ?? []).map(optionOf),
    ...(value !== null && known === undefined ? [{ id: value, label: value }] : []),
  ]
  return (
    <Field {...field}>
      {(control) => (
        <Combobox
          label="Find a model, or write provider/model"
          width={width ?? 340}
          open={open}
          onOpenChange={setOpen}
          align="end"
          value={value ?? INHERIT}
          options={options}
          empty={error ?? (models === null ? 'Asking the agent for its models…' : 'No such model')}
          onChange={(id) => onChange(id === INHERIT ? null : id)}
          createLabel={(text) =>
            MODEL_PATTERN.test(text) ? `Use “${text}”` : `Write it as provider/model: “${text}”`
          }
          onCreate={(text) => {
            if (MODEL_PATTERN.test(text)) onChange(text)
            else
              toast.error('A model is written provider/model', {
                description: `“${text}” names no provider.`,
              })
          }}
          trigger={
            <button
              type="button"
              {...control}
              style={{ width }}
              className={cn(inputLook, 'flex items-center gap-2 text-left hover:bg-hover')}
            >
              <span className={cn('min-w-0 flex-1 truncate', value === null && 'text-fg-2')}>
                {value === null ? fallback : (known?.name ?? value)}
              </span>
              {known?.scripted === true && <span className="text-11 text-fg-3">scripted</span>}
              <ChevronDown className="size-3.5 shrink-0 text-fg-3" />
            </button>
          }
        />
      )}
    </Field>
  )
}

const optionOf = (model: Model): Option => ({
  id: model.id,
  label: model.name,
  hint: model.scripted ? 'scripted' : model.id.split('/')[0],
  keywords: [model.id],
})
