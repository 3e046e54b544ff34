import type { ReactNode } from 'react'
import type { Task } from '#shared/tasks.ts'
import { follow } from '../state/navigation.ts'
import { StatusIcon, STATUS_NAMES } from '../ui/icons/status-icon.tsx'

/** Another task, named; a press opens it. */
export function TaskLink({
  task,
  full = false,
  children,
}: {
  task: Task
  full?: boolean
  children?: ReactNode
}) {
  return (
    <button
      type="button"
      role="link"
      title={`${task.identifier} ${task.title} (${STATUS_NAMES[task.status]})`}
      onClick={(event) => follow(event, { to: 'task', identifier: task.identifier })}
      onAuxClick={(event) => follow(event, { to: 'task', identifier: task.identifier })}
      className="flex min-h-6 max-w-full min-w-0 items-center gap-1.5 rounded-s px-1.5 text-start hover:bg-hover"
    >
      <StatusIcon status={task.status} label />
      <span className="flex-none text-fg-3">{task.identifier}</span>
      {full && <span className="min-w-0 flex-1 truncate text-fg">{task.title}</span>}
      {children}
    </button>
  )
}
