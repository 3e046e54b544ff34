import { Command } from 'cmdk'
import { Check, CircleSlash, LayoutTemplate, Save, Settings } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { TaskTemplate } from '#shared/templates.ts'
import { useTemplates } from '../state/templates.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Popover } from '../ui/popover.tsx'
import { scaled } from '../ui/scaled.ts'
import type { TaskDraft } from './task-draft.ts'
import { gist } from './words.ts'

type Choices = {
  /** The project whose templates are offered, beside those of all projects. */
  projectId: string
  /** The one that is in force. */
  chosen: TaskDraft['filled']
  /** null = without any. */
  onChoose: (template: TaskTemplate | null) => void
  onSave: () => void
  onManage: () => void
}

/** Chooses the template that a new task begins with. */
export function TemplatePicker({
  open,
  onOpenChange,
  ...choices
}: Choices & { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { chosen } = choices
  const pending = useRef<Act | null>(null)
  return (
    <Popover
      label={t('Templates')}
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      className="overflow-hidden p-0"
      onCloseAutoFocus={(event) => {
        const act = pending.current
        pending.current = null
        if (act === null) return
        // What opens a dialog has that give the focus back to the trigger.
        if (!act.movesFocus) setTimeout(act.run)
        else {
          event.preventDefault()
          act.run()
        }
      }}
      trigger={
        <ChipButton>
          <LayoutTemplate aria-hidden />
          <span className="sr-only">{t('Template: {name}', { name: chosen?.name ?? t('none') })}</span>
          <span aria-hidden dir="auto" className="max-w-40 truncate">
            {chosen?.name ?? t('Template')}
          </span>
          <Kbd keys="task.from-template" className="-me-1 ms-0.5 border-transparent px-0.5" />
        </ChipButton>
      }
    >
      <TemplateList
        {...choices}
        onAct={(act) => {
          pending.current = act
          onOpenChange(false)
        }}
      />
    </Popover>
  )
}

/** What is done once the list is closed. */
type Act = {
  run: () => void
  /** It puts the focus somewhere itself. */
  movesFocus: boolean
}

const ROW =
  'flex min-h-row items-center gap-2 rounded-m px-2 py-1 text-12 select-none data-[selected=true]:bg-active coarse:min-h-touch [&_svg]:size-3.5 [&_svg]:shrink-0 [&>svg]:text-fg-3'

function TemplateList({
  projectId,
  chosen,
  onChoose,
  onSave,
  onManage,
  onAct,
}: Choices & { onAct: (act: Act) => void }) {
  const templates = useTemplates(projectId)
  const choose = (template: TaskTemplate | null) => () =>
    onAct({ run: () => onChoose(template), movesFocus: true })
  const go = (run: () => void) => () => onAct({ run, movesFocus: false })
  return (
    <Command
      label={t('Templates')}
      loop
      style={{ width: scaled(300) }}
      className="flex max-h-80 max-w-[calc(100vw-24px)] flex-col"
    >
      <Command.Input
        autoFocus
        placeholder={t('Template…')}
        className="h-touch w-full shrink-0 border-b border-line bg-transparent px-3 text-12 outline-none"
      />
      {templates.length === 0 && (
        <p className="border-b border-line px-3 py-3 text-12 text-fg-3">
          {t(
            'No templates yet. Write a task once and save it as a template: the next one of its kind begins with its words and fields.',
          )}
        </p>
      )}
      <Command.List label={t('Suggestions')} className="min-h-0 flex-1 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-12 text-fg-3">{t('No such template')}</Command.Empty>
        {templates.map((template) => (
          <Command.Item
            key={template.id}
            value={template.id}
            keywords={[template.name, gist(template)]}
            onSelect={choose(template)}
            className={ROW}
          >
            <LayoutTemplate aria-hidden />
            <span dir="auto" className="max-w-[65%] shrink-0 truncate">
              {template.name}
            </span>
            <span dir="auto" className="min-w-0 flex-1 truncate text-11 text-fg-3">
              {gist(template)}
            </span>
            {chosen?.templateId === template.id && (
              <>
                <Check aria-hidden />
                <span className="sr-only">{t(', chosen')}</span>
              </>
            )}
          </Command.Item>
        ))}
        <Command.Group className={templates.length > 0 ? '-mx-1 mt-1 border-t border-line px-1 pt-1' : ''}>
          {chosen !== null && (
            <ActRow icon={<CircleSlash aria-hidden />} label={t('No template')} onSelect={choose(null)} />
          )}
          <ActRow icon={<Save aria-hidden />} label={t('Save as template…')} onSelect={go(onSave)} />
          <ActRow icon={<Settings aria-hidden />} label={t('Manage templates…')} onSelect={go(onManage)} />
        </Command.Group>
      </Command.List>
    </Command>
  )
}

const ActRow = ({ icon, label, onSelect }: { icon: ReactNode; label: string; onSelect: () => void }) => (
  <Command.Item value={label} onSelect={onSelect} className={ROW}>
    {icon}
    <span className="min-w-0 flex-1 truncate text-fg-2">{label}</span>
  </Command.Item>
)
