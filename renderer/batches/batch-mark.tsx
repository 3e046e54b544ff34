import { Link } from '@tanstack/react-router'
import { Zap } from 'lucide-react'
import { useOpenBatchOf } from '../state/batches.ts'
import { cn } from '../ui/cn.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { taskTone } from './words.ts'

/** On a card: its batch, how far that is, and whether the task is left out of it. */
export function BatchMark({ taskId }: { taskId: string }) {
  const batch = useOpenBatchOf(taskId)
  const task = batch?.tasks.find((one) => one.taskId === taskId)
  if (batch === undefined || task === undefined) return null
  const { merged, total } = batch.counts
  const isOut = taskTone(task) === 'bad'
  const words = `${isOut ? 'Left out of its batch' : 'In a batch'}: ${merged} of ${total} merged`
  return (
    <Tooltip label={words}>
      <Link
        to="/batches/$id"
        params={{ id: batch.id }}
        tabIndex={-1}
        aria-label={words}
        className={cn(
          'flex h-4 items-center gap-0.75 rounded-s px-1 text-10 tabular-nums hover:bg-active',
          isOut ? 'text-bad' : 'text-fg-3 hover:text-fg',
        )}
      >
        <Zap aria-hidden className="size-2.75" />
        {merged}/{total}
      </Link>
    </Tooltip>
  )
}
