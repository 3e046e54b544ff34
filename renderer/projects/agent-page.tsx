import type { Project } from '#shared/projects.ts'
import { useSettings } from '../state/hooks.ts'
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
      <Section title="Defaults" hint="For tasks of this project; a task may name its own.">
        <ModelField
          row
          width={280}
          label="Model"
          value={project.model}
          fallback={appModel === null ? 'The app’s model' : `The app’s model (${appModel})`}
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
          label="Agent"
          hint="A way of working: build changes files, plan only reads and writes a plan. You or the repository may define others."
          value={project.agent}
          onChange={(agent) => void changeProject(id, { agent })}
        />
      </Section>
      <Section title="Instructions">
        <SavedText
          multiline
          rows={6}
          label="Put into every prompt of this project"
          placeholder="Conventions, where things are, what never to touch…"
          value={project.instructions}
          onSave={saver(id, (instructions) => ({ instructions }))}
        />
      </Section>
    </>
  )
}
