import { LayoutTemplate, Pencil, Plus, Trash2 } from 'lucide-react'
import type { TaskTemplate } from '#shared/templates.ts'
import { Estimate, estimateWords } from '../board/estimate.tsx'
import { useLabels, useProjects } from '../state/hooks.ts'
import { shortModel } from '../state/models.ts'
import { useAllTemplates } from '../state/templates.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { NO_WORDS } from '../templates/task-draft.ts'
import { openTemplateDialog } from '../templates/template-dialog.ts'
import { gist } from '../templates/words.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { EmptyState } from '../ui/empty.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Section } from '../ui/section.tsx'

const create = () => openTemplateDialog({ kind: 'save', name: '', projectId: null, words: NO_WORDS })

/** What new tasks of a kind begin with: those of all projects, and of each one. */
export function TemplatesSection() {
  const templates = useAllTemplates()
  const projects = useProjects()
  const newTemplate = (
    <Button icon={<Plus />} onClick={create}>
      {t('New template')}
    </Button>
  )
  if (templates.length === 0) {
    return (
      <EmptyState icon={<LayoutTemplate />} title={t('No templates yet')} action={newTemplate}>
        {rich(
          'A template is what new tasks of a kind begin with: a title, a description with its headings, labels, an agent. Save one from a task’s menu or while you write a new task, and begin with it there or by {key}.',
          { key: <Kbd keys="task.from-template" /> },
        )}
      </EmptyState>
    )
  }
  const groups = [
    { id: null, title: t('For all projects') },
    ...projects.map(({ id, name }) => ({ id, title: t('For {name}', { name }) })),
  ]
  return (
    <>
      <div className="mb-5 flex items-start justify-between gap-6">
        <p className="max-w-[60ch] text-12 text-fg-3">
          {t(
            'What new tasks of a kind begin with. Tasks keep what they have when a template changes or goes.',
          )}
        </p>
        {newTemplate}
      </div>
      {groups.map(({ id, title }) => {
        const own = templates.filter(({ projectId }) => projectId === id)
        return own.length === 0 ? null : (
          <Section key={id} title={title}>
            {own.map((template) => (
              <TemplateRow key={template.id} template={template} />
            ))}
          </Section>
        )
      })}
    </>
  )
}

function TemplateRow({ template }: { template: TaskTemplate }) {
  const { name, priority, estimate, labelIds, agent, model } = template
  const labels = useLabels().filter(({ id }) => labelIds.includes(id))
  const worker = [agent, model === null ? null : shortModel(model)].filter((part) => part !== null)
  return (
    <div className="flex items-center gap-3 py-2!">
      <div className="min-w-0 flex-1">
        <div dir="auto" className="truncate font-medium">
          {name}
        </div>
        <div dir="auto" className="truncate text-12 text-fg-3">
          {gist(template) || t('Fields only')}
        </div>
      </div>
      <div className="flex max-w-[45%] min-w-0 shrink items-center gap-2.5 overflow-hidden text-11 text-fg-3 max-[720px]:hidden">
        {priority !== 'none' && <PriorityIcon priority={priority} label />}
        {labels.map((label) => (
          <span key={label.id} className="flex min-w-0 items-center gap-1">
            <Dot color={colorValue(label.color)} />
            <span dir="auto" className="truncate">
              {label.name}
            </span>
          </span>
        ))}
        {estimate !== null && (
          <span className="shrink-0" title={estimateWords(estimate)}>
            <Estimate points={estimate} />
          </span>
        )}
        {worker.length > 0 && <span className="truncate">{worker.join(', ')}</span>}
      </div>
      <div className="flex shrink-0 items-center">
        <IconButton
          label={t('Edit {name}', { name })}
          onClick={() => openTemplateDialog({ kind: 'edit', template })}
        >
          <Pencil />
        </IconButton>
        <IconButton
          label={t('Delete {name}', { name })}
          onClick={() => openTemplateDialog({ kind: 'delete', template })}
        >
          <Trash2 />
        </IconButton>
      </div>
    </div>
  )
}
