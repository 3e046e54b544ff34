import { Tag } from 'lucide-react'
import { useState } from 'react'
import { PLAN_LIMITS, type PlanTask } from '#shared/brainstorm-plan.ts'
import { useLabels } from '../state/hooks.ts'
import { rich } from '../strings/rich.tsx'
import { t } from '../strings/t.ts'
import { EstimateChip, PriorityChip } from '../templates/field-chips.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { TextArea } from '../ui/field.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Combobox } from '../ui/select.tsx'
import { criteriaIn } from './plan-edits.ts'

/** What does not fit into its line. */
export function PlanTaskDetails({
  task,
  onChange,
}: {
  task: PlanTask
  onChange: (patch: Partial<PlanTask>) => void
}) {
  const [criteria, setCriteria] = useState(() => task.criteria.join('\n'))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 ps-14 pe-2 pb-3 max-[720px]:ps-2">
      <TextArea
        label={t('Description')}
        rows={3}
        maxLength={PLAN_LIMITS.description}
        value={task.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <TextArea
        label={t('Acceptance criteria, one a line')}
        rows={2}
        value={criteria}
        maxLength={PLAN_LIMITS.criteria * PLAN_LIMITS.criterion}
        onChange={(event) => {
          setCriteria(event.target.value)
          onChange({ criteria: criteriaIn(event.target.value) })
        }}
      />
      <div className="flex flex-wrap items-center gap-1.5">
        <LabelNames value={task.labels} onChange={(labels) => onChange({ labels })} />
        <span className="flex items-center gap-1.5 min-[901px]:hidden">
          <PriorityChip value={task.priority} onChange={(priority) => onChange({ priority })} />
          <EstimateChip value={task.estimate} onChange={(estimate) => onChange({ estimate })} />
        </span>
      </div>
      {task.files.length > 0 && (
        <p className="text-12 text-fg-3">
          {rich('Likely in {files}', {
            files: task.files.map((file, index) => (
              <span key={file}>
                {index > 0 && ', '}
                <code className="text-11 [overflow-wrap:anywhere]">{file}</code>
              </span>
            )),
          })}
        </p>
      )}
    </div>
  )
}

/** Labels by their names: one that is not there yet is made with the tasks. */
function LabelNames({ value, onChange }: { value: string[]; onChange: (names: string[]) => void }) {
  const labels = useLabels()
  const known = new Set(labels.map(({ name }) => name.toLowerCase()))
  const isNew = (name: string) => !known.has(name.toLowerCase())
  const colorOf = (name: string) =>
    labels.find((label) => label.name.toLowerCase() === name.toLowerCase())?.color ?? 'gray'
  return (
    <Combobox
      multiple
      label={t('Labels…')}
      value={value}
      onChange={(names) => onChange(names.slice(0, PLAN_LIMITS.labels))}
      onCreate={(name) => onChange([...value, name.slice(0, PLAN_LIMITS.label)].slice(0, PLAN_LIMITS.labels))}
      options={[...new Set([...labels.map(({ name }) => name), ...value.filter(isNew)])].map((name) => ({
        id: name,
        label: name,
        icon: <Dot color={colorValue(colorOf(name))} />,
        ...(isNew(name) ? { hint: t('new') } : {}),
      }))}
      trigger={
        <ChipButton
          aria-label={
            value.length === 0 ? t('Labels: none') : t('Labels: {labels}', { labels: value.join(', ') })
          }
          className="max-w-full flex-wrap"
        >
          {value.length === 0 ? (
            <>
              <Tag aria-hidden />
              {t('Labels')}
            </>
          ) : (
            value.map((name) => (
              <span key={name} className="inline-flex max-w-40 items-center gap-1">
                <Dot color={colorValue(colorOf(name))} />
                <span dir="auto" className="truncate">
                  {name}
                </span>
              </span>
            ))
          )}
        </ChipButton>
      }
    />
  )
}
