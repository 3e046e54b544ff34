import { CalendarDays } from 'lucide-react'
import { useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { mutateTask } from '../../state/actions.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/button.tsx'
import { beginOf, dayOf } from '../../ui/day.ts'
import { Popover } from '../../ui/popover.tsx'
import { useToday } from '../../ui/time.tsx'
import { Property, Unset, ValueButton } from './property.tsx'

const day = (date: string) =>
  new Date(`${date}T12:00:00`).toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })

/** The day by which it should be done: one of the likely ones, or any. */
export function DueDateProperty({ task }: { task: Task }) {
  const [open, setOpen] = useState(false)
  const today = useToday()
  const inDays = (days: number) => dayOf(beginOf(today), days)
  const set = (dueDate: string | null) => {
    setOpen(false)
    if (dueDate !== task.dueDate) void mutateTask(task.id, { dueDate })
  }
  const over =
    task.dueDate !== null && task.dueDate < today && task.status !== 'done' && task.status !== 'cancelled'
  return (
    <Property name={t('Due date')}>
      <Popover
        label={t('Due date')}
        open={open}
        onOpenChange={setOpen}
        className="p-2"
        trigger={
          <ValueButton
            aria-label={t('Due date: {day}', { day: task.dueDate === null ? t('none') : day(task.dueDate) })}
          >
            {task.dueDate === null ? (
              <Unset>{t('None')}</Unset>
            ) : (
              <span className={over ? 'text-bad' : ''}>{day(task.dueDate)}</span>
            )}
          </ValueButton>
        }
      >
        <label className="flex items-center gap-2 text-12 text-fg-2">
          <CalendarDays aria-hidden className="size-3.5" />
          <span className="sr-only">{t('Day')}</span>
          <input
            type="date"
            autoFocus
            defaultValue={task.dueDate ?? ''}
            className="h-7 rounded-m border border-line-strong bg-raised px-2 text-12 outline-none focus:border-accent"
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.currentTarget.value !== '') set(event.currentTarget.value)
            }}
            onBlur={(event) => {
              const { value } = event.currentTarget
              if (value !== '' && value !== task.dueDate) void mutateTask(task.id, { dueDate: value })
            }}
          />
        </label>
        <div className="mt-2 flex flex-wrap gap-1">
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(today)}>
            {t('Today')}
          </Button>
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(inDays(1))}>
            {t('Tomorrow')}
          </Button>
          <Button size="s" onMouseDown={(event) => event.preventDefault()} onClick={() => set(inDays(7))}>
            {t('In a week')}
          </Button>
          {task.dueDate !== null && (
            <Button
              size="s"
              variant="ghost"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => set(null)}
            >
              {t('Remove')}
            </Button>
          )}
        </div>
      </Popover>
    </Property>
  )
}
