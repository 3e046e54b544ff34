import type { Project } from '#shared/projects.ts'
import { useSettings } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { AgentField } from './agent-field.tsx'
import { changeProject, saver } from './change-project.ts'
import { ModelField, VariantField } from './model-field.tsx'

/** Who works on tasks that say nothing else, and what they are told each time. */
export function AgentPage({ project }: { project: Project }) {
  const { id } = project
  const settings = useSettings()
  const appModel = settings?.model ?? settings?.configuredModel ?? null
  return (
    <>
      <Section title={t('Defaults')} hint={t('For tasks of this project; a task may name its own.')}>
        <ModelField
          row
          width={280}
          label={t('Model')}
          value={project.model}
          fallback={
            appModel === null ? t('The app’s model') : t('The app’s model ({model})', { model: appModel })
          }
          // A variant belongs to its model.
          onChange={(model) => void changeProject(id, { model, variant: null })}
        />
        <VariantField
          row
          width={280}
          model={project.model ?? appModel}
          value={project.variant}
          onChange={(variant) => void changeProject(id, { variant })}
        />
        <AgentField
          row
          width={280}
          projectId={id}
          label={t('Agent')}
          hint={t(
            'A way of working: build changes files, plan only reads and writes a plan. You or the repository may define others.',
          )}
          value={project.agent}
          onChange={(agent) => void changeProject(id, { agent })}
        />
      </Section>
      <Section title={t('Instructions')}>
        <SavedText
          multiline
          rows={6}
          label={t('Put into every prompt of this project')}
          placeholder={t('Conventions, where things are, what never to touch…')}
          value={project.instructions}
          onSave={saver(id, (instructions) => ({ instructions }))}
        />
      </Section>
    </>
  )
}
