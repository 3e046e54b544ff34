import { ArrowDown, ArrowUp, ChevronRight, Ellipsis, GripVertical, Trash2 } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { PLAN_LIMITS, type Plan, type PlanTask } from '#shared/brainstorm-plan.ts'
import { placeOfDrop, useDragRow } from '../batches/drag-row.ts'
import { DropLine } from '../batches/drop-line.tsx'
import { t } from '../strings/t.ts'
import { EstimateChip, PriorityChip } from '../templates/field-chips.tsx'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu.tsx'
import { DependsOn } from './depends-on.tsx'
import { PlanTaskDetails } from './plan-task-details.tsx'
import { PLAN_ROWS } from './use-plan-order.ts'

/** The field of a title, in whichever row. */
const TITLE = '[data-plan-title]'

/** A task of a plan: one line, and all of it when it is opened. */
export function PlanRow({
  task,
  number,
  plan,
  numbers,
  below,
  isNew,
  onChange,
  onRemove,
  onPlace,
  onNext,
}: {
  task: PlanTask
  number: number
  plan: Plan
  /** By key. */
  numbers: ReadonlyMap<string, number>
  /** Keys of what it waits for that stands after it. */
  below: readonly string[]
  /** It has just been added: its title is to be written. */
  isNew: boolean
  onChange: (patch: Partial<PlanTask>) => void
  onRemove: () => void
  /** Moves a task to a place, counted without it. */
  onPlace: (key: string, to: number) => void
  /** Adds the next one, where it is the last. */
  onNext: (() => void) | null
}) {
  const [open, setOpen] = useState(false)
  const title = useRef<HTMLTextAreaElement>(null)
  /** The title as it was when its field got the focus. */
  const before = useRef(task.title)
  const details = useId()
  const row = useRef<HTMLLIElement>(null)
  const grip = useRef<HTMLSpanElement>(null)
  const { edge, isDragged } = useDragRow(
    row,
    PLAN_ROWS,
    task.key,
    plan.tasks.length > 1,
    (dragged, side) => {
      const keys = plan.tasks.map(({ key }) => key)
      onPlace(dragged, placeOfDrop(keys, dragged, task.key, side))
    },
    grip,
  )
  const name = task.title.trim() === '' ? t('Task {number}', { number }) : task.title
  useEffect(() => {
    if (isNew) title.current?.focus()
  }, [isNew])
  return (
    <li
      ref={row}
      data-plan-task={task.key}
      className={cn('group relative px-2 focus-within:bg-hover/40', isDragged && 'opacity-40')}
    >
      {edge !== null && <DropLine edge={edge} />}
      <div className="flex min-h-9 items-center gap-1.5">
        {/* By keys it is moved with Alt and the arrows. */}
        <span
          ref={grip}
          aria-hidden
          data-grip
          title={t('Drag to another place')}
          className="-me-1 -ms-1 grid h-7 w-4 flex-none cursor-grab place-items-center text-fg-3 hover:text-fg active:cursor-grabbing"
        >
          <GripVertical className="size-3.5" />
        </span>
        <IconButton
          label={open ? t('Close {name}', { name }) : t('Open {name}', { name })}
          size="s"
          bare
          aria-expanded={open}
          aria-controls={details}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight className={cn(open && 'rotate-90')} />
        </IconButton>
        <input
          type="checkbox"
          aria-label={t('Take {name}', { name })}
          checked={task.included}
          onChange={(event) => onChange({ included: event.target.checked })}
          className="size-3.5 flex-none accent-(--accent)"
        />
        <span aria-hidden className="w-5 flex-none text-end text-11 text-fg-3 tabular-nums">
          {number}
        </span>
        {/* As high as it is long: a title is read as a whole. */}
        <textarea
          ref={title}
          rows={1}
          data-plan-title
          aria-label={t('Title {number}', { number })}
          dir="auto"
          value={task.title}
          maxLength={PLAN_LIMITS.title}
          placeholder={t('What is to be done')}
          onChange={(event) => onChange({ title: event.target.value.replace(/\s*\n\s*/g, ' ') })}
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
            'my-1 field-sizing-content min-h-7 min-w-0 flex-1 resize-none rounded-s bg-transparent px-1 py-1 outline-none [overflow-wrap:anywhere] focus-visible:ring-1 focus-visible:ring-accent',
            !task.included && 'text-fg-3 line-through',
          )}
        />
        {task.criteria.length > 0 && (
          <span className="flex-none text-11 text-fg-3 tabular-nums max-[1100px]:hidden">
            {t('{count, plural, one {# criterion} other {# criteria}}', { count: task.criteria.length })}
          </span>
        )}
        {/* Each in a place of its own, so that those of all tasks stand under each other. */}
        <span className="flex min-w-23 flex-none">
          <DependsOn task={task} plan={plan} numbers={numbers} below={below} onChange={onChange} />
        </span>
        <span className="flex w-21 flex-none max-[900px]:hidden">
          <PriorityChip value={task.priority} onChange={(priority) => onChange({ priority })} />
        </span>
        <span className="flex w-21 flex-none max-[900px]:hidden">
          <EstimateChip value={task.estimate} onChange={(estimate) => onChange({ estimate })} />
        </span>
        <Menu
          label={t('More about {name}', { name })}
          align="end"
          trigger={
            <IconButton label={t('More about {name}', { name })} size="s" bare>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem
            icon={<ArrowUp />}
            keys="plan.up"
            disabled={number === 1}
            onSelect={() => onPlace(task.key, number - 2)}
          >
            {t('Move up')}
          </MenuItem>
          <MenuItem
            icon={<ArrowDown />}
            keys="plan.down"
            disabled={number === plan.tasks.length}
            onSelect={() => onPlace(task.key, number)}
          >
            {t('Move down')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger onSelect={() => setTimeout(onRemove)}>
            {t('Take it out of the plan')}
          </MenuItem>
        </Menu>
      </div>
      {open && (
        <div id={details}>
          <PlanTaskDetails task={task} onChange={onChange} />
        </div>
      )}
    </li>
  )
}
