import { useState } from 'react'
import type { TaskTemplate } from '#shared/templates.ts'
import { useProjects, useSelected } from '../state/hooks.ts'
import { createTemplate, deleteTemplate, updateTemplate } from '../state/templates.ts'
import { t } from '../strings/t.ts'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { TextArea, TextInput } from '../ui/field.tsx'
import { NamedDialog } from '../ui/named-dialog.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'
import { FieldChips } from './field-chips.tsx'
import { MAX_TITLE, type TaskWords, wordsOf } from './task-draft.ts'
import { templateDialog } from './template-dialog.ts'
import { TemplateWorker } from './template-worker.tsx'
import { useTemplateCommands } from './use-template-commands.ts'
import { lossWords } from './words.ts'

const close = () => templateDialog.setState({ open: null })

/** Saving a template, changing one, and asking before one is deleted; also binds the commands of templates. */
export function TemplateDialogs() {
  useTemplateCommands()
  const open = useSelected(templateDialog, (state) => state.open)
  if (open === null) return null
  switch (open.kind) {
    case 'delete':
      return <Delete template={open.template} />
    case 'edit':
      return (
        <Editor
          heading={t('Edit the template')}
          name={open.template.name}
          projectId={open.template.projectId}
          words={wordsOf(open.template)}
          onSave={async ({ name, words }) =>
            (await updateTemplate(open.template.id, { name, ...words })) !== null
          }
        />
      )
    case 'save':
      return (
        <Editor
          heading={t('Save as a template')}
          isNew
          name={open.name}
          projectId={open.projectId}
          words={open.words}
          onSave={async ({ name, projectId, words }) => {
            const template = await createTemplate({ name, projectId, ...words })
            if (template !== null) toast.success(t('The template “{name}” is saved', { name: template.name }))
            return template !== null
          }}
        />
      )
  }
}

/** Stands for all projects in the list. */
const ALL = '-'

type Saved = { name: string; projectId: string | null; words: TaskWords }

function Editor({
  heading,
  isNew = false,
  name,
  projectId: firstProject,
  words: firstWords,
  onSave,
}: Saved & {
  heading: string
  /** It may still be of any project. */
  isNew?: boolean
  /** @returns whether it is saved; else it was said why */
  onSave: (saved: Saved) => Promise<boolean>
}) {
  const projects = useProjects()
  const [projectId, setProjectId] = useState(firstProject)
  const [words, setWords] = useState(firstWords)
  const change = (changed: Partial<TaskWords>) => setWords((before) => ({ ...before, ...changed }))
  const project = projects.find(({ id }) => id === projectId)
  return (
    <NamedDialog
      title={heading}
      description={
        isNew
          ? t('What new tasks of a kind begin with. Tasks keep what they have when it changes.')
          : project === undefined
            ? t('Offered for new tasks of all projects.')
            : t('Offered for new tasks of {project}.', { project: project.name })
      }
      width={560}
      name={name}
      placeholder={t('Such as: Bug report')}
      beside={
        isNew ? (
          <Select
            label={t('For')}
            width={180}
            value={projectId ?? ALL}
            options={[
              { id: ALL, label: t('All projects') },
              ...projects.map(({ id, name: label }) => ({ id, label })),
            ]}
            onChange={(id) => setProjectId(id === ALL ? null : id)}
          />
        ) : undefined
      }
      onSave={(saved) => onSave({ name: saved, projectId, words })}
      onClose={close}
    >
      <TextInput
        label={t('Title begins with')}
        maxLength={MAX_TITLE}
        value={words.title}
        placeholder={t('Such as: Bug:')}
        onChange={(event) => change({ title: event.target.value })}
      />
      <TextArea
        label={t('Description')}
        rows={5}
        maxRows={12}
        maxLength={200_000}
        value={words.description}
        placeholder={t(
          'What each task of this kind has to say: steps, what is expected, how to check it. Markdown.',
        )}
        onChange={(event) => change({ description: event.target.value })}
      />
      <div role="group" aria-label={t('Fields')} className="flex flex-wrap items-center gap-1.5">
        <FieldChips value={words} onChange={change} />
        <TemplateWorker projectId={projectId} value={words} onChange={change} />
      </div>
    </NamedDialog>
  )
}

function Delete({ template }: { template: TaskTemplate }) {
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={t('Delete the template “{name}”?', { name: template.name })}
      description={lossWords(template)}
      confirmLabel={t('Delete')}
      danger
      onConfirm={async () => {
        await deleteTemplate(template.id)
      }}
    />
  )
}
