import type { Run } from '#shared/runs.ts'
import { isTerminal } from '#shared/run-words.ts'
import type { Task } from '#shared/tasks.ts'
import { ModelPicker } from '../../providers/model-picker.tsx'
import { mutateTask } from '../../state/actions.ts'
import { isScripted, shortModel, useModelFallback, useModels } from '../../state/models.ts'
import { t } from '../../strings/t.ts'
import { Chip } from '../../ui/chip.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

/** The model that works on the task: its own, or the one it falls back to. */
export function ModelProperty({ task, run }: { task: Task; run: Run | null }) {
  const models = useModels().models ?? []
  const fallback = useModelFallback(task.projectId)
  // While a run goes on, the model that matters is the one it uses.
  const isLive = run !== null && !isTerminal(run.status)
  const shown = isLive ? run.model : (task.model ?? fallback.model)
  const scripted = shown !== null && isScripted(shown, models)
  return (
    <Property name={t('Model')}>
      <ModelPicker
        value={task.model}
        fallback={fallback}
        onChange={(model) => {
          // A variant belongs to its model.
          if (model !== task.model) void mutateTask(task.id, { model, variant: null })
        }}
        trigger={
          <ValueButton title={shown ?? undefined}>
            <span className="sr-only">{t('Model:')} </span>
            {shown === null ? (
              <Unset>{t('None set')}</Unset>
            ) : (
              <span className="truncate">{scripted ? t('Practice') : shortModel(shown)}</span>
            )}
            {scripted && <Chip>{t('scripted')}</Chip>}
            {shown !== null && task.model === null && !scripted && !isLive && (
              <span className="flex-none text-11 text-fg-3">{t('default')}</span>
            )}
          </ValueButton>
        }
      />
    </Property>
  )
}
