import { ChevronDown } from 'lucide-react'
import { useEffect } from 'react'
import { ModelPicker } from '../providers/model-picker.tsx'
import { loadModels, useModels, variantsOf } from '../state/models.ts'
import { t } from '../strings/t.ts'
import { cn } from '../ui/cn.ts'
import { Field, type FieldProps, inputLook } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

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
  const known = useModels().models?.find((model) => model.id === value)
  return (
    <Field {...field}>
      {(control) => (
        <ModelPicker
          align="end"
          value={value}
          fallback={{ label: fallback }}
          onChange={onChange}
          trigger={
            <button
              type="button"
              {...control}
              style={{ width }}
              className={cn(inputLook, 'flex items-center gap-2 text-start hover:bg-hover')}
            >
              <span className={cn('min-w-0 flex-1 truncate', value === null && 'text-fg-2')}>
                {value === null ? fallback : (known?.name ?? value)}
              </span>
              {known !== undefined && (
                <span className="shrink-0 text-11 text-fg-3">
                  {known.scripted ? t('scripted') : known.providerName}
                </span>
              )}
              <ChevronDown className="size-3.5 shrink-0 text-fg-3" />
            </button>
          }
        />
      )}
    </Field>
  )
}

/** Stands for null: a select takes the empty string for “nothing chosen” and shows nothing. */
const DEFAULT = '-'

/** Picks a variant of `model`, such as how hard it thinks; there is nothing to pick when it has none. */
export function VariantField({
  model,
  value,
  onChange,
  width,
  ...field
}: Omit<FieldProps, 'hint' | 'label'> & {
  /** The model in force, or null when none is. */
  model: string | null
  value: string | null
  onChange: (value: string | null) => void
  width?: number
}) {
  const { models } = useModels()
  useEffect(() => void loadModels(), [])
  const variants = variantsOf(model, models)
  const isForeign = value !== null && models !== null && !variants.includes(value)
  return (
    <Select
      {...field}
      label={t('Variant')}
      hint={
        isForeign
          ? t('The model in force has no variant “{value}”, so its default is used.', { value })
          : models !== null && variants.length === 0
            ? t('The model in force has no variants.')
            : t('How the model is run, such as how hard it thinks.')
      }
      disabled={variants.length === 0 && value === null}
      {...(width === undefined ? {} : { width })}
      value={value ?? DEFAULT}
      options={[
        { id: DEFAULT, label: t('The model’s default') },
        ...variants.map((variant) => ({ id: variant, label: variant })),
        ...(value !== null && !variants.includes(value) ? [{ id: value, label: value }] : []),
      ]}
      onChange={(id) => onChange(id === DEFAULT ? null : id)}
    />
  )
}
