import { Play } from 'lucide-react'
import type { Task } from '#shared/tasks.ts'
import { cancelTask, executeTasks } from '../state/actions.ts'
import { t } from '../strings/t.ts'
import { IconButton } from '../ui/button.tsx'
import { cn } from '../ui/cn.ts'
import { StopIcon } from '../ui/icons/stop-icon.tsx'
import { isRunOpen } from './card-state.ts'

/** Begins a task or stops its run; shown when it is pointed at, or where a task has yet to begin. */
export function ExecuteButton({
  task,
  inBatch,
  isShared,
  isQuiet = false,
  className,
}: {
  task: Task
  inBatch: boolean
  /** Its run does other tasks, too: only its batch can stop that. */
  isShared: boolean
  /** Not in sight until it is pointed at, wherever the task stands. */
  isQuiet?: boolean
  className?: string
}) {
  const running = isRunOpen(task.executionStatus)
  if (running && isShared) return null
  if (!running && (inBatch || task.status === 'done' || task.status === 'cancelled' || task.archived))
    return null
  return (
    <span
      className={cn(
        'group-focus-within:opacity-100 group-hover:opacity-100 coarse:opacity-100',
        // Where a task has yet to begin, the way to begin it is always in sight.
        (running || isQuiet || (task.status !== 'backlog' && task.status !== 'todo')) && 'opacity-0',
        className,
      )}
    >
      {running ? (
        <IconButton label={t('Stop the run')} size="s" side="top" onClick={() => void cancelTask(task.id)}>
          <StopIcon />
        </IconButton>
      ) : (
        <IconButton
          label={t('Execute {identifier}', { identifier: task.identifier })}
          keys="task.execute"
          size="s"
          side="top"
          className="text-fg-3 group-focus-within:text-fg-2 group-hover:text-fg-2 hover:text-fg focus-visible:text-fg"
          onClick={() => void executeTasks([task.id])}
        >
          <Play className="fill-current" />
        </IconButton>
      )}
    </span>
  )
}
