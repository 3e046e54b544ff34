import { Shapes } from 'lucide-react'
import type { Priority } from '#shared/tasks.ts'
import { useLabels } from '../state/hooks.ts'
import { ChipButton } from '../ui/chip.tsx'
import { Dot } from '../ui/dot.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { PRIORITY_NAMES, PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { Combobox } from '../ui/select.tsx'
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
    label="Priority…"
    value={value}
    onChange={(id) => onChange(id as Priority)}
    options={PRIORITIES.map((id) => ({
      id,
      label: PRIORITY_NAMES[id],
      icon: <PriorityIcon priority={id} />,
    }))}
    trigger={
      <ChipButton aria-label={`Priority: ${PRIORITY_NAMES[value]}`}>
        <PriorityIcon priority={value} />
        {value === 'none' ? 'Priority' : PRIORITY_NAMES[value]}
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
      label="Labels…"
      value={value}
      onChange={onChange}
      empty="No labels yet: make some in Settings"
      options={labels.map((label) => ({
        id: label.id,
        label: label.name,
        icon: <Dot color={colorValue(label.color)} />,
      }))}
      trigger={
        <ChipButton
          aria-label={`Labels: ${chosen.map((label) => label.name).join(', ') || 'none'}`}
          className="max-w-full flex-wrap"
        >
          {chosen.length === 0
            ? 'Labels'
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

const POINTS = [1, 2, 3, 5, 8, 13]
/** The most that the host takes. */
const MOST_POINTS = 1000
/** Stands for “not estimated” in the list. */
const NONE = '-'

const inWords = (count: number) => `${count} ${count === 1 ? 'point' : 'points'}`

/** A number as it is typed, with a comma or a point; null where it is no estimate. */
function readPoints(text: string): number | null {
  const count = Number(text.replace(',', '.'))
  return text.trim() !== '' && count >= 0 && count <= MOST_POINTS ? count : null
}

/** Chooses an estimate. */
export function EstimateChip({ value, onChange }: Props<number | null>) {
  const offered = value === null || POINTS.includes(value) ? POINTS : [...POINTS, value]
  return (
    <Combobox
      label="Estimate…"
      value={value === null ? NONE : String(value)}
      onChange={(id) => onChange(id === NONE ? null : Number(id))}
      onCreate={(text) => {
        const count = readPoints(text)
        if (count !== null) onChange(count)
      }}
      createLabel={(text) => {
        const count = readPoints(text)
        return count === null ? `An estimate is a number up to ${MOST_POINTS}` : inWords(count)
      }}
      options={[
        { id: NONE, label: 'No estimate' },
        ...offered.map((count) => ({ id: String(count), label: inWords(count) })),
      ]}
      trigger={
        <ChipButton aria-label={`Estimate: ${value === null ? 'none' : inWords(value)}`}>
          <Shapes aria-hidden />
          {value === null ? 'Estimate' : inWords(value)}
        </ChipButton>
      }
    />
  )
}
