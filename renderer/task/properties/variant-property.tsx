import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { useProject } from '../../state/hooks.ts'
import { loadModels, useModelFallback, useModels, variantsOf } from '../../state/models.ts'
import { t } from '../../strings/t.ts'
import { Combobox, type Option } from '../../ui/select.tsx'
import { NONE, Property, Unset, ValueButton } from './property.tsx'

/** How hard the model thinks, where it has such variants. */
export function VariantProperty({ task, run }: { task: Task; run: Run | null }) {
  const { models, error } = useModels()
  const project = useProject(task.projectId)
  const inForce = useModelFallback(task.projectId).model
  const model = task.model ?? inForce
  const variants = variantsOf(model, models)
  // The project's variant is only for the project's model.
  const fallback = model === inForce ? (project?.variant ?? null) : null
  const isLive = run !== null && !isTerminal(run.status)
  const shown = isLive ? run.variant : (task.variant ?? fallback)
  // What a model does not have is not offered; what was chosen once is shown until it is taken back.
  if (model === null || (shown === null && models !== null && variants.length === 0)) return null
  const options: Option[] = [
    {
      id: NONE,
      label: fallback ?? t('Default'),
      hint: fallback === null ? t('of the model') : t('of the project'),
      keywords: [t('default')],
    },
    ...variants.map((name) => ({ id: name, label: name })),
  ]
  return (
    <Property name={t('Variant')}>
      <Combobox
        label={t('Change variant')}
        value={task.variant ?? NONE}
        options={options}
        empty={error ?? t('This model has no variants')}
        onOpenChange={(open) => {
          if (open) void loadModels()
        }}
        onChange={(variant) => void mutateTask(task.id, { variant: variant === NONE ? null : variant })}
        trigger={
          <ValueButton aria-label={t('Variant: {variant}', { variant: shown ?? t('default') })}>
            {shown ?? <Unset>{t('Default')}</Unset>}
          </ValueButton>
        }
      />
    </Property>
  )
}
