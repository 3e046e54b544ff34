import type { Run } from '#shared/runs.ts'
import type { Task } from '#shared/tasks.ts'
import { isTerminal } from '#shared/run-words.ts'
import { mutateTask } from '../../state/actions.ts'
import { useProject, useSettings } from '../../state/hooks.ts'
import { isScripted, loadModels, shortModel, useModels } from '../../state/models.ts'
import { Chip } from '../../ui/chip.tsx'
import { Combobox, type Option } from '../../ui/select.tsx'
import { NONE, Property, Unset, ValueButton } from './property.tsx'

/** The model that works on the task: its own, or the one it falls back to. */
export function ModelProperty({ task, run }: { task: Task; run: Run | null }) {
  const { models: loaded, error } = useModels()
  const models = loaded ?? []
  const project = useProject(task.projectId)
  const settings = useSettings()
  const fallback = project?.model ?? settings?.model ?? settings?.configuredModel ?? null
  const from =
    (project?.model ?? null) !== null
      ? 'of the project'
      : (settings?.model ?? null) !== null
        ? 'of Settings'
        : 'of your OpenCode configuration'
  // While a run goes on, the model that matters is the one it uses.
  const shown = run !== null && !isTerminal(run.status) ? run.model : (task.model ?? fallback)
  const scripted = shown !== null && isScripted(shown, models)
  const options: Option[] = [
    {
      id: NONE,
      label: fallback === null ? 'No model of its own' : shortModel(fallback),
      hint: fallback === null ? '' : from,
      keywords: ['default'],
    },
    ...models.map((model) => ({
      id: model.id,
      label: model.name,
      hint: model.scripted ? 'scripted' : model.id.slice(0, model.id.indexOf('/')),
      keywords: [model.id],
    })),
  ]
  return (
    <Property name="Model">
      <Combobox
        label="Change model"
        width={300}
        value={task.model ?? NONE}
        options={options}
        onOpenChange={(open) => {
          if (open) void loadModels()
        }}
        empty={error ?? 'Write a model as provider/model'}
        onCreate={(text) => void mutateTask(task.id, { model: text })}
        createLabel={(text) => `Use “${text}”`}
        onChange={(model) => void mutateTask(task.id, { model: model === NONE ? null : model })}
        trigger={
          <ValueButton aria-label={`Model: ${shown ?? 'none'}`} title={shown ?? undefined}>
            {shown === null ? (
              <Unset>None set</Unset>
            ) : (
              <span className="truncate">{scripted ? 'Practice' : shortModel(shown)}</span>
            )}
            {scripted && <Chip>scripted</Chip>}
            {shown !== null &&
              task.model === null &&
              !scripted &&
              (run === null || isTerminal(run.status)) && (
                <span className="flex-none text-11 text-fg-3">default</span>
              )}
          </ValueButton>
        }
      />
    </Property>
  )
}
