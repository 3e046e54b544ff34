import { ListTree, Plus } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { createStore } from 'zustand/vanilla'
import type { Task } from '#shared/tasks.ts'
import { createTask, recordCreated } from '../state/actions.ts'
import { useSelected, useTasksThat } from '../state/hooks.ts'
import { t } from '../strings/t.ts'
import { Button } from '../ui/button.tsx'
import { TaskLink } from './task-link.tsx'

/** The task to which the next sub-task is being added. */
const adding = createStore<{ to: string | null }>(() => ({ to: null }))

/** Opens the line in which a sub-task of this task is written, once it is shown. */
export const addSubTask = (to: string): void => adding.setState({ to })

/** The tasks below this one, with a line to add the next. */
export function SubTasks({ task }: { task: Task }) {
  const { id, projectId } = task
  const children = useTasksThat(
    useCallback((one) => one.parentId === id && one.projectId === projectId, [id, projectId]),
  )
  const isAdding = useSelected(adding, ({ to }) => to === id)
  useEffect(() => () => adding.setState({ to: null }), [])
  const stop = () => adding.setState({ to: null })
  const [title, setTitle] = useState('')
  const busy = useRef(false)
  const done = children.filter((child) => child.status === 'done').length
  const add = async () => {
    const text = title.trim()
    if (text === '' || busy.current) return
    busy.current = true
    const made = await createTask({ projectId: task.projectId, title: text, parentId: task.id })
    busy.current = false
    if (made === null) return
    recordCreated([made])
    setTitle('')
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
        {!isAdding && (
          <Button
            size="s"
            variant="ghost"
            icon={<Plus />}
            aria-label={t('Add a sub-task')}
            onClick={() => addSubTask(id)}
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
      {isAdding && (
        <input
          autoFocus
          dir="auto"
          value={title}
          maxLength={500}
          aria-label={t('Title of the new sub-task')}
          placeholder={t('Title of the sub-task, then Enter')}
          className="h-7 w-full rounded-m border border-line-strong bg-raised px-2 text-12 outline-none focus:border-accent"
          onChange={(event) => setTitle(event.target.value)}
          onBlur={() => {
            if (title.trim() === '') stop()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) void add()
            if (event.key === 'Escape') {
              event.stopPropagation()
              setTitle('')
              stop()
            }
          }}
        />
      )}
    </section>
  )
}
