import { ArrowDown, ArrowUp, ChevronRight, Ellipsis, Link2, Tag, Trash2 } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { mayDependOn, PLAN_LIMITS, type Plan, type PlanTask } from '#shared/brainstorm-plan.ts'
import { useLabels } from '../state/hooks.ts'
import { EstimateChip, PriorityChip } from '../templates/field-chips.tsx'
import { IconButton } from '../ui/button.tsx'
import { ChipButton } from '../ui/chip.tsx'
import { cn } from '../ui/cn.ts'
import { Dot } from '../ui/dot.tsx'
import { TextArea } from '../ui/field.tsx'
import { colorValue } from '../ui/icons/color.ts'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { Combobox } from '../ui/select.tsx'
import { toast } from '../ui/toast.ts'
import { criteriaIn } from './plan-edits.ts'
import { countOf } from './words.ts'

/** The field of a title, in whichever row. */
const TITLE = '[data-plan-title]'

/** A task of a plan: one line, and all of it when it is opened. */
export function PlanRow({
  task,
  number,
  plan,
  numbers,
  isNew,
  onChange,
  onRemove,
  onMove,
  onNext,
}: {
  task: PlanTask
  number: number
  plan: Plan
  /** By key. */
  numbers: ReadonlyMap<string, number>
  /** It has just been added: its title is to be written. */
  isNew: boolean
  onChange: (patch: Partial<PlanTask>) => void
  onRemove: () => void
  onMove: (by: 1 | -1) => void
  /** Adds the next one, where it is the last. */
  onNext: (() => void) | null
}) {
  const [open, setOpen] = useState(false)
  const title = useRef<HTMLInputElement>(null)
  /** The title as it was when its field got the focus. */
  const before = useRef(task.title)
  const details = useId()
  const name = task.title.trim() === '' ? `Task ${number}` : task.title
  useEffect(() => {
    if (isNew) title.current?.focus()
  }, [isNew])
  return (
    <li data-plan-task={task.key} className="group px-2 focus-within:bg-hover/40">
      <div className="flex min-h-9 items-center gap-1.5">
        <IconButton
          label={`${open ? 'Close' : 'Open'} ${name}`}
          size="s"
          bare
          aria-expanded={open}
          aria-controls={details}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight className={cn('rtl:rotate-180', open && 'rotate-90')} />
        </IconButton>
        <input
          type="checkbox"
          aria-label={`Take ${name}`}
          checked={task.included}
          onChange={(event) => onChange({ included: event.target.checked })}
          className="size-3.5 flex-none accent-(--accent)"
        />
        <span aria-hidden className="w-5 flex-none text-end text-11 text-fg-3 tabular-nums">
          {number}
        </span>
        <input
          ref={title}
          data-plan-title
          aria-label={`Title ${number}`}
          dir="auto"
          value={task.title}
          maxLength={PLAN_LIMITS.title}
          placeholder="What is to be done"
          title={task.title}
          onChange={(event) => onChange({ title: event.target.value })}
          onFocus={() => {
            before.current = task.title
          }}
          onKeyDown={(event) => {
            const field = event.currentTarget
            if (event.metaKey || event.ctrlKey || event.nativeEvent.isComposing) return
            if (event.key === 'Escape') {
              event.stopPropagation()
              if (before.current !== task.title) onChange({ title: before.current })
              field.blur()
            } else if (event.key === 'Enter') {
              event.preventDefault()
              const next = field.closest('li')?.nextElementSibling?.querySelector<HTMLElement>(TITLE)
              if (onNext !== null && task.title.trim() !== '') onNext()
              else if (next) next.focus()
              else field.blur()
            }
          }}
          className={cn(
            'h-7 min-w-0 flex-1 truncate rounded-s bg-transparent px-1 outline-none focus-visible:ring-1 focus-visible:ring-accent',
            !task.included && 'text-fg-3 line-through',
          )}
        />
        {task.criteria.length > 0 && (
          <span className="flex-none text-11 text-fg-3 tabular-nums max-[1100px]:hidden">
            {countOf(task.criteria.length, 'criterion', 'criteria')}
          </span>
        )}
        {/* Each in a place of its own, so that those of all tasks stand under each other. */}
        <span className="flex min-w-23 flex-none">
          <DependsOn task={task} plan={plan} numbers={numbers} onChange={onChange} />
        </span>
        <span className="flex w-21 flex-none max-[900px]:hidden">
          <PriorityChip value={task.priority} onChange={(priority) => onChange({ priority })} />
        </span>
        <span className="flex w-21 flex-none max-[900px]:hidden">
          <EstimateChip value={task.estimate} onChange={(estimate) => onChange({ estimate })} />
        </span>
        <Menu
          label={`More about ${name}`}
          align="end"
          trigger={
            <IconButton label={`More about ${name}`} size="s" bare>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<ArrowUp />} keys="plan.up" disabled={number === 1} onSelect={() => onMove(-1)}>
            Move up
          </MenuItem>
          <MenuItem
            icon={<ArrowDown />}
            keys="plan.down"
            disabled={number === plan.tasks.length}
            onSelect={() => onMove(1)}
          >
            Move down
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={() => setTimeout(onRemove)}>
            Take it out of the plan
          </MenuItem>
        </Menu>
      </div>
      {open && (
        <div id={details}>
          <Details task={task} onChange={onChange} />
        </div>
      )}
    </li>
  )
}

/** Chooses what a task waits for; what would close a circle is refused where it is chosen. */
function DependsOn({
  task,
  plan,
  numbers,
  onChange,
}: {
  task: PlanTask
  plan: Plan
  numbers: ReadonlyMap<string, number>
  onChange: (patch: Partial<PlanTask>) => void
}) {
  const others = plan.tasks.filter(({ key, title }) => key !== task.key && title.trim() !== '')
  const chosen = task.dependsOn.map((key) => numbers.get(key) ?? 0).sort((a, b) => a - b)
  const words = chosen.join(', ')
  return (
    <Combobox
      multiple
      label="Waits for…"
      align="end"
      width={320}
      value={task.dependsOn}
      empty="There is no other task"
      options={others.map(({ key, title }) => ({
        id: key,
        label: `${numbers.get(key)} ${title}`,
        ...(mayDependOn(plan.tasks, task.key, key) ? {} : { hint: 'waits for this one' }),
      }))}
      onChange={(dependsOn) => {
        const refused = dependsOn.find(
          (key) => !task.dependsOn.includes(key) && !mayDependOn(plan.tasks, task.key, key),
        )
        if (refused === undefined) onChange({ dependsOn })
        else
          toast.error('They would wait for each other', {
            id: 'plan-cycle',
            description: `Task ${numbers.get(refused)} waits for task ${numbers.get(task.key)} already, itself or over others. Take that away first.`,
          })
      }}
      trigger={
        <ChipButton
          aria-label={`Task ${numbers.get(task.key)}${chosen.length === 0 ? ' waits for: nothing' : ` comes after ${words}`}`}
          title={chosen.length === 0 ? 'Waits for no other task' : undefined}
        >
          <Link2 aria-hidden />
          {chosen.length > 0 && `after ${words}`}
        </ChipButton>
      }
    />
  )
}

/** What does not fit into its line. */
function Details({ task, onChange }: { task: PlanTask; onChange: (patch: Partial<PlanTask>) => void }) {
  const [criteria, setCriteria] = useState(() => task.criteria.join('\n'))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 ps-14 pe-2 pb-3 max-[720px]:ps-2">
      <TextArea
        label="Description"
        rows={3}
        maxLength={PLAN_LIMITS.description}
        value={task.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <TextArea
        label="Acceptance criteria, one a line"
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
          Likely in{' '}
          {task.files.map((file, index) => (
            <span key={file}>
              {index > 0 && ', '}
              <code className="text-11 [overflow-wrap:anywhere]">{file}</code>
            </span>
          ))}
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
      label="Labels…"
      value={value}
      onChange={(names) => onChange(names.slice(0, PLAN_LIMITS.labels))}
      onCreate={(name) => onChange([...value, name.slice(0, PLAN_LIMITS.label)].slice(0, PLAN_LIMITS.labels))}
      options={[...new Set([...labels.map(({ name }) => name), ...value.filter(isNew)])].map((name) => ({
        id: name,
        label: name,
        icon: <Dot color={colorValue(colorOf(name))} />,
        ...(isNew(name) ? { hint: 'new' } : {}),
      }))}
      trigger={
        <ChipButton aria-label={`Labels: ${value.join(', ') || 'none'}`} className="max-w-full flex-wrap">
          {value.length === 0 ? (
            <>
              <Tag aria-hidden />
              Labels
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
