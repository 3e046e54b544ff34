import { useState } from 'react'
import type { Project } from '#shared/projects.ts'
import { deleteProject, saveProject } from '../state/actions.ts'
import { useTasksOf } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { Button } from '../ui/button.tsx'
import { ColorRow } from '../ui/color-picker.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Row } from '../ui/row.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { changeProject, saver } from './change-project.ts'
import { KEY_PATTERN } from './source.ts'

/** What a project is called, where it is, and how it goes. */
export function GeneralPage({ project }: { project: Project }) {
  const { id } = project
  return (
    <>
      <Section title="General">
        <SavedText
          row
          width={280}
          label="Name"
          value={project.name}
          maxLength={100}
          onSave={saver(id, (name) => ({ name }))}
        />
        <SavedText
          row
          width={280}
          mono
          label="Key"
          hint="Begins the identifiers of new tasks. Tasks that are there keep theirs."
          value={project.key}
          maxLength={8}
          onSave={async (value) => {
            const key = value.trim().toUpperCase()
            return KEY_PATTERN.test(key)
              ? saveProject({ id, key })
              : 'One to eight capital letters or digits, beginning with a letter'
          }}
        />
        <Row title="Colour">
          <ColorRow
            label="Colour"
            value={project.color}
            onChange={(color) => void changeProject(id, { color })}
          />
        </Row>
        <SavedText
          multiline
          label="Description"
          hint="For people; agents do not see it."
          value={project.description}
          onSave={saver(id, (description) => ({ description }))}
        />
      </Section>

      <Section title="Repository">
        <Place name="Place" value={project.repoPath} />
        {project.cloneUrl !== null && <Place name="Cloned from" value={project.cloneUrl} />}
        <SavedText
          row
          width={280}
          mono
          label="Base branch"
          hint="Runs begin at its head, and their work is merged into it."
          value={project.defaultBranch}
          onSave={saver(id, (defaultBranch) => ({ defaultBranch: defaultBranch.trim() }))}
        />
      </Section>
      <Remove project={project} />
    </>
  )
}

const Place = ({ name, value }: { name: string; value: string }) => (
  <div className="flex items-center justify-between gap-6">
    <span className="shrink-0 font-medium">{name}</span>
    <span className="min-w-0 truncate font-mono text-11 text-fg-2" title={value}>
      {value}
    </span>
  </div>
)

function Remove({ project }: { project: Project }) {
  const count = useTasksOf(project.id).length
  const [asking, setAsking] = useState(false)
  const tasks =
    count === 0
      ? 'It has no tasks.'
      : count === 1
        ? 'Its one task goes with it, for good.'
        : `Its ${count} tasks go with it, for good.`
  return (
    <Section title="Remove">
      <Row
        title="Remove this project"
        hint={
          project.cloneUrl === null
            ? 'The repository itself is left alone.'
            : 'The clone in our folder is left on the disk.'
        }
      >
        <Button variant="danger" onClick={() => setAsking(true)}>
          Remove…
        </Button>
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={`Remove ${project.name}?`}
          description={`${tasks} The repository stays as it is.`}
          confirmLabel="Remove"
          danger
          onConfirm={async () => {
            if (await deleteProject(project.id)) goTo({ to: 'board', projectId: null })
          }}
        />
      </Row>
    </Section>
  )
}
