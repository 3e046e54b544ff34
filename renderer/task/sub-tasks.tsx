import { ListTree, Plus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { Task } from '#shared/tasks.ts'
import { createTask } from '../state/actions.ts'
import { useTasksOf } from '../state/hooks.ts'
import { Button } from '../ui/button.tsx'
import { TaskLink } from './task-link.tsx'

/** The tasks below this one, with a line to add the next. */
export function SubTasks({ task }: { task: Task }) {
  const all = useTasksOf(task.projectId)
  const children = useMemo(() => all.filter((one) => one.parentId === task.id), [all, task.id])
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
          Sub-tasks
          {children.length > 0 && (
            <span className="text-fg-3">
              {done} of {children.length}
            </span>
          )}
        </h2>
        {!adding && (
          <Button
            size="s"
            variant="ghost"
            icon={<Plus />}
            aria-label="Add a sub-task"
            onClick={() => setAdding(true)}
          >
            Add
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
          aria-label="Title of the new sub-task"
          placeholder="Title of the sub-task, then Enter"
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
