import { ListTree, Plus } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { createTask } from '../state/actions.ts'
import { useTasksThat } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TaskLink } from './task-link.tsx'

/** The tasks below this one, with a line to add the next. */
export function SubTasks({ task }: { task: Task }) {
  const { id, projectId } = task
  const children = useTasksThat(
    useCallback((one) => one.parentId === id && one.projectId === projectId, [id, projectId]),
  )
  const [adding, setAdding] = useState(false)
  const [title, setTitle] = useState('')
  const busy = useRef(false)
  const done = children.filter((child) => child.status === 'done').length
  const add = async () => {
    const text = title.trim()
    if (text === '' || busy.current) return
    busy.current = true
    const made = await createTask({ projectId: task.projectId, title: text, parentId: task.id })
    busy.current = false
    if (made !== null) setTitle('')
  }
  return (
    <section aria-labelledby="sub-tasks-title" className="max-w-[72ch]">
      <div className="mb-1 flex items-center gap-1.5">
        <h2 id="sub-tasks-title" className="flex items-center gap-1.5 text-12 font-medium text-fg-2">
          <ListTree aria-hidden className="size-3.5" />
          {t('Sub-tasks')}
          {children.length > 0 && (
            <span className="text-fg-3">{t('{done} of {total}', { done, total: children.length })}</span>
          )}
        </h2>
        {!adding && (
          <Button
            size="s"
            variant="ghost"
            icon={<Plus />}
            aria-label={t('Add a sub-task')}
            onClick={() => setAdding(true)}
          >
            {t('Add')}
          </Button>
        )}
      </div>
      <ul className="-mx-1.5 text-12">
        {children.map((child) => (
          <li key={child.id} className="flex h-7">
            <TaskLink task={child} full />
          </li>
        ))}
      </ul>
      {adding && (
        <input
          autoFocus
          value={title}
          maxLength={500}
          aria-label={t('Title of the new sub-task')}
          placeholder={t('Title of the sub-task, then Enter')}
          className="h-7 w-full rounded-m border border-line-strong bg-raised px-2 text-12 outline-none focus:border-accent"
          onChange={(event) => setTitle(event.target.value)}
          onBlur={() => {
            if (title.trim() === '') setAdding(false)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') void add()
            if (event.key === 'Escape') {
              event.stopPropagation()
              setTitle('')
              setAdding(false)
            }
          }}
        />
      )}
    </section>
  )
}
