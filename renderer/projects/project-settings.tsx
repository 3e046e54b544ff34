import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { UpdateProject } from '#shared/projects.ts'
import { TopBar } from '../app/top-bar.tsx'
import { deleteProject, saveProject } from '../state/actions.ts'
import { useProject, useSettings, useTasksOf } from '../state/hooks.ts'
import { goTo } from '../state/navigation.ts'
import { Button } from '../ui/button.tsx'
import { ColorRow } from '../ui/color-picker.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { NumberInput, Switch } from '../ui/field.tsx'
import { SavedText } from '../ui/saved-text.tsx'
import { Section } from '../ui/section.tsx'
import { toast } from '../ui/toast.ts'
import { ModelField } from './model-field.tsx'
import { KEY_PATTERN } from './source.ts'

export function ProjectSettings({ id }: { id: string }) {
  const project = useProject(id)
  const settings = useSettings()
  const count = useTasksOf(id).length
  const [deleting, setDeleting] = useState(false)
  if (project === undefined) {
    return (
      <>
        <TopBar crumbs={[]} title="Not found" />
        <EmptyState title="This project is not here (any more)">
          <Link to="/" search={{}} className="text-accent-fg underline underline-offset-2">
            See all tasks
          </Link>
        </EmptyState>
      </>
    )
  }
  const save = (patch: Omit<UpdateProject, 'id'>) => saveProject({ id, ...patch })
  /** For controls that cannot show an error in place. */
  const set = async (patch: Omit<UpdateProject, 'id'>) => {
    const problem = await save(patch)
    if (problem !== null) toast.error(problem)
  }
  const text = (patch: (value: string) => Omit<UpdateProject, 'id'>) => (value: string) => save(patch(value))
  const orNull = (value: string) => (value.trim() === '' ? null : value.trim())
  const appModel = settings?.model ?? settings?.configuredModel

  return (
    <>
      <TopBar
        crumbs={[
          <Link key="board" to="/" search={{ project: id }}>
            {project.name}
          </Link>,
        ]}
        title="Project settings"
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto w-176 max-w-full px-6 py-7">
          <Section title="General">
            <SavedText
              row
              width={280}
              label="Name"
              value={project.name}
              maxLength={100}
              onSave={text((name) => ({ name }))}
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
                  ? save({ key })
                  : 'One to eight capital letters or digits, beginning with a letter'
              }}
            />
            <div className="flex items-center justify-between gap-6">
              <span className="font-medium">Colour</span>
              <ColorRow label="Colour" value={project.color} onChange={(color) => void set({ color })} />
            </div>
            <SavedText
              multiline
              label="Description"
              hint="For people; agents do not see it."
              value={project.description}
              onSave={text((description) => ({ description }))}
            />
          </Section>

          <Section title="Repository">
            <div className="flex items-center justify-between gap-6">
              <span className="font-medium">Place</span>
              <span className="min-w-0 truncate font-mono text-11 text-fg-2" title={project.repoPath}>
                {project.repoPath}
              </span>
            </div>
            {project.cloneUrl !== null && (
              <div className="flex items-center justify-between gap-6">
                <span className="font-medium">Cloned from</span>
                <span className="min-w-0 truncate font-mono text-11 text-fg-2">{project.cloneUrl}</span>
              </div>
            )}
            <SavedText
              row
              width={280}
              mono
              label="Base branch"
              hint="Runs begin at its head, and their work is merged into it."
              value={project.defaultBranch}
              onSave={text((defaultBranch) => ({ defaultBranch: defaultBranch.trim() }))}
            />
          </Section>

          <Section
            title="Runs"
            hint="Commands run in a shell of yours, in the run's own worktree, with your rights."
          >
            <SavedText
              mono
              multiline
              rows={1}
              label="Setup command"
              placeholder="npm ci"
              hint="Run once in each new worktree, before the agent begins. Empty = none."
              value={project.setupCommand ?? ''}
              onSave={text((value) => ({ setupCommand: orNull(value) }))}
            />
            <SavedText
              mono
              multiline
              rows={1}
              label="Check command"
              placeholder="npm test"
              hint={`Run when the agent says it is done. When it fails, the agent gets its output and ${settings?.maxFixAttempts ?? 2} more attempts. Empty = none.`}
              value={project.checkCommand ?? ''}
              onSave={text((value) => ({ checkCommand: orNull(value) }))}
            />
            <SavedText
              mono
              multiline
              rows={2}
              label="Files to copy"
              placeholder={'.env\nconfig/local.json'}
              hint="One path a line, inside the repository: files git does not know that a worktree needs. The agent can read them."
              value={project.copyFiles.join('\n')}
              onSave={text((value) => ({
                copyFiles: value
                  .split('\n')
                  .map((line) => line.trim())
                  .filter((line) => line !== ''),
              }))}
            />
            <SavedText
              multiline
              rows={4}
              label="Instructions"
              placeholder="Conventions, where things are, what never to touch…"
              hint="Put into every prompt of this project."
              value={project.instructions}
              onSave={text((instructions) => ({ instructions }))}
            />
            <ModelField
              row
              width={280}
              label="Model"
              hint="A task may name its own."
              value={project.model}
              fallback={
                appModel === null || appModel === undefined
                  ? 'The app’s model'
                  : `The app’s model (${appModel})`
              }
              onChange={(model) => void set({ model })}
            />
            <NumberInput
              row
              label="Runs at once"
              hint={`At most this many in this project. Empty = the app’s limit (${settings?.parallelLimit ?? 3}) alone.`}
              value={project.parallelLimit}
              min={1}
              max={20}
              nullable
              placeholder="–"
              onChange={(parallelLimit) => void set({ parallelLimit })}
            />
          </Section>

          <Section title="Trust">
            <Switch
              label="Obey this repository’s agent files"
              hint={
                <>
                  A repository may hold <code>opencode.json</code> and <code>.opencode/</code>. OpenCode obeys
                  them and{' '}
                  <b className="font-medium text-fg-2">
                    executes code from them on this machine, with your rights
                  </b>
                  , before any prompt. While this is off, runs in a repository that has such files stop and
                  say so. Turn it on only after reading the files, and only if you trust everyone who can
                  change them.
                </>
              }
              checked={project.trustAgentFiles}
              onChange={(trustAgentFiles) => void set({ trustAgentFiles })}
            />
          </Section>

          <Section title="Remove">
            <div className="flex items-center justify-between gap-6">
              <div>
                <div className="font-medium">Remove this project</div>
                <p className="mt-0.5 max-w-[56ch] text-12 text-fg-3">
                  {project.cloneUrl === null
                    ? 'The repository itself is left alone.'
                    : 'The clone in our folder is left on the disk.'}
                </p>
              </div>
              <Button variant="danger" onClick={() => setDeleting(true)}>
                Remove…
              </Button>
            </div>
          </Section>
        </div>
      </div>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Remove ${project.name}?`}
        description={`${count === 0 ? 'It has no tasks.' : count === 1 ? 'Its one task goes with it, for good.' : `Its ${count} tasks go with it, for good.`} The repository stays as it is.`}
        confirmLabel="Remove"
        danger
        onConfirm={async () => {
          if (await deleteProject(id)) goTo({ to: 'board', projectId: null })
        }}
      />
    </>
  )
}
