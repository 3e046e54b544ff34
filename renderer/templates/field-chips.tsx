import { Shapes } from 'lucide-react'
import type { Priority } from '#shared/tasks.ts'
import { useLabels } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { Combobox } from '../ui/select.tsx'
import { estimateChoice, inPoints } from './estimate-choice.ts'
import type { TaskWords } from './task-draft.ts'

const PRIORITIES = Object.keys(PRIORITY_NAMES) as Priority[]

type Fields = Pick<TaskWords, 'priority' | 'labelIds' | 'estimate'>
type Props<F> = { value: F; onChange: (value: F) => void }

/** Chips that choose the priority, the labels and the estimate of a task that is being written. */
export function FieldChips({
  value,
  onChange,
}: {
  value: Fields
  onChange: (changed: Partial<Fields>) => void
}) {
  return (
    <>
      <PriorityChip value={value.priority} onChange={(priority) => onChange({ priority })} />
      <LabelsChip value={value.labelIds} onChange={(labelIds) => onChange({ labelIds })} />
      <EstimateChip value={value.estimate} onChange={(estimate) => onChange({ estimate })} />
    </>
  )
}

/** Chooses a priority. */
export const PriorityChip = ({ value, onChange }: Props<Priority>) => (
  <Combobox
    label={t('Priority…')}
    value={value}
    onChange={(id) => onChange(id as Priority)}
    options={PRIORITIES.map((id) => ({
      id,
      label: PRIORITY_NAMES[id],
      icon: <PriorityIcon priority={id} />,
    }))}
    trigger={
      <ChipButton aria-label={t('Priority: {priority}', { priority: PRIORITY_NAMES[value] })}>
        <PriorityIcon priority={value} />
        {value === 'none' ? t('Priority') : PRIORITY_NAMES[value]}
      </ChipButton>
    }
  />
)

function LabelsChip({ value, onChange }: Props<string[]>) {
  const labels = useLabels()
  const chosen = labels.filter((label) => value.includes(label.id))
  return (
    <Combobox
      multiple
      label={t('Labels…')}
      value={value}
      onChange={onChange}
      empty={t('No labels yet: make some in Settings')}
      options={labels.map((label) => ({
        id: label.id,
        label: label.name,
        icon: <Dot color={colorValue(label.color)} />,
      }))}
      trigger={
        <ChipButton
          aria-label={t('Labels: {labels}', {
            labels: chosen.map((label) => label.name).join(', ') || t('none'),
          })}
          className="max-w-full flex-wrap"
        >
          {chosen.length === 0
            ? t('Labels')
            : chosen.map((label) => (
                <span key={label.id} className="inline-flex max-w-40 items-center gap-1">
                  <Dot color={colorValue(label.color)} />
                  <span dir="auto" className="truncate">
                    {label.name}
                  </span>
                </span>
              ))}
        </ChipButton>
      }
    />
  )
}

/** Chooses an estimate. */
export const EstimateChip = ({ value, onChange }: Props<number | null>) => (
  <Combobox
    label={t('Estimate…')}
    {...estimateChoice(value, onChange)}
    trigger={
      <ChipButton
        aria-label={t('Estimate: {points}', { points: value === null ? t('none') : inPoints(value) })}
      >
        <Shapes aria-hidden />
        {value === null ? t('Estimate') : inPoints(value)}
      </ChipButton>
    }
  />
)
