import type { TaskTemplate } from '#shared/templates.ts'
import { useProjects } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Combobox } from '../ui/select.tsx'
import { isJustFilled, type TaskDraft } from './task-draft.ts'
import { TemplatePicker } from './template-picker.tsx'

/** The head of a new task: its project, and the template that it begins with. */
export function DraftHead({
  draft,
  projectId,
  wasKept,
  picking,
  onPicking,
  onProject,
  onTemplate,
  onStartAfresh,
  onSave,
  onManage,
}: {
  draft: TaskDraft
  /** The project that it goes to. */
  projectId: string
  /** It was written before, when the dialog was closed. */
  wasKept: boolean
  /** Whether the templates are listed. */
  picking: boolean
  onPicking: (open: boolean) => void
  onProject: (id: string) => void
  /** null = without a template. */
  onTemplate: (template: TaskTemplate | null) => void
  onStartAfresh: () => void
  onSave: () => void
  onManage: () => void
}) {
  const projects = useProjects()
  const project = projects.find(({ id }) => id === projectId)
  const said = wasKept
    ? t('The draft that you left is here again')
    : draft.filled === null
      ? ''
      : t('Filled in from the template {name}', { name: draft.filled.name })
  return (
    <div className="mb-2 flex min-h-control-s flex-wrap items-center gap-2 text-12 text-fg-3">
      <Combobox
        label={t('Project…')}
        value={projectId}
        onChange={onProject}
        options={projects.map((one) => ({
          id: one.id,
          label: one.name,
          icon: <Dot color={colorValue(one.color)} />,
          hint: one.key,
        }))}
        trigger={
          <ChipButton aria-label={t('Project: {name}', { name: project?.name ?? '' })}>
            <Dot color={colorValue(project?.color ?? 'gray')} />
            <span dir="auto" className="max-w-40 truncate">
              {project?.name}
            </span>
          </ChipButton>
        }
      />
      <span aria-hidden>›</span>
      <span>{wasKept ? t('Your draft') : t('New task')}</span>
      {wasKept && (
        <Button size="s" variant="ghost" onClick={onStartAfresh}>
          {t('Start afresh')}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
      <span className="ms-auto flex items-center gap-1">
        {isJustFilled(draft) && (
          <Button size="s" variant="ghost" keys="mod+z" onClick={() => onTemplate(null)}>
            {t('Undo')}
          </Button>
        )}
        <TemplatePicker
          projectId={projectId}
          chosen={draft.filled}
          open={picking}
          onOpenChange={onPicking}
          onChoose={onTemplate}
          onSave={onSave}
          onManage={onManage}
        />
      </span>
    </div>
  )
}
