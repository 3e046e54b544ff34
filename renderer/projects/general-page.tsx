import { useState } from 'react'
import type { Project } from '#shared/projects.ts'
import { deleteProject, saveProject } from '../state/actions.ts'
import { useTasksOf } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { view } from '../state/view.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ColorRow } from '../ui/color-picker.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Row } from '../ui/row.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { changeProject, saver } from './change-project.ts'
import { RepositorySection } from './repository-section.tsx'
import { KEY_PATTERN } from './source.ts'

/** What a project is called, where it is, and how it goes. */
export function GeneralPage({ project }: { project: Project }) {
  const { id } = project
  return (
    <>
      <Section title={t('General')}>
        <SavedText
          row
          width={280}
          label={t('Name')}
          value={project.name}
          maxLength={100}
          onSave={saver(id, (name) => ({ name }))}
        />
        <SavedText
          row
          width={280}
          mono
          label={t('Key')}
          hint={t('Begins the identifiers of new tasks. Tasks that are there keep theirs.')}
          value={project.key}
          maxLength={8}
          onSave={async (value) => {
            const key = value.trim().toUpperCase()
            return KEY_PATTERN.test(key)
              ? saveProject({ id, key })
              : t('One to eight capital letters or digits, beginning with a letter')
          }}
        />
        <Row title={t('Colour')}>
          <ColorRow
            label={t('Colour')}
            value={project.color}
            onChange={(color) => void changeProject(id, { color })}
          />
        </Row>
        <SavedText
          multiline
          label={t('Description')}
          hint={t('For people; agents do not see it.')}
          value={project.description}
          onSave={saver(id, (description) => ({ description }))}
        />
      </Section>

      <RepositorySection project={project} />
      <Section title={t('Tasks')}>
        <Row
          title={t('Import tasks')}
          hint={t('From Linear, Jira, Asana, Trello, GitHub or vibe-kanban, or from a list of your own.')}
        >
          <Button
            disabled={project.state === 'cloning'}
            onClick={() => view.setState({ importing: { projectId: id } })}
          >
            {t('Import tasks…')}
          </Button>
        </Row>
      </Section>
      <Remove project={project} />
    </>
  )
}

function Remove({ project }: { project: Project }) {
  const count = useTasksOf(project.id).length
  const [asking, setAsking] = useState(false)
  const tasks =
    count === 0
      ? t('It has no tasks.')
      : t(
          '{count, plural, one {Its one task goes with it, for good.} other {Its # tasks go with it, for good.}}',
          { count },
        )
  return (
    <Section title={t('Remove')}>
      <Row
        title={t('Remove this project')}
        hint={
          project.cloneUrl === null
            ? t('The repository itself is left alone.')
            : t('The clone in our folder is left on the disk.')
        }
      >
        <Button variant="danger" onClick={() => setAsking(true)}>
          {t('Remove…')}
        </Button>
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={t('Remove {name}?', { name: project.name })}
          description={`${tasks} ${t('The repository stays as it is.')}`}
          confirmLabel={t('Remove')}
          danger
          onConfirm={async () => {
            if (await deleteProject(project.id)) goTo({ to: 'board', projectId: null })
          }}
        />
      </Row>
    </Section>
  )
}
