import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import type { Task } from '#shared/tasks.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { PriorityIcon } from '../ui/icons/priority-icon.tsx'
import { placeOfDrop, useDragRow } from './drag-row.ts'
import { DropLine } from './drop-line.tsx'

type OrderListProps = {
  label: string
  /** In the order in which they are merged. */
  tasks: readonly Task[]
  /** The order is the user's to change. */
  movable: boolean
  /** Moves a task to a place, counted without it. */
  onMove: (id: string, to: number) => void
  /** Takes a task out; null where it is the last one. */
  onRemove: ((id: string) => void) | null
  /** More tasks than a batch takes: taking some out is what is to be done. */
  isTooLong: boolean
}

/** The tasks of a batch that is to be made. */
export function OrderList({ label, tasks, movable, onMove, onRemove, isTooLong }: OrderListProps) {
  const list = useRef<HTMLOListElement>(null)
  const step = (id: string, by: 1 | -1) => {
    onMove(id, tasks.findIndex((task) => task.id === id) + by)
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as Element).closest<HTMLElement>('[data-row]')
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (row === null || by === null) return
    event.preventDefault()
    const next = by === 1 ? row.nextElementSibling : row.previousElementSibling
    if (!event.shiftKey && !event.altKey) (next as HTMLElement | null)?.focus()
    else if (movable) step(row.dataset['row'] ?? '', by)
  }
  return (
    <ol
      ref={list}
      aria-label={label}
      onKeyDown={onKeyDown}
      className="max-h-52 divide-y [@media(max-height:760px)]:max-h-33 divide-line overflow-y-auto rounded-m border border-line"
    >
      {tasks.map((task, index) => (
        <OrderRow
          key={task.id}
          task={task}
          place={index}
          tasks={tasks}
          movable={movable}
          onMove={onMove}
          onStep={step}
          onRemove={onRemove}
          isTooLong={isTooLong}
        />
      ))}
    </ol>
  )
}

function OrderRow({
  task,
  place,
  tasks,
  movable,
  onMove,
  onStep,
  onRemove,
  isTooLong,
}: Omit<OrderListProps, 'label'> & { task: Task; place: number; onStep: (id: string, by: 1 | -1) => void }) {
  const row = useRef<HTMLLIElement>(null)
  const { edge, isDragged } = useDragRow(row, 'new-batch', task.id, movable, (dragged, side) =>
    onMove(
      dragged,
      placeOfDrop(
        tasks.map(({ id }) => id),
        dragged,
        task.id,
        side,
      ),
    ),
  )
  const parents = tasks.filter(({ id }) => task.dependsOn.includes(id)).map(({ identifier }) => identifier)
  return (
    <li
      ref={row}
      data-row={task.id}
      tabIndex={place === 0 ? 0 : -1}
      aria-label={`${place + 1}. ${task.identifier} ${task.title}`}
      className={cn(
        'group relative flex h-8 items-center gap-2 pe-1 ps-2.5 text-12 outline-none hover:bg-hover focus-visible:bg-hover focus-visible:ring-1 focus-visible:ring-accent-fg focus-visible:ring-inset coarse:h-10',
        isDragged && 'opacity-40',
      )}
    >
      {edge !== null && <DropLine edge={edge} />}
      <span className="w-4 flex-none text-end text-11 text-fg-3 tabular-nums">{place + 1}</span>
      <PriorityIcon priority={task.priority} label />
      <span className="min-w-13 flex-none text-fg-3">{task.identifier}</span>
      <span className="min-w-0 flex-1 truncate">{task.title}</span>
      {parents.length > 0 && (
        <span className="flex-none text-11 text-fg-3">
          {t('after {tasks}', { tasks: parents.join(', ') })}
        </span>
      )}
      <span
        className={cn(
          'flex flex-none group-focus-within:opacity-100 group-hover:opacity-100 group-focus:opacity-100 coarse:opacity-100',
          !isTooLong && 'opacity-0',
        )}
      >
        {movable && (
          <>
            <IconButton
              bare
              size="s"
              label={t('Move {identifier} up', { identifier: task.identifier })}
              tabIndex={-1}
              onClick={() => onStep(task.id, -1)}
            >
              <ArrowUp />
            </IconButton>
            <IconButton
              bare
              size="s"
              label={t('Move {identifier} down', { identifier: task.identifier })}
              tabIndex={-1}
              onClick={() => onStep(task.id, 1)}
            >
              <ArrowDown />
            </IconButton>
          </>
        )}
        {onRemove !== null && (
          <IconButton
            bare
            size="s"
            label={t('Leave {identifier} out', { identifier: task.identifier })}
            tabIndex={isTooLong ? 0 : -1}
            onClick={() => onRemove(task.id)}
          >
            <X />
          </IconButton>
        )}
      </span>
    </li>
  )
}
