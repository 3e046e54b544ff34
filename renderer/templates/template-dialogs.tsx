import { useState } from 'react'
import type { TaskTemplate } from '#shared/templates.ts'
import { useProjects, useSelected } from '../state/hooks.ts'
import { createTemplate, deleteTemplate, updateTemplate } from '../state/templates.ts'
import { cn } from '../ui/cn.ts'
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx'
import { DialogFoot } from '../ui/dialog-foot.tsx'
import { TextArea, TextInput } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'
import { FieldChips } from './field-chips.tsx'
import { MAX_TITLE, type TaskWords, wordsOf } from './task-draft.ts'
import { MAX_NAME, templateDialog } from './template-dialog.ts'
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
          heading="Edit the template"
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
          heading="Save as a template"
          isNew
          name={open.name}
          projectId={open.projectId}
          words={open.words}
          onSave={async ({ name, projectId, words }) => {
            const template = await createTemplate({ name, projectId, ...words })
            if (template !== null) toast.success(`The template “${template.name}” is saved`)
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
  name: firstName,
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
  const [name, setName] = useState(firstName)
  const [projectId, setProjectId] = useState(firstProject)
  const [words, setWords] = useState(firstWords)
  const [busy, setBusy] = useState(false)
  const change = (changed: Partial<TaskWords>) => setWords((before) => ({ ...before, ...changed }))
  const project = projects.find(({ id }) => id === projectId)
  const save = async () => {
    if (name.trim() === '' || busy) return
    setBusy(true)
    const isSaved = await onSave({ name: name.trim(), projectId, words })
    setBusy(false)
    if (isSaved) close()
  }
  return (
    <Dialog
      open
      onOpenChange={close}
      title={heading}
      description={
        isNew
          ? 'What new tasks of a kind begin with. Tasks keep what they have when it changes.'
          : `Offered for new tasks ${project === undefined ? 'of all projects' : `of ${project.name}`}.`
      }
      width={560}
      footer={
        <DialogFoot label="Save" busy={busy} disabled={name.trim() === ''} onSubmit={save} onCancel={close} />
      }
    >
      <form
        className="grid gap-3.5"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div className={cn('grid gap-3.5', isNew && 'min-[520px]:grid-cols-[minmax(0,1fr)_auto]')}>
          <TextInput
            label="Name"
            maxLength={MAX_NAME}
            value={name}
            placeholder="Such as: Bug report"
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
          {isNew && (
            <Select
              label="For"
              width={180}
              value={projectId ?? ALL}
              options={[
                { id: ALL, label: 'All projects' },
                ...projects.map(({ id, name: label }) => ({ id, label })),
              ]}
              onChange={(id) => setProjectId(id === ALL ? null : id)}
            />
          )}
        </div>
        <TextInput
          label="Title begins with"
          maxLength={MAX_TITLE}
          value={words.title}
          placeholder="Such as: Bug: "
          onChange={(event) => change({ title: event.target.value })}
        />
        <TextArea
          label="Description"
          rows={5}
          maxRows={12}
          maxLength={200_000}
          value={words.description}
          placeholder="What each task of this kind has to say: steps, what is expected, how to check it. Markdown."
          onChange={(event) => change({ description: event.target.value })}
        />
        <div role="group" aria-label="Fields" className="flex flex-wrap items-center gap-1.5">
          <FieldChips value={words} onChange={change} />
          <TemplateWorker projectId={projectId} value={words} onChange={change} />
        </div>
        {/* Enter in a field saves: the button at the foot stands outside of the form. */}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

function Delete({ template }: { template: TaskTemplate }) {
  return (
    <ConfirmDialog
      open
      onOpenChange={close}
      title={`Delete the template “${template.name}”?`}
      description={lossWords(template)}
      confirmLabel="Delete"
      danger
      onConfirm={async () => {
        await deleteTemplate(template.id)
      }}
    />
  )
}
