import { settingsFor } from '#shared/project-settings.ts'
import type { Project } from '#shared/projects.ts'
import { useSettings } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { NumberInput } from '../ui/field.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { changeProject, orNull, saver } from './change-project.ts'
import { OwnSettings } from './own-settings.tsx'

/** What goes on around the agent: the commands before and after it, and how many at once. */
export function RunsPage({ project }: { project: Project }) {
  const { id } = project
  const settings = useSettings()
  const fixAttempts = settings === undefined ? 2 : settingsFor(settings, project).maxFixAttempts
  return (
    <>
      <Section
        title={t('Commands')}
        hint={t('They run in a shell of yours, in the run’s own worktree, with your rights.')}
      >
        <SavedText
          mono
          multiline
          rows={1}
          label={t('Setup command')}
          placeholder="npm ci"
          hint={t('Run once in each new worktree, before the agent begins. Empty = none.')}
          value={project.setupCommand ?? ''}
          onSave={saver(id, (text) => ({ setupCommand: orNull(text) }))}
        />
        <SavedText
          mono
          multiline
          rows={1}
          label={t('Check command')}
          placeholder="npm test"
          hint={t(
            'Run when the agent says it is done, and after each merge of a batch. When it fails, the agent gets its output and {count, plural, one {# more attempt} other {# more attempts}}. Empty = none.',
            { count: fixAttempts },
          )}
          value={project.checkCommand ?? ''}
          onSave={saver(id, (text) => ({ checkCommand: orNull(text) }))}
        />
        <SavedText
          mono
          multiline
          rows={1}
          label={t('Final check command')}
          placeholder="npm run e2e"
          hint={t(
            'Run once on the whole of a batch, before it is published. When it fails, the batch pauses and nothing is published until you resume it and it passes. Empty = none.',
          )}
          value={project.finalCheckCommand ?? ''}
          onSave={saver(id, (text) => ({ finalCheckCommand: orNull(text) }))}
        />
        <SavedText
          mono
          multiline
          rows={1}
          label={t('Dev command')}
          placeholder="npm run dev"
          hint={t(
            'Started from a task, in the worktree of its run, to see what the agent has made. It is given a free port in PORT and runs until you stop it. Empty = none.',
          )}
          value={project.devCommand ?? ''}
          onSave={saver(id, (text) => ({ devCommand: orNull(text) }))}
        />
        <SavedText
          mono
          multiline
          rows={2}
          label={t('Files to copy')}
          placeholder={'.env\nconfig/local.json'}
          hint={t(
            'One path a line, inside the repository: files git does not know that a worktree needs. The agent can read them.',
          )}
          value={project.copyFiles.join('\n')}
          onSave={saver(id, (text) => ({
            copyFiles: text
              .split('\n')
              .map((line) => line.trim())
              .filter((line) => line !== ''),
          }))}
        />
      </Section>
      <Section title={t('Slots')}>
        <NumberInput
          row
          label={t('Runs at once')}
          hint={t('At most this many in this project. Empty = the app’s limit ({limit}) alone.', {
            limit: settings?.parallelLimit ?? 3,
          })}
          value={project.parallelLimit}
          min={1}
          max={20}
          nullable
          placeholder="–"
          onChange={(parallelLimit) => void changeProject(id, { parallelLimit })}
        />
      </Section>
      <OwnSettings project={project} />
    </>
  )
}
