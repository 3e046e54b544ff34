import { Cpu, Gauge } from 'lucide-react'
import type { Worker as WorkerNow } from '#shared/worker.ts'
import { ModelPicker } from '../providers/model-picker.tsx'
import { useProject } from '../state/hooks.ts'
import { shortModel, useModelFallback, useModels, variantsOf } from '../state/models.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Combobox } from '../ui/select.tsx'

/** Which model is to work; null = as the project says, or as it is. */
export type ChosenModel = { model: string | null; variant: string | null }

const NO_VARIANT = '-'

/** Chips that choose a model, and its variant where it has some. */
export function ModelChips({
  projectId,
  value,
  now,
  disabled = false,
  onChange,
}: {
  projectId: string
  value: ChosenModel
  /** Who works already, or would without a choice; `several` = not all the same; else the project says it. */
  now?: Pick<WorkerNow, 'model' | 'variant'> | 'several'
  disabled?: boolean
  onChange: (value: ChosenModel) => void
}) {
  const { models } = useModels()
  const project = useProject(projectId)
  const ofProject = useModelFallback(projectId)
  const one = now === 'several' ? undefined : now
  const fallback =
    now === undefined
      ? ofProject
      : one === undefined
        ? { model: null, label: t('As they are'), hint: '' }
        : { model: one.model, label: shortModel(one.model), hint: t('as it is') }
  const variants = variantsOf(value.model ?? fallback.model, models)
  const model = value.model ?? fallback.model
  // The project's variant is only for the project's model.
  const byDefault = model === fallback.model ? project?.variant : null
  // Who works has a variant already, until another model is chosen.
  const variant = value.variant ?? (value.model === null ? (one?.variant ?? null) : null)
  const isNew = now === undefined
  return (
    <>
      <ModelPicker
        value={value.model}
        fallback={fallback}
        connects={false}
        // Where somebody works already, the host knows the models and refuses others.
        takesUnlisted={now === undefined}
        // A variant belongs to its model.
        onChange={(next) => onChange({ model: next, variant: null })}
        trigger={
          <ChipButton
            disabled={disabled}
            aria-label={
              isNew
                ? t('Model: {model}', { model: model ?? t('none') })
                : model === null
                  ? t('From here on: the models as they are')
                  : t('From here on: model {model}', { model })
            }
            title={model ?? undefined}
          >
            <Cpu aria-hidden />
            <span className="max-w-40 truncate">
              {value.model === null && one === undefined ? t('Model') : shortModel(model ?? '')}
            </span>
          </ChipButton>
        }
      />
      {(variants.length > 0 || variant !== null) && (
        <Combobox
          label={t('Variant…')}
          value={variant ?? NO_VARIANT}
          options={[
            {
              id: NO_VARIANT,
              label: (now === undefined ? byDefault : null) ?? t('Default'),
              keywords: [t('default')],
            },
            ...variants.map((name) => ({ id: name, label: name })),
          ]}
          onChange={(id) => {
            if (id !== NO_VARIANT) onChange({ ...value, variant: id })
            // With its model named anew, it has its default.
            else onChange({ ...value, ...(now === undefined ? {} : { model }), variant: null })
          }}
          trigger={
            <ChipButton
              disabled={disabled}
              aria-label={
                isNew
                  ? t('Variant: {variant}', { variant: variant ?? t('default') })
                  : t('From here on: variant {variant}', { variant: variant ?? t('default') })
              }
            >
              <Gauge aria-hidden />
              {variant ?? t('Variant')}
            </ChipButton>
          }
        />
      )}
    </>
  )
}
